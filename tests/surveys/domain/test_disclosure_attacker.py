"""All that is published of an edition, read by somebody who wants to know what is hidden."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, reject, settings
from hypothesis import strategies as st

from surveys.domain.disclosure import HIDDEN, Published, SafeQuestion, SafeTable, edition, grids, guard
from surveys.domain.disclosure.freedom import Freedom
from surveys.kinds import Table
from tests.surveys.domain.attacker import Figure, Knowledge, TooLong, found
from tests.surveys.domain.made_up_editions import RANKED, MadeUpEdition, make_up

# In the long form of `make drills` 200 of them; each takes a tenth of a second.
EDITIONS = int(os.environ.get("ATTACKED", "40"))
Groups = dict[str, SafeTable]
NOWHERE = "in geen groep"
SEVERAL = {"kanalen", "redenen_top"}


@given(
    seed=st.integers(0, 10**6),
    persons=st.integers(15, 75),
    groups=st.integers(2, 4),
    skew=st.sampled_from([0.7, 1, 1.6, 3]),
)
@example(seed=35739, persons=15, groups=2, skew=3)  # Only one of two groups gave an answer.
@settings(
    max_examples=int(os.environ.get("ATTACKS", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_nobody_finds_what_is_hidden(seed: int, persons: int, groups: int, skew: float) -> None:
    made_up = make_up(seed, persons, groups, skew)

    published = guard(made_up.totals, made_up.broken_down)

    assert too_small(made_up, published) == []
    try:
        figures = attack(made_up, published)
    except TooLong:
        reject()
    assert figures == []


Step = tuple[object, str, Callable[..., Any]]


def nothing_done(*everything: object) -> None:
    return None


WITHOUT: dict[str, list[Step]] = {
    "complementary suppression": [
        (grids, "_hide_for_sums", nothing_done),
        (grids, "_hide_for_bounds", nothing_done),
    ],
    "the look at means": [(Freedom, "of_cell", Freedom.of_cell_by_sums)],
    "the look at follow-up questions": [
        (edition, "_close_follow_ups", nothing_done),
        (edition, "_hide_twins", nothing_done),
    ],
    "a choice between levels": [(edition, "_choose", list)],
}


@pytest.mark.parametrize("step", WITHOUT)
def test_without_a_step_of_the_guard_something_is_found(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, instead in WITHOUT[step]:
        monkeypatch.setattr(owner, name, instead)
    made_up = (
        make_up(seed, 20 + seed * 7 % 80, 2 + seed % 3, (0.7, 1, 1.6, 3)[seed % 4]) for seed in range(60)
    )

    assert any(is_found_in(one) for one in made_up)


def is_found_in(made_up: MadeUpEdition) -> bool:
    try:
        return bool(attack(made_up, guard(made_up.totals, made_up.broken_down)))
    except TooLong:
        return False


def attack(made_up: MadeUpEdition, published: Published) -> list[Figure]:
    """The hidden figures that can be found, but for those that follow from the totals and sizes alone."""
    known, truth = Knowledge(), dict[Figure, int]()
    for code, groups in published.items():
        Attack(made_up, code, known, truth).read(groups)
    if {"provincie", "landsdeel"} <= set(published):
        _join_levels(known)
    wanted = {figure for figure in known.figures if _is_secret(figure, known, truth)}
    by_print = found(known, truth, wanted)
    return sorted(by_print - found(known.without_print(), truth, by_print)) if by_print else []


def _join_levels(known: Knowledge) -> None:
    """A landsdeel is the sum of its provincies."""
    for figure in [figure for figure in known.figures if figure[0] == "landsdeel"]:
        _, table, group, what = figure
        parts = [
            (other, 1)
            for other in known.figures
            if (other[0], other[1], other[3]) == ("provincie", table, what)
            and (other[2] == group or other[2].startswith(f"{group}-"))
        ]
        known.equal([*parts, (figure, -1)], 0)


def _is_secret(figure: Figure, known: Knowledge, truth: dict[Figure, int]) -> bool:
    """A count of somebody, or any count among fewer than ten; zeros of larger groups may be known.

    What nobody answered at all is known of every group, and what everybody did.
    """
    code, table, group, what = figure
    if what == "base" or known.totals[code, table, what] in (0, known.totals[code, table, "base"]):
        return False
    return 0 < truth[code, table, group, "base"] < 10 or truth[figure] > 0


class Attack:
    """What is known of one breakdown, from the questionnaire, the totals, the sizes of groups and the print."""

    def __init__(self, made_up: MadeUpEdition, code: str, known: Knowledge, truth: dict[Figure, int]) -> None:
        self.code, self.known, self.truth = code, known, truth
        self.totals = tables_of(made_up.totals)
        self.persons = len(made_up.people)
        groups = made_up.breakdowns[code]
        self.sizes = {group: len(people) for group, people in groups.items()}
        self.sizes[NOWHERE] = self.persons - sum(self.sizes.values())
        self.true = {group: tables_of(tables) for group, tables in made_up.broken_down[code].items()}

    def figure(self, table: str, group: str, what: str) -> Figure:
        return (self.code, table, group, what)

    def read(self, groups: dict[str, list[SafeQuestion]]) -> None:
        safe = {group: tables_of(questions) for group, questions in groups.items()}
        for code, total in self.totals.items():
            if code != "functie":
                self._learn_truth(total)
                self._add_totals(total)
                for group in self.sizes:
                    self._add_group(total, group)
                for group, tables in safe.items():
                    self._print(total, tables[code], group)
        for group in self.sizes:
            self._add_between_tables(group)

    def _figures_of(self, total: Table) -> dict[str, Callable[[Table], int]]:
        def reader(row: int) -> Callable[[Table], int]:
            return lambda table: table.counts[row].count

        figures = {count.code: reader(row) for row, count in enumerate(total.counts)}
        if total.code in SEVERAL:
            others = {
                f"not {code}": (lambda t, read=read: t.base - read(t)) for code, read in figures.items()
            }
            figures |= others
        if total.top:
            figures["top"] = lambda table: table.top.count if table.top else 0
        return {**figures, "base": lambda table: table.base}

    def _learn_truth(self, total: Table) -> None:
        for what, read in self._figures_of(total).items():
            for group, tables in self.true.items():
                self.truth[self.figure(total.code, group, what)] = read(tables[total.code])
            among = sum(read(tables[total.code]) for tables in self.true.values())
            self.truth[self.figure(total.code, NOWHERE, what)] = read(total) - among

    def _add_totals(self, total: Table) -> None:
        for what, read in self._figures_of(total).items():
            self.known.totals[self.code, total.code, what] = read(total)
            self.known.equal([(self.figure(total.code, group, what), 1) for group in self.sizes], read(total))

    def _add_group(self, total: Table, group: str) -> None:
        def figure(what: str) -> Figure:
            return self.figure(total.code, group, what)

        size, base = self.sizes[group], figure("base")
        counts = [(figure(count.code), 1) for count in total.counts]
        self.known.between([(base, 1)], size if total.base == self.persons else 0, size)
        if total.code not in SEVERAL:
            self.known.equal([*counts, (base, -1)], 0)
        else:
            self.known.between([*counts, (base, -1)], 0, None)
            for what, _ in counts:
                self.known.equal([(what, 1), (figure(f"not {what[-1]}"), 1), (base, -1)], 0)
        if total.top:
            self.known.equal([*counts[:2], (figure("top"), -1)], 0)

    def _add_between_tables(self, group: str) -> None:
        """Follow-up questions, a first place among the top three, how many can be ranked, and what excludes."""

        def figure(table: str, what: str) -> Figure:
            return self.figure(table, group, what)

        self.known.equal([(figure("bedrag", "base"), 1), (figure("budget", "ja"), -1)], 0)
        others = [(figure("budget", "nee"), -1), (figure("budget", "weet_niet"), -1)]
        self.known.equal([(figure("waarom", "base"), 1), *others], 0)
        ranked = self.totals["redenen_top"]
        for count in ranked.counts:
            part = [(figure("redenen_top", count.code), 1), (figure("redenen_first", count.code), -1)]
            self.known.between(part, 0, None)
        places = [(figure("redenen_top", count.code), 1) for count in ranked.counts]
        used_all = sum(count.count for count in ranked.counts) == RANKED * ranked.base
        self.known.between([*places, (figure("redenen_top", "base"), -RANKED)], 0 if used_all else None, 0)
        for what in ("website", "krant", "brief"):
            pair = [(figure("kanalen", what), 1), (figure("kanalen", "geen"), 1)]
            self.known.between([*pair, (figure("kanalen", "base"), -1)], None, 0)

    def _print(self, total: Table, safe: SafeTable, group: str) -> None:
        printed = self.known.printed
        if safe.base is HIDDEN:
            return
        printed[self.figure(total.code, group, "base")] = safe.base
        for count in [*safe.counts, *([safe.top] if safe.top else [])]:
            if count.count is not HIDDEN:
                printed[self.figure(total.code, group, count.code)] = count.count
                if total.code in SEVERAL:
                    printed[self.figure(total.code, group, f"not {count.code}")] = safe.base - count.count
        if total.code == "cijfer" and isinstance(safe.mean, float):
            marks = [(self.figure("cijfer", group, count.code), int(count.code)) for count in safe.counts]
            self.known.equal(marks, round(safe.mean * safe.base))


def tables_of(questions: list[Any]) -> dict[str, Any]:
    """Of the real or the published questions of a group, by their code."""
    return {table.code: table for found in questions for table in found.tables}


def too_small(made_up: MadeUpEdition, published: Published) -> list[object]:
    """What is printed of too few, or follows for too few by one subtraction from a base or a total."""
    totals = tables_of(made_up.totals)
    problems: list[object] = []
    for code, groups in published.items():
        safe = {group: tables_of(questions) for group, questions in groups.items()}
        true = {group: tables_of(tables) for group, tables in made_up.broken_down[code].items()}
        for table, total in totals.items():
            over_groups = {group: tables[table] for group, tables in safe.items() if table in tables}
            small = [_small_figures(shown, true[group][table]) for group, shown in over_groups.items()]
            problems += [(code, table) for found in small if any(found)]
            problems += [
                (code, table, "together") for left in _left_over(total, list(over_groups.values())) if left
            ]
    return problems


def _left_over(total: Table, groups: list[SafeTable]) -> list[bool]:
    """Of each row, and of the bases, whether what is hidden is too little together; a row hidden whole is a total."""
    bases = [table.base for table in groups if table.base is not HIDDEN]
    result = [0 < total.base - sum(bases) < 10 and len(bases) > 0]
    for row, count in enumerate(total.counts):
        shown = [table.counts[row].count for table in groups if table.counts[row].count is not HIDDEN]
        result.append(0 < count.count - sum(shown) < 5 and sum(shown) > 0)
    return result


def _small_figures(safe: SafeTable, true: Table) -> list[bool]:
    if safe.base is HIDDEN:
        return [any(count.count is not HIDDEN for count in safe.counts) or isinstance(safe.mean, float)]
    answers = [count.count for count in safe.counts if count.count is not HIDDEN]
    shown = [*answers, *([safe.top.count] if safe.top and safe.top.count is not HIDDEN else [])]
    return [
        safe.base < 10,
        safe.code not in SEVERAL and 0 < safe.base - sum(answers) < 5,
        any(0 < count < 5 or 0 < safe.base - count < 5 for count in shown),
        safe.code == "bedrag" and isinstance(safe.mean, float) and true.counts[0].count < 10,
        safe.code == "bedrag" and isinstance(safe.mean, float) and safe.counts[0].count is HIDDEN,
    ]
