"""A mark: its mean, and how often each was given."""

from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Table
from surveys.report import tables
from surveys.report.figures.base import MEAN, NOBODY, Picked, Shape, shares_table
from surveys.report.svg import Chart
from surveys.report.svg import Distribution as Drawing
from surveys.report.words import Who, in_tenths


class Distribution(Shape):
    code = "distribution"
    weight = 2

    def finding(self, found: QuestionTables, who: Who) -> str:
        table = found.tables[0]
        if not table.base:
            return NOBODY
        return f"Het gemiddelde cijfer is een {mean_of(table)}"

    def chart(self, found: QuestionTables) -> Chart:
        table = found.tables[0]
        return Drawing(tuple(count.count for count in table.counts), table.mean, mean_of(table))

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        return (Picked("Gemiddeld cijfer", 0, MEAN),)

    def table(self, found: QuestionTables) -> tables.Table:
        table = found.tables[0]
        return shares_table(
            found, "Cijfer", [(count.label, count.count) for count in table.counts], table.base
        )


def mean_of(table: Table) -> str:
    return "–" if table.mean is None else in_tenths(table.mean, table.base)


SHAPE = Distribution()
