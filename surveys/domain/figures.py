"""Every figure of the report, as counts with their base; pages, deck and PDF print from here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.domain.percentages import is_possible, percent
from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Count, Table


@dataclass(frozen=True)
class Figure:
    """`count` persons out of `base`; `percent` is whole, half rounded up, and None where nobody was asked."""

    question: str
    table: str
    item: str
    label: str
    count: int
    base: int
    percent: int | None


@dataclass(frozen=True)
class Mean:
    question: str
    mean: float
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
        Mean(found.question.code, table.mean, table.base)
        for found in tabulated
        for table in found.tables
        if table.mean is not None
    ]


def _counts(table: Table) -> Iterator[Count]:
    yield from table.counts
    if table.top is not None:
        yield table.top


def _figure(question: str, table: Table, count: Count) -> Figure:
    """Raises AssertionError for a figure that cannot come from its base: it would be a mistake of ours."""
    printed = percent(count.count, table.base)
    # More examples than persons is a number of things, not a share of people.
    share = int(printed) if printed is not None and count.count <= table.base else None
    assert share is None or is_possible(share, table.base), (question, count, table.base)
    return Figure(question, table.code, count.code, count.label, count.count, table.base, share)
