"""The tables of a whole edition guarded together: which breakdowns, and what one table gives away of another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from surveys.domain.disclosure.grids import SMALLEST_BASE, Cell
from surveys.domain.disclosure.safe import HIDDEN, Published, SafeCount, SafeQuestion, SafeTable
from surveys.domain.disclosure.tables import BrokenDown, Decision, counts_of, decide
from surveys.domain.response_rates import FUNCTIE
from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Count, Table
from surveys.models import Question

# Of each the finest is published in which few groups are too thin.
LEVELS = (("provincie", "landsdeel"), (FUNCTIE, "functiefamilie"))
# Who is in none of the groups; not published, but it follows from the totals.
NOWHERE = ""

Groups = Mapping[str, Sequence[QuestionTables]]


def guard(totals: Sequence[QuestionTables], broken_down: Mapping[str, Groups]) -> Published:
    """What may be published of each breakdown, by its code and that of the group.

    Every person is in one group of a breakdown at most. The questions of a breakdown itself are left out of all.
    The tables of a group are in the order of `totals`; ValueError if they are not, or do not fit in them.
    """
    chosen = _choose(broken_down)
    apart = {FUNCTIE, *broken_down}
    kept = [index for index, found in enumerate(totals) if found.question.code not in apart]
    return {
        code: _guard_one(
            [totals[index] for index in kept],
            {group: [tables[index] for index in kept] for group, tables in broken_down[code].items()},
        )
        for code in chosen
    }


def _choose(broken_down: Mapping[str, Groups]) -> list[str]:
    """All of them, but of each level one: the first in which at most a quarter is thin, else the last."""
    left_out: set[str] = set()
    for levels in LEVELS:
        present = [code for code in levels if code in broken_down]
        fit = [code for code in present if _is_thick(broken_down[code])]
        left_out.update(set(present) - {*(fit or present[-1:])[:1]})
    return [code for code in broken_down if code not in left_out]


def _is_thick(groups: Groups) -> bool:
    thin = sum(_size(tables) < SMALLEST_BASE for tables in groups.values())
    return thin * 4 <= len(groups)


def _size(tables: Sequence[QuestionTables]) -> int:
    return max((table.base for found in tables for table in found.tables), default=0)


def _guard_one(totals: Sequence[QuestionTables], groups: Groups) -> dict[str, list[SafeQuestion]]:
    tables = _columns(totals, groups)
    decisions = _decide_all(totals, tables)
    guarded: dict[str, list[SafeQuestion]] = {}
    for group in groups:
        left = iter(zip(tables, decisions, strict=True))
        guarded[group] = [
            SafeQuestion(found.question, [_safe(*next(left), group) for _ in found.tables])
            for found in totals
        ]
    return guarded


def _columns(totals: Sequence[QuestionTables], groups: Groups) -> list[BrokenDown]:
    """The tables of all questions in order, each over all groups."""
    sizes = {group: _size(tables) for group, tables in groups.items()}
    found: list[BrokenDown] = []
    for index, total in enumerate(totals):
        by_group = {group: tables[index] for group, tables in groups.items()}
        if any(tables.question.code != total.question.code for tables in by_group.values()):
            raise ValueError(f"the tables of {total.question.code} are not in their place")
        best = frozenset((total.question.settings or {}).get("top", ()))
        of_question = [
            _over_groups(table, {group: tables.tables[at] for group, tables in by_group.items()}, sizes, best)
            for at, table in enumerate(total.tables)
        ]
        found += _nested(of_question)
    return found


def _over_groups(
    total: Table, by_group: Mapping[str, Table], sizes: Mapping[str, int], best: frozenset[str]
) -> BrokenDown:
    rest = _rest(total, by_group.values())
    columns = {code: table for code, table in {**by_group, NOWHERE: rest}.items() if table.base > 0}
    codes = tuple(columns)
    order = sorted(range(len(codes)), key=lambda at: (sizes.get(codes[at], rest.base), at))
    top_rows = {row for row, count in enumerate(total.counts) if count.code in best and total.top}
    return BrokenDown(total, codes, tuple(columns.values()), tuple(order), frozenset(top_rows))


def _rest(total: Table, tables: Iterable[Table]) -> Table:
    tables = list(tables)
    if any(
        [count.code for count in table.counts] != [count.code for count in total.counts] for table in tables
    ):
        raise ValueError(f"{total.code} has other answers in a group")
    left = [
        replace(count, count=count.count - sum(table.counts[row].count for table in tables))
        for row, count in enumerate(total.counts)
    ]
    base = total.base - sum(table.base for table in tables)
    if base < 0 or any(count.count < 0 for count in left):
        raise ValueError(f"the groups of {total.code} are more than its total")
    return Table(total.code, total.label, base, tuple(left))


def _nested(tables: list[BrokenDown]) -> list[BrokenDown]:
    """Tables of one question with the same answers and bases, of which one never counts more than the other."""
    result = list(tables)
    for one, other in permutations(range(len(tables)), 2):
        if _is_part(tables[one], tables[other]):
            result[one] = replace(result[one], above=tables[other].columns)
            result[other] = replace(result[other], below=tables[one].columns)
    return result


def _is_part(one: BrokenDown, other: BrokenDown) -> bool:
    codes = [[count.code for count in table.total.counts] for table in (one, other)]
    if codes[0] != codes[1] or one.bases != other.bases or one.codes != other.codes:
        return False
    pairs = zip(one.counts, other.counts, strict=True)
    return all(a <= b for part, whole in pairs for a, b in zip(part, whole, strict=True))


def _decide_all(totals: Sequence[QuestionTables], tables: list[BrokenDown]) -> list[Decision]:
    """Each table by itself, then again with what others would give away, until nothing is added."""
    places = _places(totals)
    asked = [(frozenset[int](), frozenset[Cell]()) for _ in tables]
    decisions = [decide(table, *known) for table, known in zip(tables, asked, strict=True)]
    while True:
        wanted = [(decision.closed, decision.hidden) for decision in decisions]
        _close_follow_ups(places, tables, wanted)
        _hide_twins(tables, wanted)
        changed = [
            at for at, decision in enumerate(decisions) if wanted[at] != (decision.closed, decision.hidden)
        ]
        if not changed:
            return decisions
        for at in changed:
            decisions[at] = decide(tables[at], *wanted[at])


def _places(totals: Sequence[QuestionTables]) -> list[Question]:
    """The question of each table."""
    return [found.question for found in totals for _ in found.tables]


Wanted = list[tuple[frozenset[int], frozenset[Cell]]]


def _close_follow_ups(places: list[Question], tables: list[BrokenDown], wanted: Wanted) -> None:
    """The base of a question asked after an answer says how many gave it, so it is shown only where that is."""
    by_code = {table.total.code: at for at, table in enumerate(tables)}
    for at, question in enumerate(places):
        route = question.show_if
        parent = by_code.get(route["question"]) if route else None
        if route is None or parent is None:
            continue
        counts = tables[parent].total.counts
        rows = {row for row, count in enumerate(counts) if count.code in route["is"]}
        hidden = {tables[parent].codes[column] for row, column in wanted[parent][1] if row in rows}
        closed, cells = wanted[at]
        wanted[at] = closed | {place for place, code in enumerate(tables[at].codes) if code in hidden}, cells


def _hide_twins(tables: list[BrokenDown], wanted: Wanted) -> None:
    """Rows that have the same number in every group may be known to be the same people: hidden alike."""
    twins: dict[tuple[tuple[str, int], ...], list[tuple[int, int | None]]] = {}
    for at, table in enumerate(tables):
        for row, counts in enumerate([*table.counts, *_others(table)]):
            if any(counts):
                twins.setdefault(_vector(table, counts), []).append((at, row % len(table.counts)))
        twins.setdefault(_vector(table, table.bases), []).append((at, None))
    for alike in twins.values():
        hidden = {
            tables[at].codes[column] for at, row in alike for of_row, column in wanted[at][1] if of_row == row
        }
        for at, twin in alike if hidden else ():
            columns = {column for column, code in enumerate(tables[at].codes) if code in hidden}
            closed, cells = wanted[at]
            if twin is None:
                wanted[at] = closed | columns, cells
            else:
                wanted[at] = closed, cells | {(twin, column) for column in columns}


def _vector(table: BrokenDown, numbers: Sequence[int]) -> tuple[tuple[str, int], ...]:
    return tuple((code, number) for code, number in zip(table.codes, numbers, strict=True) if number)


def _others(table: BrokenDown) -> list[list[int]]:
    """Per answer who did not give it."""
    return [
        [base - count for base, count in zip(table.bases, counts, strict=True)]
        for counts in counts_of(table.columns)
    ]


def _safe(table: BrokenDown, decision: Decision, group: str) -> SafeTable:
    column = table.codes.index(group) if group in table.codes else None
    shown = table.total if column is None else table.columns[column]
    is_closed = column is None or column in decision.closed

    def safe(count: Count, is_hidden: bool) -> SafeCount:
        return SafeCount(count.code, count.label, HIDDEN if is_closed or is_hidden else count.count)

    counts = tuple(safe(count, (row, column) in decision.hidden) for row, count in enumerate(shown.counts))
    top = safe(shown.top, column in decision.tops) if shown.top else None
    hides_mean = is_closed or column in decision.means
    mean = None if table.total.mean is None else HIDDEN if hides_mean else shown.mean
    return SafeTable(shown.code, shown.label, HIDDEN if is_closed else shown.base, counts, mean, top)
