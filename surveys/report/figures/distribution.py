"""A mark: its mean, and how often each was given."""

from fractions import Fraction
from math import floor

from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Table
from surveys.report import tables
from surveys.report.figures.base import NOBODY, Shape, shares_table
from surveys.report.svg import Chart
from surveys.report.svg import Distribution as Drawing
from surveys.report.words import Who


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

    def table(self, found: QuestionTables) -> tables.Table:
        table = found.tables[0]
        return shares_table(
            found, "Cijfer", [(count.label, count.count) for count in table.counts], table.base
        )


def mean_of(table: Table) -> str:
    """With one digit, half rounded up, from the counts: a mean with a long tail of digits can round the wrong way."""
    if not table.base:
        return "–"
    total = sum(mark * count.count for mark, count in enumerate(table.counts, 1))
    tenths = floor(Fraction(total * 10, table.base) + Fraction(1, 2))
    return f"{tenths // 10},{tenths % 10}"


SHAPE = Distribution()
