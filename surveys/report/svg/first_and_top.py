"""A ranking: who put an answer first, as the dark part of who put it among the first few."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.domain.percentages import percent
from surveys.report.svg.chart import Drawn
from surveys.report.svg.drawing import colour, tag, text, together, width_of
from surveys.report.svg.rows import LETTERS, Place, left_of_bars, legend, places

FIGURES, FIGURE = 14, 56
FIRST, TOP = "likert-1", "scale-2"


@dataclass(frozen=True)
class Ranked:
    label: str
    first: int
    top: int


@dataclass(frozen=True)
class FirstAndTop:
    """Counts of persons out of `base`; `names` are what the two parts are called."""

    items: tuple[Ranked, ...]
    base: int
    names: tuple[str, str]
    apart: int | None = None

    @property
    def words(self) -> str:
        first, top = self.names
        return "; ".join(
            f"{item.label}: {top} {self._printed(item.top)}, {first} {self._printed(item.first)}"
            for item in self.items
        )

    def _printed(self, count: int) -> str:
        return f"{percent(count, self.base)}%" if self.base else "–"

    def drawn(self, width: int) -> Drawn:
        labels = [item.label for item in self.items]
        colours = zip(self.names, (FIRST, TOP), strict=True)
        key, top = legend(list(colours), left_of_bars(labels, width), width)
        found = places(labels, width, right=FIGURE, top=top + 6, apart=self.apart)
        rows = [self._row(item, place) for item, place in zip(self.items, found, strict=True)]
        return Drawn(together([key, *rows]), found[-1].bottom if found else top)

    def _row(self, item: Ranked, place: Place) -> SafeString:
        longest = max((one.top for one in self.items), default=0) or 1
        whole, part = place.box(0, item.top / longest), place.box(0, item.first / longest)
        long = max(1.0, whole["width"])
        return tag(
            "g",
            place.label,
            tag("rect", **(whole | {"width": long}), fill=colour(TOP)),
            *([tag("rect", **part, fill=colour(FIRST))] if item.first else []),
            *self._first(item, part, place),
            text(
                self._printed(item.top),
                place.left + long + 7,
                place.middle + 5,
                font_size=LETTERS,
                font_weight=600,
            ),
        )

    def _first(self, item: Ranked, part: dict[str, float], place: Place) -> Iterator[SafeString]:
        words = self._printed(item.first)
        if width_of(words, FIGURES) + 10 > part["width"]:
            return
        look = {"text_anchor": "end", "font_size": FIGURES, "font_weight": 600, "fill": colour("surface")}
        yield text(words, part["x"] + part["width"] - 6, place.middle + 5, **look)
