"""Whether a hidden cell could hold another number with everything that is printed the same: exact, in whole persons.

The cells of a grid are the arcs of a network between rows and columns. Another table with the same sums differs from
this one by cycles, along which cells rise and fall by one in turn; so a cell is free if some cycle goes through it.
"""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveys.domain.disclosure.grids import Cell, Pattern

Node = tuple[int, int, int]
Arc = tuple[Node, Node]


def _row(row: int) -> Node:
    return (0, row, 0)


class Freedom:
    """Of the cells and tops of one pattern."""

    def __init__(self, pattern: "Pattern") -> None:
        self.pattern = pattern
        self.grid = pattern.grid
        self.leads_to: dict[Node, list[Node]] = {}
        for cell in sorted(pattern.hidden):
            row, column = _row(cell[0]), self._column(cell)
            if (*cell, 1) not in self.grid.stuck:
                self.leads_to.setdefault(row, []).append(column)
            if self.grid.value(cell) > 0 and (*cell, -1) not in self.grid.stuck:
                self.leads_to.setdefault(column, []).append(row)

    def _column(self, cell: "Cell") -> Node:
        """A printed top cuts its column in two; a hidden one does not."""
        column = cell[1]
        return (1, column, self.grid.part(cell) if column in self.pattern.tops else 0)

    def of_cell(self, cell: "Cell") -> bool:
        if not self.pattern.has_means:
            return self.of_cell_by_sums(cell)
        is_level = any(cell in move for move in self._level_moves(cell[1]))
        return is_level or (cell[1] in self.pattern.closed and self._is_in_swap_of_closed(cell))

    def of_cell_by_sums(self, cell: "Cell") -> bool:
        row, column = _row(cell[0]), self._column(cell)
        return self._is_on_cycle(row, column) or self._is_on_cycle(column, row)

    def _is_on_cycle(self, start: Node, end: Node) -> bool:
        if end not in self.leads_to.get(start, ()):
            return False
        return self._reaches(end, start, without=(end, start))

    def _reaches(
        self, start: Node, end: Node, *, without: Arc | None = None, past: Node | None = None
    ) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            node = waiting.pop()
            for following in self.leads_to.get(node, ()):
                if (node, following) == without or following == past or following in seen:
                    continue
                if following == end:
                    return True
                seen.add(following)
                waiting.append(following)
        return False

    def of_top(self, column: int) -> bool:
        """Whether one could move between a row above the line and one below it."""
        node = (1, column, 0)
        rows = [row for row in self.grid.open_rows if (row, column) in self.pattern.hidden]
        pairs = [(a, b) for a in rows for b in rows if (a in self.grid.best) != (b in self.grid.best)]
        return any(self._moves(a, b, node) for a, b in pairs) or not self.grid.best & set(self.grid.open_rows)

    def _moves(self, rises: int, falls: int, column: Node) -> bool:
        return (
            column in self.leads_to.get(_row(rises), ())
            and _row(falls) in self.leads_to.get(column, ())
            and self._reaches(_row(falls), _row(rises), past=column)
        )

    def _level_moves(self, column: int) -> Iterator[set["Cell"]]:
        """Exchanges between two columns that leave every sum and both means as they are: two 7s for a 6 and an 8."""
        pairs: dict[int, list[tuple[int, int]]] = {}
        for pair in combinations_with_replacement(self.grid.open_rows, 2):
            pairs.setdefault(sum(self.grid.weights[row] for row in pair), []).append(pair)
        for other in self.grid.columns:
            for alike in pairs.values() if other != column else ():
                for given in alike:
                    for taken in alike:
                        if given != taken and self._can_exchange(column, given, other, taken):
                            yield {(row, column) for row in (*given, *taken)}

    def _can_exchange(self, column: int, given: tuple[int, int], other: int, taken: tuple[int, int]) -> bool:
        if any((row, at) not in self.pattern.hidden for row in (*given, *taken) for at in (column, other)):
            return False
        return self._has(column, given) and self._has(other, taken)

    def _has(self, column: int, rows: tuple[int, int]) -> bool:
        return all(self.grid.values[row][column] >= rows.count(row) for row in rows)

    def _is_in_swap_of_closed(self, cell: "Cell") -> bool:
        """Closed columns have no mean of their own, only together: any exchange among them will do."""
        row, column = cell
        values = self.grid.values
        return any(
            (values[row][column] and values[with_][other]) or (values[row][other] and values[with_][column])
            for other in self.pattern.closed - {column}
            for with_ in self.grid.open_rows
            if with_ != row
        )
