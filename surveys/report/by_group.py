"""A figure by group: everybody beside each group, as far as the guard lets it be published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from surveys.domain.disclosure import HIDDEN, Hidden
from surveys.domain.published import PublishedBreakdown
from surveys.report.figures import ReportFigure
from surveys.report.figures.base import MEAN, TOP, AnyTable, Picked
from surveys.report.tables import in_dutch
from surveys.report.words import in_tenths, number_of_bases, printed

EVERYBODY = "Totaal"
# So many columns fit on a sheet of paper with letters of the usual size.
FITTING = 6


@dataclass(frozen=True)
class GroupCell:
    text: str
    is_hidden: bool = False


@dataclass(frozen=True)
class GroupLine:
    label: str
    cells: tuple[GroupCell, ...]


@dataclass(frozen=True)
class GroupTable:
    """`parts` are lines under a heading, which can be empty; `bases` stand under all of them."""

    breakdown: str
    columns: tuple[str, ...]
    parts: tuple[tuple[str, tuple[GroupLine, ...]], ...]
    bases: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        return len(self.columns) > FITTING


def by_group(figure: ReportFigure, breakdown: PublishedBreakdown) -> GroupTable | None:
    """None of a question that is not broken down, for groups are made of it."""
    columns = list(columns_of(figure, breakdown))
    if len(columns) == 1:
        return None
    parts = groupby(figure.picked, key=lambda picked: picked.part)
    return GroupTable(
        breakdown.label,
        tuple(label for label, _ in columns),
        tuple((part, tuple(_line(picked, columns) for picked in lines)) for part, lines in parts),
        tuple(_bases(tables) for _, tables in columns),
    )


def columns_of(
    figure: ReportFigure, breakdown: PublishedBreakdown
) -> Iterator[tuple[str, Sequence[AnyTable]]]:
    yield EVERYBODY, figure.found.tables
    for group in breakdown.groups:
        if figure.code in group.tables:
            yield group.label, group.tables[figure.code]


def _line(picked: Picked, columns: Sequence[tuple[str, Sequence[AnyTable]]]) -> GroupLine:
    return GroupLine(picked.label, tuple(_cell(picked, tables[picked.table]) for _, tables in columns))


def _cell(picked: Picked, table: AnyTable) -> GroupCell:
    value: float | Hidden | None = table.mean if picked.code == MEAN else _count(table, picked.code)
    if isinstance(value, Hidden) or isinstance(table.base, Hidden):
        return GroupCell(str(HIDDEN.value), is_hidden=True)
    if value is None or not table.base:
        return GroupCell("–")
    if picked.code == MEAN:
        return GroupCell(in_tenths(value, table.base))
    return GroupCell(f"{printed(int(value), table.base)}% ({in_dutch(value)})")


def _count(table: AnyTable, code: str) -> int | Hidden | None:
    if code == TOP:
        return table.top.count if table.top else None
    return next((count.count for count in table.counts if count.code == code), None)


def _bases(tables: Sequence[AnyTable]) -> str:
    shown = [table.base for table in tables if not isinstance(table.base, Hidden)]
    return number_of_bases(shown).removeprefix("n = ") if shown else "–"
