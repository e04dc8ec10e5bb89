"""Amounts on a line: the lowest, the one in the middle, the highest."""

from dataclasses import dataclass

from surveys.report.svg.chart import Drawn
from surveys.report.svg.drawing import colour, tag, text, together, width_of
from surveys.report.svg.rows import LETTERS

HEIGHT, AXIS, FIGURES = 96, 50, 14
EDGE = 10


@dataclass(frozen=True)
class Amount:
    value: float
    printed: str


@dataclass(frozen=True)
class AmountRange:
    low: Amount
    median: Amount
    high: Amount

    @property
    def words(self) -> str:
        return f"laagste {self.low.printed}, middelste {self.median.printed}, hoogste {self.high.printed}"

    def drawn(self, width: int) -> Drawn:
        """On a scale from the lowest to the highest; the middle one is printed above, the others below."""
        spread = self.high.value - self.low.value
        along = (self.median.value - self.low.value) / spread if spread else 0.5
        x = EDGE + (width - 2 * EDGE) * along
        words = f"middelste bedrag {self.median.printed}"
        half = width_of(words, LETTERS) / 2
        bold = {"text_anchor": "middle", "font_size": LETTERS, "font_weight": 600, "fill": colour("primary")}
        line = {"y1": AXIS, "y2": AXIS, "stroke_width": 8, "stroke_linecap": "round"}
        return Drawn(
            together(
                [
                    tag("line", x1=EDGE, x2=width - EDGE, **line, stroke=colour("scale-2")),
                    tag("circle", cx=x, cy=AXIS, r=9, fill=colour("primary")),
                    text(words, min(max(x, half), width - half), AXIS - 24, **bold),
                    text(f"laagste {self.low.printed}", 0, AXIS + 30, font_size=FIGURES),
                    text(
                        f"hoogste {self.high.printed}", width, AXIS + 30, text_anchor="end", font_size=FIGURES
                    ),
                ]
            ),
            HEIGHT,
        )
