"""A number that grows day by day: its sum as a line, each day as a bar, and what happened as marks with words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from django.utils.safestring import SafeString

from surveys.report.svg.drawing import colour, picture, tag, text, together, width_of
from surveys.report.tables import in_dutch

RIGHT, PLOT, BELOW = 14, 230, 32
LEGEND = 19
# Tenths of a power of ten by which an axis may count.
ROUND = (10, 15, 20, 25, 30, 40, 50, 75, 100)
LINE, MARK, SMALL = 16, 13, 12.5


@dataclass(frozen=True)
class Mark:
    day: int
    words: str


@dataclass(frozen=True)
class Tick:
    day: int
    words: str


@dataclass(frozen=True)
class Curve:
    """Days are counted from 0 to `days` - 1; `per_day` may end earlier. `before` is another one to compare with."""

    days: int
    per_day: Sequence[int]
    marks: Sequence[Mark] = ()
    ticks: Sequence[Tick] = ()
    before: Sequence[int] = ()
    words: str = ""
    before_words: str = ""


@dataclass(frozen=True)
class _Frame:
    """Where a day and a number lie in the picture."""

    width: int
    top: int
    days: int
    highest: int

    @property
    def bottom(self) -> int:
        return self.top + PLOT

    @property
    def left(self) -> float:
        return width_of(in_dutch(self.highest), SMALL) + 16

    @property
    def inner_width(self) -> float:
        return self.width - self.left - RIGHT

    def x(self, day: float) -> float:
        return self.left + self.inner_width * day / max(1, self.days - 1)

    def y(self, number: float) -> float:
        return self.bottom - PLOT * number / self.highest


def curve(title: str, drawn: Curve, *, width: int = 960) -> SafeString:
    """`width` is in the same measure as the letters: a narrow one keeps them as large."""
    sums, before = list(accumulate(drawn.per_day)), list(accumulate(drawn.before))
    legend = _legend(drawn)
    frame = _Frame(width, 0, drawn.days, _highest(max([*sums[-1:], *before[-1:], 1])))
    levels = _levels(frame, drawn.marks)
    frame = replace(frame, top=LINE * (max(levels, default=-1) + 1) + 14)
    description = f"Tot en met dag {len(sums)} van {drawn.days}: {sums[-1] if sums else 0}. " + ", ".join(
        f"{mark.words} op dag {mark.day + 1}" for mark in drawn.marks
    )
    return picture(
        title,
        description,
        width,
        frame.bottom + BELOW + LEGEND * len(legend),
        *_grid(frame),
        _area(frame, sums),
        *_days(frame, drawn.per_day),
        *_marks(frame, drawn.marks, levels),
        _line(frame, before, colour("line-strong"), 1.5),
        _line(frame, sums, colour("primary"), 2.8),
        *_last(frame, sums),
        *_ticks(frame, drawn.ticks),
        *(_legend_line(frame, place, *line) for place, line in enumerate(legend)),
    )


def _highest(number: int) -> int:
    """The top of the axis: four steps of a round number each."""
    size = 1
    while 40 * size < number:
        size *= 10
    steps = (step * size // 10 for step in ROUND if step * size % 10 == 0)
    return next(4 * step for step in steps if 4 * step >= number)


def _grid(frame: _Frame) -> list[SafeString]:
    drawn = []
    for step in range(5):
        number = frame.highest * step // 4
        y = frame.y(number)
        drawn += [
            tag("line", x1=frame.left, x2=frame.width - RIGHT, y1=y, y2=y, stroke=colour("line")),
            text(
                in_dutch(number),
                frame.left - 7,
                y + 4,
                text_anchor="end",
                font_size=SMALL,
                fill=colour("ink-2"),
            ),
        ]
    return drawn


def _area(frame: _Frame, sums: Sequence[int]) -> SafeString:
    if not sums:
        return together(())
    ends = (
        f"{frame.x(0):.1f},{frame.bottom} {_points(frame, sums)} {frame.x(len(sums) - 1):.1f},{frame.bottom}"
    )
    return tag("polygon", points=ends, fill=colour("primary-tint"))


def _line(frame: _Frame, sums: Sequence[int], stroke: str, width: float) -> SafeString:
    if not sums:
        return together(())
    look = {"stroke_width": width, "stroke_linejoin": "round"}
    return tag("polyline", points=_points(frame, sums), fill="none", stroke=stroke, **look)


def _points(frame: _Frame, sums: Sequence[int]) -> str:
    return " ".join(f"{frame.x(day):.1f},{frame.y(number):.1f}" for day, number in enumerate(sums))


def _days(frame: _Frame, per_day: Sequence[int]) -> list[SafeString]:
    wide = max(1.5, min(14.0, 0.55 * frame.inner_width / frame.days))
    return [
        tag(
            "rect",
            x=frame.x(day) - wide / 2,
            y=frame.y(number),
            width=wide,
            height=frame.bottom - frame.y(number),
            fill=colour("ladder-4"),
        )
        for day, number in enumerate(per_day)
        if number
    ]


def _levels(frame: _Frame, marks: Sequence[Mark]) -> list[int]:
    """How high the words of each mark stand, 0 the highest: the first line on which they touch no others."""
    ends: list[float] = []
    levels = []
    for mark in marks:
        begin, end = _extent(frame, mark)
        free = [level for level, taken in enumerate(ends) if taken <= begin]
        level = free[0] if free else len(ends)
        ends[level : level + 1] = [end + 10]
        levels.append(level)
    return levels


def _extent(frame: _Frame, mark: Mark) -> tuple[float, float]:
    x, wide = frame.x(mark.day), width_of(mark.words, MARK)
    begin = {"start": x, "middle": x - wide / 2, "end": x - wide}[_anchor(frame, mark)]
    return begin, begin + wide


def _anchor(frame: _Frame, mark: Mark) -> str:
    """In the middle, unless the words would leave the picture."""
    x, half = frame.x(mark.day), width_of(mark.words, MARK) / 2
    if x - half < frame.left:
        return "start"
    return "end" if x + half > frame.width else "middle"


def _marks(frame: _Frame, marks: Sequence[Mark], levels: Sequence[int]) -> list[SafeString]:
    drawn = []
    for mark, level in zip(marks, levels, strict=True):
        x, y = frame.x(mark.day), LINE * level + 13
        dashed = {"stroke": colour("accent"), "stroke_width": 1.2, "stroke_dasharray": "3 3"}
        words = {"text_anchor": _anchor(frame, mark), "font_size": MARK, "font_weight": 600}
        drawn += [
            tag("line", x1=x, x2=x, y1=y + 4, y2=frame.bottom, **dashed),
            text(mark.words, x, y, fill=colour("accent"), **words),
        ]
    return drawn


def _last(frame: _Frame, sums: Sequence[int]) -> list[SafeString]:
    """The number of today at the end of the line, on white so that no other line runs through it."""
    if not sums:
        return []
    x, y = frame.x(len(sums) - 1), frame.y(sums[-1])
    at_the_end = len(sums) > frame.days * 0.9
    look: dict[str, Any] = {
        "text_anchor": "end" if at_the_end else "start",
        "font_size": 17,
        "font_weight": 700,
    }
    look |= {"stroke": colour("surface"), "stroke_width": 4, "paint_order": "stroke"}
    place = (x - 8, max(y - 8, 14)) if at_the_end else (x + 8, y + 5)
    return [
        tag("circle", cx=x, cy=y, r=4, fill=colour("primary")),
        text(in_dutch(sums[-1]), *place, fill=colour("primary"), **look, stroke_linejoin="round"),
    ]


def _ticks(frame: _Frame, ticks: Sequence[Tick]) -> list[SafeString]:
    return [
        text(
            tick.words,
            frame.x(tick.day),
            frame.bottom + 18,
            font_size=SMALL,
            fill=colour("ink-2"),
            text_anchor="start" if tick.day == 0 else "middle",
        )
        for tick in ticks
    ]


def _legend(drawn: Curve) -> list[tuple[str, str, float]]:
    lines = [(drawn.words, colour("primary"), 2.8), (drawn.before_words, colour("line-strong"), 1.5)]
    return [line for line in lines if line[0]]


def _legend_line(frame: _Frame, place: int, words: str, stroke: str, width: float) -> SafeString:
    """One under the other: beside each other they would not fit on a phone."""
    x, y = frame.left, frame.bottom + 42 + LEGEND * place
    return tag(
        "g",
        tag("line", x1=x, x2=x + 22, y1=y, y2=y, stroke=stroke, stroke_width=width),
        text(words, x + 30, y + 4, font_size=SMALL),
    )
