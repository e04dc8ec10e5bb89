"""A figure as its table: the truth of which every picture is a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = int | float | str | None


def in_dutch(number: float) -> str:
    """With a point between the thousands and a comma before tenths."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True)
class Column:
    """`unit` stands behind each number on a page; `zero` are words in the place of nothing at all."""

    label: str
    unit: str = ""
    zero: str = ""

    def shown(self, value: Cell) -> str:
        if value is None:
            return "–"
        if value == 0 and self.zero:
            return self.zero
        return f"{in_dutch(value)}{self.unit}" if isinstance(value, float | int) else value


@dataclass(frozen=True)
class Line:
    """One row: its cells after the label, how long its bar is in percents, and what leads to the list behind it.

    A `query` filters that list; an `anchor` is a place on another page, that of its figure.
    """

    label: str
    cells: tuple[Cell, ...]
    share: float | None = None
    is_reached: bool = False
    query: str = ""
    anchor: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class ShownCell:
    text: str
    is_words: bool
    is_share: bool


@dataclass(frozen=True)
class ShownLine:
    line: Line
    before: list[ShownCell]
    after: list[ShownCell]


@dataclass(frozen=True)
class Table:
    """`bar_after` says after how many cells the bar stands; None is a table without bars. `target` in percents.

    `empty` is what is said in the place of the table when there is nothing in it.
    """

    code: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    lines: Sequence[Line]
    total: Line | None = None
    bar_after: int | None = None
    target: int | None = None
    empty: str = ""

    @property
    def head(self) -> str:
        return self.columns[0].label

    @property
    def before(self) -> Sequence[Column]:
        return self.columns[1 : 1 + self._cut]

    @property
    def after(self) -> Sequence[Column]:
        return self.columns[1 + self._cut :]

    @property
    def _cut(self) -> int:
        return len(self.columns) - 1 if self.bar_after is None else self.bar_after

    @property
    def shown(self) -> list[ShownLine]:
        return [self._shown(line) for line in self.lines]

    @property
    def shown_total(self) -> ShownLine | None:
        return self._shown(self.total) if self.total else None

    def _shown(self, line: Line) -> ShownLine:
        cells = [
            ShownCell(column.shown(value), bool(column.zero) and value == 0, bool(column.unit))
            for column, value in zip(self.columns[1:], line.cells, strict=True)
        ]
        return ShownLine(line, cells[: self._cut], cells[self._cut :])

    def plain(self) -> Iterable[Sequence[Cell]]:
        """With its heading and total, as a file has it: numbers stay numbers."""
        yield [column.label for column in self.columns]
        for line in [*self.lines, *([self.total] if self.total else [])]:
            yield [line.label, *line.cells]
