"""The rules one by one, on tables small enough to check by hand; `test_disclosure_attacker.py` tries to break them."""

from dataclasses import replace
from typing import Any

import pytest

from surveys.domain.disclosure import HIDDEN, SafeTable, guard
from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Count, Spread, Table
from surveys.models import Question

H = HIDDEN


def table(
    *counts: int,
    base: int | None = None,
    code: str = "vraag",
    mean: float | None = None,
    top: Count | None = None,
) -> Table:
    answers = tuple(Count(f"a{row}", f"Antwoord {row}", count) for row, count in enumerate(counts, 1))
    base = sum(counts) if base is None else base
    return Table(code, "Vraag", base, answers, around(mean, base), top)


def around(mean: float | None, count: int) -> Spread | None:
    """Of a spread the guard sees only the mean."""
    return None if mean is None else Spread(count, mean, mean, mean, mean)


def guarded(
    groups: dict[str, list[Table]], total: list[Table] | None = None, **question: Any
) -> dict[str, SafeTable]:
    """The first table of each group, of one question; the total is their sum unless given."""
    asked = Question(**{"code": "vraag", **question})
    total = total or [summed(tables) for tables in zip(*groups.values(), strict=True)]
    broken_down = {"landsdeel": {group: [QuestionTables(asked, tables)] for group, tables in groups.items()}}
    published = guard([QuestionTables(asked, total)], broken_down)["landsdeel"]
    return {group: found[0].tables[0] for group, found in published.items()}


def summed(tables: tuple[Table, ...]) -> Table:
    counts = [sum(table.counts[row].count for table in tables) for row in range(len(tables[0].counts))]
    top = (
        Count("top", "top", sum(table.top.count for table in tables if table.top)) if tables[0].top else None
    )
    sums = [(table.mean or 0) * table.base for table in tables]
    base = sum(table.base for table in tables)
    mean = sum(sums) / base if tables[0].mean is not None else None
    found = table(*counts, base=base, code=tables[0].code, mean=mean, top=top)
    return replace(found, counts=tuple(map(_relabelled, tables[0].counts, counts)))


def _relabelled(count: Count, total: int) -> Count:
    return Count(count.code, count.label, total)


def grid(found: dict[str, SafeTable]) -> dict[str, list[object]]:
    """Base, then the counts."""
    return {group: [shown.base, *(count.count for count in shown.counts)] for group, shown in found.items()}


def test_a_table_with_enough_in_every_cell_is_shown_whole() -> None:
    found = guarded({"noord": [table(12, 8)], "west": [table(9, 5)]})

    assert grid(found) == {"noord": [20, 12, 8], "west": [14, 9, 5]}


def test_a_small_cell_takes_others_along_in_its_row_and_in_its_column() -> None:
    found = guarded(
        {
            "noord": [table(12, 6, 3)],
            "oost": [table(9, 7, 8)],
            "west": [table(14, 11, 10)],
        }
    )

    assert grid(found) == {
        "noord": [21, 12, H, H],
        "oost": [24, 9, H, H],
        "west": [35, 14, 11, 10],
    }


def test_a_zero_is_shown_where_the_others_tell_it() -> None:
    found = guarded({"noord": [table(12, 8, 0)], "west": [table(9, 7, 0)], "zuid": [table(10, 10, 5)]})

    assert grid(found) == {"noord": [20, 12, 8, 0], "west": [16, 9, 7, 0], "zuid": [25, 10, 10, 5]}


def test_an_answer_that_all_but_a_few_gave_is_hidden_where_several_can_be_given() -> None:
    found = guarded(
        {
            "noord": [table(17, 10, base=20)],
            "west": [table(12, 11, base=20)],
            "zuid": [table(10, 12, base=20)],
        }
    )

    assert grid(found) == {"noord": [20, H, 10], "west": [20, H, 11], "zuid": [20, 10, 12]}


def test_a_thin_group_takes_another_along() -> None:
    found = guarded(
        {"noord": [table(5, 3)], "oost": [table(7, 6)], "west": [table(20, 10)], "zuid": [table(30, 20)]}
    )

    assert grid(found) == {"noord": [H, H, H], "oost": [H, H, H], "west": [30, 20, 10], "zuid": [50, 30, 20]}


def test_who_is_in_no_group_is_found_by_subtraction_and_so_is_a_group() -> None:
    groups = {"noord": [table(7, 6)], "west": [table(20, 10)], "zuid": [table(30, 20)]}

    assert grid(guarded(groups, total=[table(59, 38)])) == {
        "noord": [H, H, H],
        "west": [30, 20, 10],
        "zuid": [50, 30, 20],
    }


def test_what_few_gave_in_all_is_hidden_in_every_group() -> None:
    found = guarded({"noord": [table(9, 9, 1)], "west": [table(9, 9, 2)]})

    assert [shown.counts[2].count for shown in found.values()] == [H, H]


def test_what_nobody_or_everybody_gave_is_known_of_every_group() -> None:
    found = guarded({"noord": [table(20, 0)], "west": [table(15, 0)]})

    assert grid(found) == {"noord": [20, 20, 0], "west": [15, 15, 0]}


def test_a_top_is_shown_over_hidden_cells_but_not_where_it_is_small() -> None:
    def scale(*counts: int) -> list[Table]:
        return [table(*counts, top=Count("top", "top", counts[0] + counts[1]))]

    found = guarded(
        {
            "noord": scale(3, 9, 6, 6),
            "oost": scale(9, 3, 7, 7),
            "west": scale(1, 2, 11, 12),
            "zuid": scale(6, 2, 9, 9),
        },
        settings={"top": ["a1", "a2"]},
    )

    assert {group: shown.top.count for group, shown in found.items() if shown.top} == {
        "noord": 12,
        "oost": 12,
        "west": H,
        "zuid": H,
    }


def test_a_follow_up_question_is_hidden_where_the_answer_before_it_is() -> None:
    budget, amount = (
        Question(code="budget"),
        Question(code="bedrag", show_if={"question": "budget", "is": ["a1"]}),
    )
    counts = {"noord": (11, 3), "oost": (12, 14), "west": (20, 21)}
    groups = {
        group: [
            QuestionTables(budget, [table(yes, no, code="budget")]),
            QuestionTables(amount, [table(yes - 5, 5, code="bedrag")]),
        ]
        for group, (yes, no) in counts.items()
    }
    totals = [
        QuestionTables(budget, [table(43, 38, code="budget")]),
        QuestionTables(amount, [table(28, 15, code="bedrag")]),
    ]

    found = guard(totals, {"landsdeel": groups})["landsdeel"]

    assert {
        group: [tables.base for question in questions for tables in question.tables]
        for group, questions in found.items()
    } == {"noord": [14, H], "oost": [26, H], "west": [41, 20]}


def test_a_mean_of_amounts_needs_ten_who_named_one() -> None:
    def amounts(named: int, not_named: int, mean: float) -> list[Table]:
        return [table(named, not_named, mean=mean)]

    found = guarded(
        {
            "noord": amounts(8, 12, 5),
            "oost": amounts(11, 9, 6),
            "west": amounts(12, 12, 7),
            "zuid": amounts(30, 9, 8),
        }
    )

    assert [shown.mean for shown in found.values()] == [H, H, 7, 8]


def test_of_levels_the_finest_is_published_in_which_few_are_thin() -> None:
    asked = Question(code="vraag")

    def tables(base: int) -> list[QuestionTables]:
        return [QuestionTables(asked, [table(base - 5, 5, 0)])]

    def published(*bases: int) -> list[str]:
        fine = {f"p{place}": tables(base) for place, base in enumerate(bases)}
        total = [QuestionTables(asked, [table(sum(bases) - 5 * len(bases), 5 * len(bases), 0)])]
        return list(guard(total, {"provincie": fine, "kanaal": fine, "landsdeel": {"noord": total}}))

    assert published(9, 30, 30, 30) == ["provincie", "kanaal"]
    assert published(9, 9, 30, 30) == ["kanaal", "landsdeel"]


def test_a_question_that_groups_are_made_of_is_not_broken_down() -> None:
    asked = [Question(code=code) for code in ("functie", "budget", "vraag")]
    tables = [QuestionTables(question, [table(10, 10)]) for question in asked]
    double = [QuestionTables(question, [table(20, 20)]) for question in asked]

    found = guard(double, {"budget": {"ja": tables, "nee": tables}})

    assert [question.question.code for question in found["budget"]["ja"]] == ["vraag"]


def test_tables_that_do_not_fit_are_an_error() -> None:
    asked = Question(code="vraag")

    with pytest.raises(ValueError, match="the groups of vraag are more than its total"):
        guard(
            [QuestionTables(asked, [table(9, 9)])],
            {"kanaal": {"open": [QuestionTables(asked, [table(9, 10)])]}},
        )
    with pytest.raises(ValueError, match="the tables of vraag are not in their place"):
        guard(
            [QuestionTables(asked, [table(9, 9)])],
            {"kanaal": {"open": [QuestionTables(Question(code="andere"), [table(9, 9)])]}},
        )


def test_the_same_tables_give_the_same_every_time() -> None:
    groups = {"noord": [table(12, 6, 3)], "oost": [table(9, 7, 8)], "west": [table(6, 11, 2)]}

    assert guarded(groups) == guarded(groups)


def test_a_question_that_nobody_answered_has_nothing_to_show() -> None:
    empty = table(0, 0, top=Count("top", "top", 0))

    found = guarded({"noord": [empty], "west": [empty]}, settings={"top": ["a1"]})

    assert grid(found) == {"noord": [H, H, H], "west": [H, H, H]}
    assert guard([QuestionTables(Question(code="vraag"), [empty])], {"kanaal": {}}) == {"kanaal": {}}
