"""Every figure of the report, as counts with their base; pages, deck and PDF print from here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.domain.percentages import is_possible, whole_percent
from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Count, Spread, Table


@dataclass(frozen=True)
class Figure:
    """`count` out of `base` persons; `percent` is whole, half rounded up.

    It is None where nobody was asked, and where what is counted are no persons.
    """

    question: str
    table: str
    item: str
    label: str
    count: int
    base: int
    percent: int | None


@dataclass(frozen=True)
class Mean:
    """Of answers that are numbers; `base` is who gave one."""

    question: str
    mean: float
    median: float
    lowest: float
    highest: float
    base: int


def figures(tabulated: Iterable[QuestionTables]) -> list[Figure]:
    """In the order of the questionnaire."""
    return [
        _figure(found.question.code, table, count)
        for found in tabulated
        for table in found.tables
        for count in _counts(table)
    ]


def means(tabulated: Iterable[QuestionTables]) -> list[Mean]:
    return [
        _mean(found.question.code, table.spread)
        for found in tabulated
        for table in found.tables
        if table.spread is not None
    ]


def _mean(question: str, spread: Spread) -> Mean:
    return Mean(question, spread.mean, spread.median, spread.lowest, spread.highest, spread.count)


def _counts(table: Table) -> Iterator[Count]:
    yield from table.counts
    if table.top is not None:
        yield table.top


def _figure(question: str, table: Table, count: Count) -> Figure:
    """Raises AssertionError for a figure that cannot come from its base: it would be a mistake of ours."""
    share = whole_percent(count.count, table.base) if count.is_of_persons else None
    assert share is None or is_possible(share, table.base), (question, count, table.base)
    return Figure(question, table.code, count.code, count.label, count.count, table.base, share)
