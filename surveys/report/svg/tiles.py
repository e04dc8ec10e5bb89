"""The provincies as tiles of one size, about where they lie: each weighs as much as another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from surveys.enums import Provincie
from surveys.report.svg.drawing import colour, picture, tag, text

SIZE, STEP, LEGEND = 68, 72, 34
# Column and row, and the two letters by which it is known.
PLACES = {
    Provincie.FRIESLAND: (2, 0, "FR"),
    Provincie.GRONINGEN: (3, 0, "GR"),
    Provincie.NOORD_HOLLAND: (1, 1, "NH"),
    Provincie.FLEVOLAND: (2, 1, "FL"),
    Provincie.DRENTHE: (3, 1, "DR"),
    Provincie.ZUID_HOLLAND: (0, 2, "ZH"),
    Provincie.UTRECHT: (1, 2, "UT"),
    Provincie.GELDERLAND: (2, 2, "GE"),
    Provincie.OVERIJSSEL: (3, 2, "OV"),
    Provincie.ZEELAND: (0, 3, "ZE"),
    Provincie.NOORD_BRABANT: (1, 3, "NB"),
    Provincie.LIMBURG: (2, 3, "LI"),
}
WIDTH, HEIGHT = 4 * STEP, 4 * STEP + LEGEND


@dataclass(frozen=True)
class Tile:
    """`words` is what a screen reader hears and a mouse shows; `percent` None means that there is nothing to count."""

    provincie: Provincie
    percent: int | None
    words: str
    link: str = ""


def tile_grid(title: str, tiles: Sequence[Tile], *, target: int) -> SafeString:
    """Five steps of colour up to the target; what reached it is the darkest."""
    bounds = [round(target * step / 6) for step in (3, 4, 5, 6)]
    drawn = [_tile(tile, bounds) for tile in tiles]
    description = "; ".join(tile.words for tile in tiles)
    has_links = any(tile.link for tile in tiles)
    return picture(title, description, WIDTH, HEIGHT, *drawn, *_legend(bounds), has_links=has_links)


def _tile(tile: Tile, bounds: list[int]) -> SafeString:
    column, row, letters = PLACES[tile.provincie]
    step = 1 + sum((tile.percent or 0) >= bound for bound in bounds)
    ink = colour("surface") if step > 3 else colour("ink")
    middle, top = column * STEP + SIZE / 2, row * STEP
    content = [
        tag("title", tile.words),
        _box(column * STEP + 0.5, top + 0.5, SIZE, step),
        text(letters, middle, top + 28, text_anchor="middle", font_size=16, font_weight=700, fill=ink),
        text(
            "–" if tile.percent is None else f"{tile.percent}%",
            middle,
            top + 50,
            text_anchor="middle",
            font_size=15,
            fill=ink,
        ),
    ]
    return tag("a", *content, href=tile.link) if tile.link else tag("g", *content)


def _box(x: float, y: float, size: float, step: int) -> SafeString:
    edge = colour("line-strong") if step == 1 else None
    return tag("rect", x=x, y=y, width=size, height=size, rx=4, fill=colour(f"ladder-{step}"), stroke=edge)


def _legend(bounds: list[int]) -> list[SafeString]:
    between = [f"{low}–{high - 1}" for low, high in pairwise(bounds)]
    words = [f"<{bounds[0]}", *between, f"≥{bounds[-1]}%"]
    drawn = []
    for place, word in enumerate(words):
        x, y = place * WIDTH / 5, HEIGHT - 18
        drawn += [_box(x + 0.5, y, 12, place + 1), text(word, x + 18, y + 11, font_size=13)]
    return drawn
