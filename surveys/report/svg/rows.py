"""Where names and bars stand: beside each other in a wide picture, under each other in a narrow one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.report.svg.chart import BESIDE
from surveys.report.svg.drawing import LETTER, colour, lines_of, tag, text, together, width_of

LETTERS, LINE = 15, 18
BAR, GAP, BESIDE_GAP = 26, 9, 12
SMALLEST, LARGEST = 120, 300
LEGEND_LETTERS, LEGEND_LINE, SWATCH = 14, 22, 13


@dataclass(frozen=True)
class Place:
    """One row: its name as it is drawn, and the box in which its bar lies."""

    label: SafeString
    left: float
    width: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return self.top + BAR / 2

    def box(self, start: float, share: float) -> dict[str, float]:
        """The part of the bar from `start` on that is `share` long, of a whole of 1."""
        return {
            "x": self.left + self.width * start,
            "y": self.top,
            "width": self.width * share,
            "height": BAR,
        }


def label_width(labels: Sequence[str], width: int) -> float:
    """As wide as the longest needs, within bounds; 0 where names stand above their bars."""
    if width < BESIDE:
        return 0
    longest = max((width_of(label, LETTERS) for label in labels), default=0)
    return min(max(longest, SMALLEST), LARGEST)


def left_of_bars(labels: Sequence[str], width: int) -> float:
    beside = label_width(labels, width)
    return beside + BESIDE_GAP if beside else 0


def places(
    labels: Sequence[str], width: int, *, right: float, top: float = 0, apart: int | None = None
) -> list[Place]:
    """From the top on; what stands at and after `apart` is set off by some white."""
    left = left_of_bars(labels, width)
    found: list[Place] = []
    for number, label in enumerate(labels):
        if number and number == apart:
            top += GAP
        found.append(_place(label, left, width - left - right, top, width))
        top = found[-1].bottom + GAP
    return found


def _place(label: str, left: float, full: float, top: float, width: int) -> Place:
    if not left:
        lines = lines_of(label, width, LETTERS)
        above = LINE * len(lines) + 3
        return Place(_label(lines, 0, top + LINE - 4, "start"), 0, full, top + above, top + above + BAR)
    lines = lines_of(label, left - BESIDE_GAP, LETTERS)
    height = max(BAR, LINE * len(lines))
    first = top + height / 2 - LINE * (len(lines) - 1) / 2 + LETTERS * 0.35
    names = _label(lines, left - BESIDE_GAP, first, "end")
    return Place(names, left, full, top + (height - BAR) / 2, top + height)


def _label(lines: Sequence[str], x: float, first: float, anchor: str) -> SafeString:
    return together(
        text(line, x, first + LINE * number, text_anchor=anchor, font_size=LETTERS)
        for number, line in enumerate(lines)
    )


def legend(items: Sequence[tuple[str, str]], left: float, width: int) -> tuple[SafeString, float]:
    """Each colour with its words, in the order of reading, and how high it is together."""
    x, y, drawn = left, 0.0, []
    for words, fill in items:
        wide = SWATCH + 6 + len(words) * LEGEND_LETTERS * LETTER + 14
        if x > left and x + wide - 14 > width:
            x, y = left, y + LEGEND_LINE
        lines = lines_of(words, width - x - SWATCH - 6, LEGEND_LETTERS)
        drawn.append(_swatch(x, y, lines, fill))
        y += LINE * (len(lines) - 1)
        x += wide
    return together(drawn), y + LEGEND_LINE


def _swatch(x: float, y: float, lines: Sequence[str], fill: str) -> SafeString:
    return tag(
        "g",
        tag("rect", x=x, y=y + 2, width=SWATCH, height=SWATCH, rx=2, fill=colour(fill)),
        *(
            text(line, x + SWATCH + 6, y + 13 + LINE * number, font_size=LEGEND_LETTERS)
            for number, line in enumerate(lines)
        ),
    )
