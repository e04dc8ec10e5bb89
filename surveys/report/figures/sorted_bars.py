"""Several answers out of a list: a bar for each; together they are more than everybody."""

from surveys.domain.tabulation import QuestionTables
from surveys.report.figures.bars import Bars

SEVERAL = "Meer antwoorden waren mogelijk, dus samen kunnen ze meer dan 100% zijn."


class SortedBars(Bars):
    code = "sorted_bars"
    weight = 2

    def remarks(self, found: QuestionTables) -> tuple[str, ...]:
        return (SEVERAL,) if found.tables[0].base else ()


SHAPE = SortedBars()
