"""Our own charts as SVG: those of the fieldwork, and for the results one for each kind of question.

Attributes only, so they are whole under a strict Content Security Policy, on paper, and as a file for a slide.
Nothing in here knows a person or an address of a page but the link that it is given.
"""

from surveys.report.svg.amounts import Amount, AmountRange
from surveys.report.svg.bars import Bar, bar_rows
from surveys.report.svg.chart import NARROW, WIDE, Chart, as_svg, with_heading
from surveys.report.svg.curve import Curve, Mark, Tick, curve
from surveys.report.svg.distribution import Distribution
from surveys.report.svg.drawing import as_file
from surveys.report.svg.first_and_top import FirstAndTop, Ranked
from surveys.report.svg.share_bars import ShareBar, ShareBars
from surveys.report.svg.squares import SquareGroup, squares
from surveys.report.svg.stacked_bars import Series, StackedBars, StackedRow, climbing, likert
from surveys.report.svg.tiles import Tile, tile_grid

__all__ = [
    "NARROW",
    "WIDE",
    "Amount",
    "AmountRange",
    "Bar",
    "Chart",
    "Curve",
    "Distribution",
    "FirstAndTop",
    "Mark",
    "Ranked",
    "Series",
    "ShareBar",
    "ShareBars",
    "SquareGroup",
    "StackedBars",
    "StackedRow",
    "Tick",
    "Tile",
    "as_file",
    "as_svg",
    "bar_rows",
    "climbing",
    "curve",
    "likert",
    "squares",
    "tile_grid",
    "with_heading",
]
