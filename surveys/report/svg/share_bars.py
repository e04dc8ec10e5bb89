"""One bar per answer, as long as the part of the people that gave it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.domain.percentages import percent
from surveys.report.svg.chart import Drawn
from surveys.report.svg.drawing import colour, tag, text, together
from surveys.report.svg.rows import LETTERS, Place, places

FIGURE = 56


@dataclass(frozen=True)
class ShareBar:
    """`is_grey` is an answer that says nothing about the subject, or that goes with no other."""

    label: str
    count: int
    is_grey: bool = False


@dataclass(frozen=True)
class ShareBars:
    """`apart` says from which bar on they are set off: *anders*, the exclusive answer and *weet niet*."""

    bars: tuple[ShareBar, ...]
    base: int
    apart: int | None = None

    @property
    def words(self) -> str:
        return "; ".join(f"{bar.label}: {self._printed(bar)}" for bar in self.bars)

    def _printed(self, bar: ShareBar) -> str:
        return f"{percent(bar.count, self.base)}%" if self.base else "–"

    def drawn(self, width: int) -> Drawn:
        found = places([bar.label for bar in self.bars], width, right=FIGURE, apart=self.apart)
        rows = [self._row(bar, place) for bar, place in zip(self.bars, found, strict=True)]
        return Drawn(together(rows), found[-1].bottom if found else 0)

    def _row(self, bar: ShareBar, place: Place) -> SafeString:
        """The longest fills the width: all begin at nothing, so that their lengths can be compared."""
        longest = max((one.count for one in self.bars), default=0)
        box = place.box(0, bar.count / longest if longest else 0)
        long = max(1.0, box["width"])
        fill = colour("line-strong") if bar.is_grey else colour("primary")
        return tag(
            "g",
            place.label,
            tag("rect", **(box | {"width": long}), rx=2, fill=fill),
            text(
                self._printed(bar),
                place.left + long + 7,
                place.middle + 5,
                font_size=LETTERS,
                font_weight=600,
            ),
        )
