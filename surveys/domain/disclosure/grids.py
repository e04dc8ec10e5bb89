"""Which cells of one grid are hidden: the small ones, and as many others as keep those from being worked out.

A grid holds answers (rows) by groups (columns). Everybody in a column is in exactly one row, so the sums of rows
(public totals) and of columns (bases) tie the cells together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from surveys.domain.disclosure.freedom import Freedom

SMALLEST_CELL = 5
SMALLEST_BASE = 10

Cell = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """`best`: the rows that a printed top adds up; `weights`: what each row counts for in a printed mean.

    `stuck` holds moves (row, column, +1 or -1) that what is known outside the grid rules out. `slack`: a row that only
    fills up; it is never printed and may be known.
    """

    values: tuple[tuple[int, ...], ...]
    best: frozenset[int] = frozenset()
    weights: tuple[int, ...] = ()
    stuck: frozenset[tuple[int, int, int]] = frozenset()
    slack: int | None = None

    @property
    def columns(self) -> range:
        return range(len(self.values[0]) if self.values else 0)

    @cached_property
    def open_rows(self) -> list[int]:
        """Those that the public totals leave open: what nobody answered is known of every group, what all did too."""
        rows = [row for row, values in enumerate(self.values) if any(values)]
        return rows if len(rows) > 1 else []

    @property
    def cells(self) -> list[Cell]:
        return [(row, column) for row in self.open_rows for column in self.columns]

    def value(self, cell: Cell) -> int:
        return self.values[cell[0]][cell[1]]

    def base(self, column: int) -> int:
        return sum(values[column] for values in self.values)

    def part(self, cell: Cell) -> int:
        """The top is one part of a column, what is below it the other."""
        return int(cell[0] in self.best)


@dataclass
class Pattern:
    """`closed` columns are hidden whole; `tops` are the columns whose top is printed; cells are only ever added."""

    grid: Grid
    closed: frozenset[int]
    tops: frozenset[int]
    hidden: set[Cell] = field(default_factory=set)

    @property
    def has_means(self) -> bool:
        return bool(self.grid.weights)

    def shown(self, cells: Iterable[Cell]) -> list[Cell]:
        return [cell for cell in cells if cell not in self.hidden]

    def lines(self) -> Iterator[list[Cell]]:
        """The cells that a known sum ties together, but for closed columns: those have no printed cell."""
        grid = self.grid
        for row in grid.open_rows:
            if row != grid.slack:
                yield [(row, column) for column in grid.columns]
        for column in set(grid.columns) - self.closed if grid.slack not in grid.open_rows else ():
            cells = [(row, column) for row in grid.open_rows]
            if column in self.tops:
                for part in (0, 1):
                    yield [cell for cell in cells if grid.part(cell) == part]
            else:
                yield cells

    def is_safe(self, line: list[Cell]) -> bool:
        """What is hidden in a line is found together, by subtraction: it must be enough, and never one cell.

        A line that is hidden whole tells no more than its sum did. Of zeros in open columns nothing is hidden.
        """
        cells = [cell for cell in line if cell in self.hidden]
        if len(cells) in (0, len(line)):
            return True
        total = sum(self.grid.value(cell) for cell in cells)
        if total == 0:
            return all(column not in self.closed for _, column in cells)
        return len(cells) > 1 and total >= SMALLEST_CELL

    def hide_one(self, cells: Iterable[Cell]) -> bool:
        """The smallest shown one, before others where it costs no second; False if none is left."""
        found = self.shown(cells)
        if found:
            self.hidden.add(min(found, key=self._price))
        return bool(found)

    def _price(self, cell: Cell) -> tuple[bool, int, Cell]:
        row, column = cell
        in_row = any((row, other) in self.hidden for other in self.grid.columns)
        in_column = any((other, column) in self.hidden for other in self.grid.open_rows)
        return not (in_row and in_column), self.grid.value(cell), cell


def protect(
    grid: Grid, closed: frozenset[int], hidden: Iterable[Cell] = (), tops: frozenset[int] = frozenset()
) -> Pattern:
    """The grid's pattern; `hidden` are cells that must be hidden for a reason outside it.

    Ends because each round hides one more. With all cells hidden only public sums are left, and means: where
    those alone tell a cell, they are dropped and the cells tried again.
    """
    pattern = Pattern(grid, closed, tops)
    pattern.hidden = {cell for cell in grid.cells if cell[1] in closed or cell[0] == grid.slack}
    pattern.hidden |= _small(grid, closed)
    pattern.hidden |= set(hidden) & set(grid.cells)
    while _hide_for_sums(pattern) or _hide_for_bounds(pattern):
        pass
    if grid.weights and _found(pattern):
        return protect(replace(grid, weights=()), closed, hidden, tops)
    pattern.hidden -= _known_zeros(pattern)
    return pattern


def _small(grid: Grid, closed: frozenset[int]) -> set[Cell]:
    """Zeros too, so that a hidden cell may be one; but not where a longer column has no other small cells."""
    small: set[Cell] = set()
    for column in set(grid.columns) - closed if grid.slack is None else ():
        cells = [(row, column) for row in grid.open_rows]
        found = [cell for cell in cells if grid.value(cell) < SMALLEST_CELL]
        if found and len(cells) == 2:
            small.update(cells)
        elif any(map(grid.value, found)):
            small.update(found)
    return small


def _hide_for_sums(pattern: Pattern) -> bool:
    """One cell more of the line that gives too much away; where two such lines cross, there."""
    unsafe = [line for line in pattern.lines() if not pattern.is_safe(line)]
    if not unsafe:
        return _hide_in_parts(pattern)
    times = Counter(cell for line in unsafe for cell in pattern.shown(line))
    return pattern.hide_one(cell for cell in times if times[cell] == max(times.values()))


def _hide_in_parts(pattern: Pattern) -> bool:
    """A hidden top has a hidden cell above and below the line, or it would be the sum of what is shown."""
    grid = pattern.grid
    if not grid.best:
        return False
    hidden = False
    for column in set(grid.columns) - pattern.closed - pattern.tops:
        for part in (0, 1):
            cells = [(row, column) for row in grid.open_rows if grid.part((row, column)) == part]
            if cells and len(pattern.shown(cells)) == len(cells):
                hidden |= pattern.hide_one(cells)
    return hidden


def _hide_for_bounds(pattern: Pattern) -> bool:
    """One cell more if what is printed leaves a hidden cell or top a single value; the tops go if no cell is left."""
    found = _found(pattern)
    if found is None:
        return False
    crossing = [cell for cell in pattern.grid.cells if cell[0] == found[0] or cell[1] == found[1]]
    if pattern.hide_one(crossing) or pattern.hide_one(pattern.grid.cells):
        return True
    had_tops, pattern.tops = bool(pattern.tops), frozenset()
    return had_tops


def _found(pattern: Pattern) -> Cell | None:
    """A hidden cell that can be worked out, or the first of a column whose hidden top can be."""
    freedom = Freedom(pattern)
    found = next((cell for cell in sorted(pattern.hidden) if _is_found(pattern, freedom, cell)), None)
    if found is None and pattern.grid.best:
        hidden_tops = sorted(set(pattern.grid.columns) - pattern.closed - pattern.tops)
        found = next(((0, column) for column in hidden_tops if not freedom.of_top(column)), None)
    return found


def _is_found(pattern: Pattern, freedom: Freedom, cell: Cell) -> bool:
    """A zero may be found in an open column; in a closed one nothing may, unless nobody is in it."""
    counts = pattern.grid.base(cell[1]) if cell[1] in pattern.closed else pattern.grid.value(cell)
    return counts > 0 and cell[0] != pattern.grid.slack and not freedom.of_cell(cell)


def _known_zeros(pattern: Pattern) -> set[Cell]:
    freedom = Freedom(pattern)
    return {
        cell
        for cell in pattern.hidden
        if pattern.grid.value(cell) == 0 and cell[1] not in pattern.closed and not freedom.of_cell(cell)
    }
