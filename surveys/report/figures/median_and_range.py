"""An amount: the one in the middle, the lowest and the highest."""

from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Table
from surveys.kinds.amount import format_amount
from surveys.report import tables
from surveys.report.figures.base import NOT_ASKED, Picked, Shape, shares_table
from surveys.report.svg import Amount, AmountRange, Chart
from surveys.report.words import Who, part_of


class MedianAndRange(Shape):
    code = "median_and_range"
    counts_all_asked = True

    def finding(self, found: QuestionTables, who: Who) -> str:
        table = found.tables[0]
        if not table.base:
            return NOT_ASKED
        named = table.counts[0].count
        if not named:
            return "Niemand noemde een bedrag"
        amounts = _range_of(table)
        part = part_of(named, table.base, who)
        if amounts is None:
            return f"Een bedrag is genoemd door {part}"
        return f"Het middelste bedrag is {amounts.median.printed}; een bedrag is genoemd door {part}"

    def chart(self, found: QuestionTables) -> Chart | None:
        return _range_of(found.tables[0])

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        """The amounts of a group are those of few: only that one was named."""
        return tuple(Picked(count.label, 0, count.code) for count in found.tables[0].counts)

    def table(self, found: QuestionTables) -> tables.Table:
        table = found.tables[0]
        return shares_table(
            found, "Antwoord", [(count.label, count.count) for count in table.counts], table.base
        )


def _range_of(table: Table) -> AmountRange | None:
    """None where nobody named an amount."""
    spread = table.spread
    if spread is None:
        return None
    return AmountRange(_amount(spread.lowest), _amount(spread.median), _amount(spread.highest))


def _amount(euros: float) -> Amount:
    """Without cents where there are none."""
    return Amount(euros, f"€ {format_amount(int(euros) if euros.is_integer() else euros)}")


SHAPE = MedianAndRange()
