"""One bar per row, cut into the answers that were given: a scale that goes from well to badly, or that climbs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.domain.percentages import percent
from surveys.report.svg.chart import Drawn
from surveys.report.svg.drawing import colour, ink_on, lines_of, tag, text, together, width_of
from surveys.report.svg.rows import LETTERS, LINE, Place, left_of_bars, legend, places

# Percentages below this are too narrow to stand in their part of the bar; the table has them.
SMALLEST_PRINTED = 4
FIGURES, SUM_COLUMN, EDGE, WHITE = 14, 62, 8, 1.5
# Colours of a scale by its number of answers, the best or the least first.
LIKERT = {
    1: ("likert-1",),
    2: ("likert-1", "likert-5"),
    3: ("likert-1", "likert-3", "likert-5"),
    4: ("likert-1", "likert-2", "likert-4", "likert-5"),
    5: ("likert-1", "likert-2", "likert-3", "likert-4", "likert-5"),
}
CLIMBING = {
    1: ("scale-5",),
    2: ("scale-2", "scale-5"),
    3: ("scale-2", "scale-3", "scale-5"),
    4: ("scale-2", "scale-3", "scale-4", "scale-5"),
    5: ("scale-1", "scale-2", "scale-3", "scale-4", "scale-5"),
}


@dataclass(frozen=True)
class Series:
    """One answer, and the colour that it has in every row."""

    label: str
    fill: str


@dataclass(frozen=True)
class StackedRow:
    """How often each answer was given, in the order of the series; `top` is what the best are together."""

    label: str
    counts: tuple[int, ...]
    base: int
    top: int | None = None


@dataclass(frozen=True)
class StackedBars:
    series: tuple[Series, ...]
    rows: tuple[StackedRow, ...]
    top_label: str = ""

    @property
    def words(self) -> str:
        return "; ".join(self._row_in_words(row) for row in self.rows)

    def _row_in_words(self, row: StackedRow) -> str:
        parts = [
            f"{one.label} {percent(count, row.base)}%"
            for one, count in zip(self.series, row.counts, strict=True)
            if row.base
        ]
        return f"{row.label}: {', '.join(parts) or 'geen antwoorden'}"

    def drawn(self, width: int) -> Drawn:
        labels = [row.label for row in self.rows]
        key, top = legend([(one.label, one.fill) for one in self.series], left_of_bars(labels, width), width)
        heading, top = self._heading(width, top + 4)
        found = places(labels, width, right=SUM_COLUMN if self.top_label else EDGE, top=top)
        bars = [self._bar(row, place, width) for row, place in zip(self.rows, found, strict=True)]
        return Drawn(together([key, heading, *bars]), found[-1].bottom if found else top)

    def _heading(self, width: int, top: float) -> tuple[SafeString, float]:
        """Above the column of sums at the right."""
        if not self.top_label:
            return together(()), top + 4
        lines = lines_of(self.top_label, width, FIGURES)
        look = {"text_anchor": "end", "font_size": FIGURES, "fill": colour("ink-2")}
        drawn = [text(line, width, top + 13 + LINE * number, **look) for number, line in enumerate(lines)]
        return together(drawn), top + LINE * len(lines) + 4

    def _bar(self, row: StackedRow, place: Place, width: int) -> SafeString:
        parts = [place.label, *self._parts(row, place)]
        if self.top_label and row.top is not None and row.base:
            look = {"text_anchor": "end", "font_size": LETTERS + 1, "font_weight": 700}
            figure = f"{percent(row.top, row.base)}%"
            parts.append(text(figure, width, place.middle + 5, fill=colour("primary"), **look))
        return tag("g", *parts)

    def _parts(self, row: StackedRow, place: Place) -> Iterator[SafeString]:
        if not row.base:
            yield tag("rect", **place.box(0, 1), fill=colour("track"))
            return
        begin = 0
        for one, count in zip(self.series, row.counts, strict=True):
            if count:
                box = place.box(begin / row.base, count / row.base)
                yield tag("rect", **(box | {"width": max(0.5, box["width"] - WHITE)}), fill=colour(one.fill))
                yield from _figure(percent(count, row.base), box, ink_on(one.fill), place.middle)
            begin += count


def _figure(
    share: float | int | None, box: dict[str, float], ink: str, middle: float
) -> Iterator[SafeString]:
    words = f"{share}%"
    if share is None or share < SMALLEST_PRINTED or width_of(words, FIGURES) + 5 > box["width"]:
        return
    look = {"text_anchor": "middle", "font_size": FIGURES, "font_weight": 600, "fill": ink}
    yield text(words, box["x"] + (box["width"] - WHITE) / 2, middle + 5, **look)


def likert(labels: Sequence[str]) -> tuple[Series, ...]:
    """From well to badly."""
    return _coloured(labels, LIKERT)


def climbing(labels: Sequence[str]) -> tuple[Series, ...]:
    """From little to much."""
    return _coloured(labels, CLIMBING)


def _coloured(labels: Sequence[str], colours: dict[int, tuple[str, ...]]) -> tuple[Series, ...]:
    """A scale longer than we have colours for repeats some: the white between them and the figures tell them apart."""
    if not labels:
        return ()
    own = colours[min(len(labels), max(colours))]
    fills = [own[place * len(own) // len(labels)] for place in range(len(labels))]
    return tuple(Series(label, fill) for label, fill in zip(labels, fills, strict=True))
