"""Many equal things, each a small square in the colour of its kind, in groups under each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.report.svg.drawing import colour, picture, tag, text, width_of

WIDTH, LABEL, FIGURE = 760, 130, 40
SIZE, STEP = 14, 17
LINE, GAP = 18, 9
A_ROW = (WIDTH - LABEL - FIGURE) // STEP


@dataclass(frozen=True)
class SquareGroup:
    """`kinds` has one entry for each square, in order."""

    label: str
    kinds: Sequence[str]


def squares(
    title: str, groups: Sequence[SquareGroup], *, colours: Mapping[str, str], words: Mapping[str, str]
) -> SafeString:
    """`colours` gives the token of each kind, `words` what the legend says of it."""
    legend, top = _legend(colours, words)
    drawn = []
    for group in groups:
        drawn += _group(group, top, colours)
        top += -(-max(1, len(group.kinds)) // A_ROW) * LINE + GAP
    description = "; ".join(f"{group.label}: {_counted(group, words)}" for group in groups)
    return picture(title, description, WIDTH, top, _heading(title), *legend, *drawn)


def _heading(title: str) -> SafeString:
    return text(title, 0, 20, font_size=18, font_weight=600)


def _legend(colours: Mapping[str, str], words: Mapping[str, str]) -> tuple[list[SafeString], int]:
    """What it looks like, and where it ends."""
    drawn, x, y = [], 0.0, 40
    for kind, word in words.items():
        needs = SIZE + 8 + width_of(word, 13) + 12
        if x + needs > WIDTH:
            x, y = 0.0, y + 22
        drawn += [_square(x, y, colours[kind]), text(word, x + SIZE + 6, y + 12, font_size=13)]
        x += needs
    return drawn, y + 36


def _group(group: SquareGroup, top: int, colours: Mapping[str, str]) -> list[SafeString]:
    return [
        text(group.label, 0, top + 12),
        text(len(group.kinds), LABEL - 10, top + 12, text_anchor="end", fill=colour("ink-2")),
        *(
            _square(LABEL + place % A_ROW * STEP, top + place // A_ROW * LINE, colours[kind])
            for place, kind in enumerate(group.kinds)
        ),
    ]


def _square(x: float, y: float, name: str) -> SafeString:
    return tag(
        "rect",
        x=x + 0.5,
        y=y + 0.5,
        width=SIZE - 1,
        height=SIZE - 1,
        rx=2,
        fill=colour(name),
        stroke=colour("line-strong") if name == "surface" else None,
    )


def _counted(group: SquareGroup, words: Mapping[str, str]) -> str:
    counts = {word: list(group.kinds).count(kind) for kind, word in words.items()}
    return ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count)
