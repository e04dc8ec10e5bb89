"""Our own charts as SVG: bar rows, a tile grid, a curve and squares.

Attributes only, so they are whole under a strict Content Security Policy, on paper, and as a file for a slide.
Nothing in here knows a person or an address of a page but the link that it is given.
"""

from surveys.report.svg.bars import Bar, bar_rows
from surveys.report.svg.curve import Curve, Mark, Tick, curve
from surveys.report.svg.drawing import as_file
from surveys.report.svg.squares import SquareGroup, squares
from surveys.report.svg.tiles import Tile, tile_grid

__all__ = [
    "Bar",
    "Curve",
    "Mark",
    "SquareGroup",
    "Tick",
    "Tile",
    "as_file",
    "bar_rows",
    "curve",
    "squares",
    "tile_grid",
]
