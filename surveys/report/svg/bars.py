"""Rows with a bar each: a name at the left, the figure at the right, and a line where the target is."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.safestring import SafeString

from surveys.report.svg.drawing import colour, picture, tag, text

WIDTH, LABEL, FIGURE = 760, 290, 120
ROW, BAR = 34, 18
LONGEST_LINE, LETTERS, HALF_LINE = 42, 14, 7.5


@dataclass(frozen=True)
class Bar:
    """`share` of the full width, in percents; `figure` is what is printed beside it."""

    label: str
    share: float
    figure: str
    is_reached: bool = False


def bar_rows(title: str, bars: Sequence[Bar], *, target: int | None = None) -> SafeString:
    rows = [_row(bar, place, target) for place, bar in enumerate(bars)]
    description = "; ".join(f"{bar.label}: {bar.figure}" for bar in bars)
    return picture(title, description, WIDTH, 44 + ROW * len(bars), _heading(title), *rows)


def _heading(title: str) -> SafeString:
    return text(title, 0, 20, font_size=18, font_weight=600)


def _row(bar: Bar, place: int, target: int | None) -> SafeString:
    top, full = 40 + ROW * place, WIDTH - LABEL - FIGURE
    filled = colour("ok") if bar.is_reached else colour("primary")
    box = {"x": LABEL, "y": top, "height": BAR}
    return tag(
        "g",
        *_label(bar.label, top),
        tag("rect", **box, width=full, fill=colour("track")),
        tag("rect", **box, width=full * min(bar.share, 100.0) / 100, fill=filled),
        *([] if target is None else _target(LABEL + full * target / 100, top)),
        text(bar.figure, WIDTH, top + 14, text_anchor="end", font_weight=600),
    )


def _label(label: str, top: float) -> list[SafeString]:
    """On one line, or on two that stand close; what is longer than that is cut off."""
    lines = wrap(label, LONGEST_LINE, max_lines=2, placeholder="…")
    first = top + 14 - HALF_LINE * (len(lines) - 1)
    return [
        text(line, LABEL - 14, first + 2 * HALF_LINE * place, text_anchor="end", font_size=LETTERS)
        for place, line in enumerate(lines)
    ]


def _target(x: float, top: float) -> list[SafeString]:
    """With a white edge, so that it is seen on the bar as well as beside it."""
    ends = {"x1": x, "x2": x, "y1": top - 2, "y2": top + BAR + 2}
    return [
        tag("line", **ends, stroke=colour("surface"), stroke_width=6),
        tag("line", **ends, stroke=colour("accent"), stroke_width=2.4),
    ]
