"""How often each mark was given, as columns, with the mean above them."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from surveys.domain.percentages import percent
from surveys.report.svg.chart import Drawn
from surveys.report.svg.drawing import colour, tag, text, together, width_of
from surveys.report.svg.rows import LETTERS

PLOT, ABOVE, BELOW, FIGURES = 130, 46, 28, 14
# Marks below this are a fail.
PASS = 6


@dataclass(frozen=True)
class Distribution:
    """`counts` by mark, from 1 on; `mean` is where it lies, and `printed` what is written of it."""

    counts: tuple[int, ...]
    mean: float | None
    printed: str

    @property
    def base(self) -> int:
        return sum(self.counts)

    @property
    def words(self) -> str:
        given = [
            f"{mark}: {percent(count, self.base)}%" for mark, count in enumerate(self.counts, 1) if count
        ]
        return "; ".join([f"gemiddeld {self.printed}", *given]) if given else "geen antwoorden"

    def drawn(self, width: int) -> Drawn:
        bottom, step = ABOVE + PLOT, width / len(self.counts)
        columns = [self._column(mark, count, step, bottom) for mark, count in enumerate(self.counts, 1)]
        axis = tag("line", x1=0, x2=width, y1=bottom, y2=bottom, stroke=colour("ink"))
        return Drawn(together([*self._mean(step, width, bottom), *columns, axis]), bottom + BELOW)

    def _column(self, mark: int, count: int, step: float, bottom: float) -> SafeString:
        middle, high = step * (mark - 0.5), PLOT * count / max(1, *self.counts)
        fill = colour("likert-5") if mark < PASS else colour("primary")
        wide = step * 0.78
        parts = [text(mark, middle, bottom + 20, text_anchor="middle", font_size=LETTERS)]
        if count:
            box = {"x": middle - wide / 2, "y": bottom - high, "width": wide, "height": high}
            look: dict[str, Any] = {"text_anchor": "middle", "font_size": FIGURES, "font_weight": 600}
            look |= {"stroke": colour("surface"), "stroke_width": 4, "paint_order": "stroke"}
            parts += [
                tag("rect", **box, rx=2, fill=fill),
                text(f"{percent(count, self.base)}%", middle, bottom - high - 6, **look),
            ]
        return tag("g", *parts)

    def _mean(self, step: float, width: int, bottom: float) -> list[SafeString]:
        """A line behind the columns; its words move aside where they would leave the picture."""
        if self.mean is None:
            return []
        x, words = step * (self.mean - 0.5), f"gemiddeld {self.printed}"
        half = width_of(words, FIGURES) / 2
        at = min(max(x, half), width - half)
        look = {"text_anchor": "middle", "font_size": FIGURES, "font_weight": 600, "fill": colour("accent")}
        dashed = {"stroke": colour("accent"), "stroke_width": 1.5, "stroke_dasharray": "4 3"}
        return [tag("line", x1=x, x2=x, y1=20, y2=bottom, **dashed), text(words, at, 14, **look)]
