"""Somebody who has all that is published of an edition, and works out what is hidden; knows no line of the guard.

Everything known is written as sums over the figures of the groups, printed or not. What is determined is found by
exact elimination; what can only be one number in whole persons by looking for a world in which it is another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

Figure = tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """`low` <= the figures times what they count for <= `high`."""

    of: tuple[tuple[Figure, int], ...]
    low: int | None
    high: int | None


@dataclass
class Knowledge:
    """All figures are whole and not negative; `printed` are those that the attacker reads."""

    sums: list[Sum] = field(default_factory=list)
    printed: dict[Figure, int] = field(default_factory=dict)
    figures: set[Figure] = field(default_factory=set)
    totals: dict[Figure, int] = field(default_factory=dict)

    def equal(self, of: Iterable[tuple[Figure, int]], total: int) -> None:
        self.between(of, total, total)

    def between(self, of: Iterable[tuple[Figure, int]], low: int | None, high: int | None) -> None:
        terms = tuple(of)
        self.figures.update(figure for figure, _ in terms)
        self.sums.append(Sum(terms, low, high))

    def without_print(self) -> "Knowledge":
        return Knowledge(self.sums, {}, self.figures)


def found(knowledge: Knowledge, truth: dict[Figure, int], wanted: set[Figure]) -> set[Figure]:
    """Which of the wanted figures the attacker knows; `truth` is the world that the attacker cannot see.

    It is only used to check an attack: a figure is known if no possible world has another number than the true one.
    """
    result: set[Figure] = set()
    for part in _apart(knowledge):
        asked = wanted & part.figures
        solved = _eliminate(part)
        determined = asked & {figure for figure, row in solved.items() if len(row) == 1}
        free = _free_by_moves(part, truth, solved)
        result |= determined | _fixed(part, truth, asked - determined - free)
    return result


def _apart(knowledge: Knowledge) -> list[Knowledge]:
    """Sums that share no hidden figure tell nothing of each other."""
    leader: dict[Figure, Figure] = {figure: figure for figure in knowledge.figures}

    def top(figure: Figure) -> Figure:
        while leader[figure] != figure:
            leader[figure] = figure = leader[leader[figure]]
        return figure

    left = [_without_printed(known, knowledge.printed) for known in knowledge.sums]
    for known in left:
        for figure, _ in known.of:
            leader[top(figure)] = top(known.of[0][0])
    parts: dict[Figure, Knowledge] = defaultdict(Knowledge)
    for known in left:
        if known.of:
            part = parts[top(known.of[0][0])]
            part.between(known.of, known.low, known.high)
    return list(parts.values())


def _without_printed(known: Sum, printed: dict[Figure, int]) -> Sum:
    read = sum(times * printed[f] for f, times in known.of if f in printed)
    hidden = tuple((f, times) for f, times in known.of if f not in printed)
    return Sum(hidden, *(None if end is None else end - read for end in (known.low, known.high)))


def _eliminate(knowledge: Knowledge) -> dict[Figure, dict[Figure, Fraction]]:
    """Over the rationals, of the equations only: each figure that hangs on others, with those others."""
    pivots: dict[Figure, dict[Figure, Fraction]] = {}
    for known in knowledge.sums:
        row = {f: Fraction(times) for f, times in known.of}
        if known.low != known.high:
            continue
        for figure in [f for f in row if f in pivots]:
            _subtract(row, pivots[figure], row.get(figure, Fraction(0)))
        if row:
            figure = min(row)
            row = {f: times / row[figure] for f, times in row.items()}
            for other in pivots.values():
                _subtract(other, row, other.get(figure, Fraction(0)))
            pivots[figure] = row
    return pivots


def _subtract(row: dict[Figure, Fraction], other: dict[Figure, Fraction], times: Fraction) -> None:
    if times:
        for figure, value in other.items():
            row[figure] = row.get(figure, Fraction(0)) - times * value
            if not row[figure]:
                del row[figure]


Move = dict[Figure, int]


def _free_by_moves(
    knowledge: Knowledge, truth: dict[Figure, int], solved: dict[Figure, dict[Figure, Fraction]]
) -> set[Figure]:
    """A quick look for other worlds: one figure, or two, that no equation holds, one more or less."""
    limits: dict[Figure, list[Sum]] = defaultdict(list)
    for known in knowledge.sums:
        for figure, _ in known.of if known.low != known.high else ():
            limits[figure].append(known)
    loose = {f for row in solved.values() for f in row} - set(solved)
    moves = [
        move
        for figure in sorted(loose)
        for move in (_move(solved, figure, 1), _move(solved, figure, -1))
        if move
    ]
    free: set[Figure] = set()
    for index, move in enumerate(moves):
        if _is_possible(move, truth, limits):
            free |= set(move)
        for other in moves[:index]:
            both = _added(move, other) if not move.keys().isdisjoint(other) else {}
            if both.keys() - free and _is_possible(both, truth, limits):
                free |= set(both)
    return free


def _move(solved: dict[Figure, dict[Figure, Fraction]], figure: Figure, step: int) -> Move:
    changes = {f: -row[figure] * step for f, row in solved.items() if figure in row}
    if any(change.denominator != 1 for change in changes.values()):
        return {}
    return {figure: step, **{f: int(change) for f, change in changes.items()}}


def _added(one: Move, other: Move) -> Move:
    both = {f: one.get(f, 0) + other.get(f, 0) for f in {*one, *other}}
    return {figure: change for figure, change in both.items() if change}


def _is_possible(move: Move, truth: dict[Figure, int], limits: dict[Figure, list[Sum]]) -> bool:
    if any(truth[figure] + change < 0 for figure, change in move.items()):
        return False
    for known in {id(known): known for figure in move for known in limits.get(figure, ())}.values():
        total = sum(times * (truth[figure] + move.get(figure, 0)) for figure, times in known.of)
        if (known.low is not None and total < known.low) or (known.high is not None and total > known.high):
            return False
    return True


def _fixed(knowledge: Knowledge, truth: dict[Figure, int], wanted: set[Figure]) -> set[Figure]:
    """Each world that is found frees every figure that differs in it."""
    left, fixed = sorted(wanted), set()
    while left:
        figure = left.pop()
        world = _other_world(knowledge, truth, figure)
        if world is None:
            fixed.add(figure)
        else:
            left = [other for other in left if world[other] == truth[other]]
    return fixed


Bounds = dict[Figure, tuple[int, int]]
MOST = 10**6
MOST_STEPS = 1000


class TooLong(Exception):
    """A search near the truth is given up for a wider one; if that is given up too, nothing can be said."""


def _other_world(knowledge: Knowledge, truth: dict[Figure, int], figure: Figure) -> dict[Figure, int] | None:
    """Numbers that agree with all that is known, and with another for `figure`; looked for nearby, then everywhere."""
    by_figure: dict[Figure, list[Sum]] = defaultdict(list)
    for known in knowledge.sums:
        for other, _ in known.of:
            by_figure[other].append(known)
    for reach in (1, 2, 4, MOST):
        bounds = {f: (max(0, truth[f] - reach), truth[f] + reach) for f in knowledge.figures}
        low, high = bounds[figure]
        for between in ((truth[figure] + 1, high), (low, truth[figure] - 1)):
            search = _Search(by_figure, truth)
            narrowed = (
                search.narrow({**bounds, figure: between}, knowledge.sums)
                if between[0] <= between[1]
                else None
            )
            try:
                world = search.solve(narrowed) if narrowed else None
            except TooLong:
                if reach == MOST:
                    raise
                continue
            if world is not None:
                return world
    return None


@dataclass
class _Search:
    by_figure: dict[Figure, list[Sum]]
    truth: dict[Figure, int]
    steps: int = 0

    def solve(self, bounds: Bounds) -> dict[Figure, int] | None:
        """The world as near to the true one as the bounds allow; where a sum is off in it, depth first from there."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLong
        world = {figure: min(max(self.truth[figure], low), high) for figure, (low, high) in bounds.items()}
        off = self._off(world)
        if off is None:
            return world
        open_figures = [figure for figure, _ in off.of if bounds[figure][0] < bounds[figure][1]]
        if not open_figures:
            return None
        figure = min(open_figures, key=lambda f: (bounds[f][1] - bounds[f][0], f))
        for number in sorted(
            range(bounds[figure][0], bounds[figure][1] + 1), key=lambda n: abs(n - world[figure])
        ):
            narrowed = self.narrow({**bounds, figure: (number, number)}, self.by_figure[figure])
            found_world = self.solve(narrowed) if narrowed else None
            if found_world is not None:
                return found_world
        return None

    def _off(self, world: dict[Figure, int]) -> Sum | None:
        """A sum that does not hold; only sums over a figure that differs from the true one can be."""
        for figure in [figure for figure, number in world.items() if number != self.truth[figure]]:
            for known in self.by_figure[figure]:
                total = sum(times * world[f] for f, times in known.of)
                if (known.low is not None and total < known.low) or (
                    known.high is not None and total > known.high
                ):
                    return known
        return None

    def narrow(self, bounds: Bounds, sums: list[Sum]) -> Bounds | None:
        """What each sum leaves each of its figures, until nothing changes; None if some figure is left nothing."""
        waiting = list(sums)
        while waiting:
            known = waiting.pop()
            ends = [(times * bounds[f][0], times * bounds[f][1]) for f, times in known.of]
            low, high = sum(map(min, ends)), sum(map(max, ends))
            if (known.high is not None and low > known.high) or (known.low is not None and high < known.low):
                return None
            for (figure, times), end in zip(known.of, ends, strict=True):
                most = None if known.high is None else known.high - low + min(end)
                least = None if known.low is None else known.low - high + max(end)
                new = _divided(bounds[figure], times, least, most)
                if new[0] > new[1]:
                    return None
                if new != bounds[figure]:
                    bounds[figure] = new
                    waiting += [other for other in self.by_figure[figure] if other is not known]
        return bounds


def _divided(old: tuple[int, int], times: int, least: int | None, most: int | None) -> tuple[int, int]:
    """The whole numbers between which times that is between least and most."""
    if times < 0:
        times, least, most = -times, None if most is None else -most, None if least is None else -least
    low = old[0] if least is None else max(old[0], -(-least // times))
    high = old[1] if most is None else min(old[1], most // times)
    return low, high
