"""One table in one breakdown: which sums tie its figures together, and which of them may be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from surveys.domain.disclosure.grids import SMALLEST_BASE, Cell, Grid, protect
from surveys.kinds import Count, Table


@dataclass(frozen=True)
class BrokenDown:
    """A table over the groups in which anybody answered; `codes` are those of the groups.

    `order` closes groups, smallest first, when too few are closed. `best`: the answers that the top adds up.
    `above` has per answer a count that includes this one, such as the top three of a first place.
    """

    total: Table
    codes: tuple[str, ...]
    columns: tuple[Table, ...]
    order: tuple[int, ...]
    best: frozenset[int] = frozenset()
    above: tuple[Table, ...] = ()
    below: tuple[Table, ...] = ()

    @property
    def bases(self) -> list[int]:
        return [table.base for table in self.columns]

    @cached_property
    def counts(self) -> list[list[int]]:
        """Per answer, per group."""
        return counts_of(self.columns)

    @cached_property
    def sums(self) -> list[int]:
        return [sum(count.count for count in table.counts) for table in self.columns]

    @property
    def is_divided(self) -> bool:
        """Whether nobody is in two rows; who is in none is the rest."""
        return all(total <= base for total, base in zip(self.sums, self.bases, strict=True))

    @property
    def is_scored(self) -> bool:
        """Whether the mean is that of the codes of the rows, and not of something that the table does not show."""
        counts = self.total.counts
        if self.total.mean is None or not all(count.code.isdecimal() for count in counts):
            return False
        scored = sum(int(count.code) * count.count for count in counts)
        return abs(scored - self.total.mean * self.total.base) < 1e-6 * max(1, scored)


@dataclass(frozen=True)
class Decision:
    """What is hidden of a table: whole groups, cells (answer, group) and tops and means of groups."""

    closed: frozenset[int]
    hidden: frozenset[Cell]
    tops: frozenset[int]
    means: frozenset[int]


def counts_of(columns: tuple[Table, ...]) -> list[list[int]]:
    by_group = ([count.count for count in table.counts] for table in columns)
    return [list(row) for row in zip(*by_group, strict=True)]


def decide(table: BrokenDown, closed: frozenset[int], hidden: frozenset[Cell]) -> Decision:
    """`closed` and `hidden` are what must be hidden already, for a reason outside this table."""
    closed = _close(table, closed)
    tops = _shown_tops(table, closed)
    pieces = [_divided(table)] if table.is_divided else [*_each_apart(table), _together(table)]
    found, has_means = hidden, True
    while True:
        before = found
        for grid, rows in pieces:
            wanted = {cell for cell in grid.cells if (rows[cell[0]], cell[1]) in found}
            pattern = protect(grid, closed, wanted, tops)
            found |= {(rows[row], column) for row, column in pattern.hidden if rows[row] != OPEN_PLACES}
            tops, has_means = pattern.tops if table.best else tops, pattern.has_means
        if found == before:
            break
    tops = _hidden_tops(table, closed, found, tops)
    return Decision(closed, found, tops, _hidden_means(table, closed, found, has_means))


def _close(table: BrokenDown, closed: frozenset[int]) -> frozenset[int]:
    """Every group under the smallest base, and then more until those that are closed are enough together.

    A group that alone answered is closed too: its base would say that the totals are of that group.
    """
    closed |= {column for column, base in enumerate(table.bases) if base < SMALLEST_BASE}
    closed |= {0} if len(table.bases) == 1 else set()
    for column in table.order:
        if closed and sum(table.bases[at] for at in closed) < SMALLEST_BASE:
            closed |= {column}
    return closed


# The row of a grid that no answer has: places that were left open.
OPEN_PLACES = -1
Piece = tuple[Grid, tuple[int, ...]]


def _divided(table: BrokenDown) -> Piece:
    """All answers and the rest: together the base. The rest is printed nowhere, and may be known all the same."""
    rest = tuple(base - total for base, total in zip(table.bases, table.sums, strict=True))
    values = (*map(tuple, table.counts), rest)
    weights = (*(int(count.code) for count in table.total.counts), 0) if table.is_scored else ()
    return Grid(values, _parted(table, values), weights, _stuck(table)), tuple(range(len(values)))


def _parted(table: BrokenDown, values: tuple[tuple[int, ...], ...]) -> frozenset[int]:
    """The best rows; none where a side has fewer than two rows, for then the top is known if a cell is."""
    open_rows = {row for row, counts in enumerate(values) if any(counts)}
    best = table.best & open_rows
    return best if len(best) > 1 and len(open_rows - best) > 1 else frozenset()


def _each_apart(table: BrokenDown) -> Iterator[Piece]:
    """Where somebody may be in several rows: who gave an answer, and who did not."""
    for row, counts in enumerate(table.counts):
        others = tuple(base - count for base, count in zip(table.bases, counts, strict=True))
        if min(others) >= 0:
            yield Grid((tuple(counts), others)), (row, row)


def _together(table: BrokenDown) -> Piece:
    """All answers, and the places left open if everybody has as many as the most crowded group needs.

    A ranking of three by everybody adds up to three times the base, so that its answers are tied like divided ones.
    """
    values = [_unless_known(counts, table.bases) for counts in table.counts]
    sums = [sum(counts) for counts in zip(*values, strict=True)]
    places = max(-(-total // base) for total, base in zip(sums, table.bases, strict=True))
    left = tuple(places * base - total for base, total in zip(table.bases, sums, strict=True))
    rows = (*range(len(table.counts)), OPEN_PLACES)
    return Grid((*values, left), stuck=_stuck(table) | _full(table), slack=len(values)), rows


def _unless_known(counts: list[int], bases: list[int]) -> tuple[int, ...]:
    """What everybody answered is known of every group, and ties nothing."""
    return (0,) * len(counts) if counts == bases else tuple(counts)


def _stuck(table: BrokenDown) -> frozenset[tuple[int, int, int]]:
    """A part cannot be more than what it is a part of."""
    cells = [(row, column) for row in range(len(table.counts)) for column in range(len(table.columns))]
    above, below = counts_of(table.above), counts_of(table.below)
    rise = {
        (*cell, 1) for cell in cells if above and above[cell[0]][cell[1]] == table.counts[cell[0]][cell[1]]
    }
    fall = {
        (*cell, -1) for cell in cells if below and below[cell[0]][cell[1]] == table.counts[cell[0]][cell[1]]
    }
    return frozenset(rise | fall)


def _full(table: BrokenDown) -> frozenset[tuple[int, int, int]]:
    """Nobody gives an answer twice, or two that exclude each other, or none of all if everybody gave one."""
    places = range(len(table.columns))
    full = {
        (row, at, 1)
        for row, counts in enumerate(table.counts)
        for at in places
        if counts[at] == table.bases[at]
    }
    for one, other in combinations(range(len(table.counts)), 2):
        together = [a + b for a, b in zip(table.counts[one], table.counts[other], strict=True)]
        if all(total <= base for total, base in zip(together, table.bases, strict=True)):
            full |= {(row, at, 1) for row in (one, other) for at in places if together[at] == table.bases[at]}
    if all(total >= base for total, base in zip(table.sums, table.bases, strict=True)):
        full |= {(len(table.counts), at, 1) for at in places if table.sums[at] == table.bases[at]}
    return frozenset(full)


def _shown_tops(table: BrokenDown, closed: frozenset[int]) -> frozenset[int]:
    """The top and what is below it, by themselves: those that are large enough and cannot be found."""
    if not table.best or not table.is_divided:
        return frozenset()
    tops = tuple(sum(table.counts[row][at] for row in table.best) for at in range(len(table.columns)))
    others = tuple(base - top for base, top in zip(table.bases, tops, strict=True))
    hidden = protect(Grid((tops, others)), closed).hidden
    return frozenset(range(len(tops))) - closed - {column for _, column in hidden}


def _hidden_tops(
    table: BrokenDown, closed: frozenset[int], hidden: frozenset[Cell], shown: frozenset[int]
) -> frozenset[int]:
    """A top is shown too where all its cells are, or all others: then it is known."""
    sides = (table.best, frozenset(range(len(table.counts) + 1)) - table.best)
    if not _parted(table, _divided(table)[0].values):
        shown = frozenset()
    known = {
        column
        for column in range(len(table.columns))
        if any(all((row, column) not in hidden for row in side) for side in sides)
    }
    return frozenset(range(len(table.columns))) - ((shown | known) - closed)


def _hidden_means(
    table: BrokenDown, closed: frozenset[int], hidden: frozenset[Cell], has_means: bool
) -> frozenset[int]:
    """Of amounts the first count says who named one, so their sum is known wherever the mean is."""
    places = frozenset(range(len(table.columns)))
    if table.is_scored:
        return closed if has_means else places
    named = [_first(column.counts) for column in table.columns]
    means = closed | {at for at in places if (0, at) in hidden or 0 < named[at] < SMALLEST_BASE}
    for column in sorted(places, key=lambda at: (named[at], at)):
        if 0 < sum(named[at] for at in means) < SMALLEST_BASE:
            means |= {column}
    return means


def _first(counts: tuple[Count, ...]) -> int:
    return counts[0].count if counts else 0
