"""A chart of the answers to one question: what it shows, apart from where it is shown and how wide."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.safestring import SafeString

from surveys.report.svg.drawing import colour, lines_of, picture, tag, text, together

WIDE, NARROW = 760, 360
# Below this a bar and its label do not fit beside each other.
BESIDE = 600
HEADING, UNDER, LINE = 20, 15, 1.35


@dataclass(frozen=True)
class Drawn:
    """The elements, from the left top corner on, and how high they are together."""

    content: SafeString
    height: float


class Chart(Protocol):
    """What is drawn; `words` say all of it to who cannot see it."""

    @property
    def words(self) -> str: ...

    def drawn(self, width: int) -> Drawn: ...


def as_svg(chart: Chart, title: str, width: int) -> SafeString:
    """For a page, which has the title above it; letters are as large in a narrow picture as in a wide one."""
    drawn = chart.drawn(width)
    return picture(title, chart.words, width, _whole(drawn.height), drawn.content)


def with_heading(chart: Chart, title: str, under: str, source: str) -> SafeString:
    """For a file, which goes its own way: with its title, what is under that, and where it comes from."""
    drawn = chart.drawn(WIDE)
    heading, top = _lines(title, HEADING, 0, font_weight=600)
    below, top = _lines(under, UNDER, top + 2, fill=colour("ink-2"))
    foot, height = _lines(source, UNDER - 1, top + 16 + drawn.height + 6, fill=colour("ink-2"))
    moved = tag("g", drawn.content, transform=f"translate(0 {top + 16:g})")
    background = tag("rect", width=WIDE, height=_whole(height + 6), fill=colour("surface"))
    return picture(title, chart.words, WIDE, _whole(height + 6), background, heading, below, moved, foot)


def _lines(words: str, size: float, top: float, **look: object) -> tuple[SafeString, float]:
    """The words under each other, and where they end."""
    lines = lines_of(words, WIDE, size)
    step = size * LINE
    drawn = [
        text(line, 0, top + step * place + size, font_size=size, **look) for place, line in enumerate(lines)
    ]
    return together(drawn), top + step * len(lines)


def _whole(height: float) -> int:
    return int(height) + 1
