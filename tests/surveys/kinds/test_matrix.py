import pytest

from surveys.domain.questionnaires import compiled
from surveys.kinds.matrix import KIND
from tests.saving import publish_version
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


def test_a_row_left_open_is_answered_and_not_complete(asked: Asked) -> None:
    answers = {"stellingen_beleid": "deels", "stellingen_toolbox": None}

    assert KIND.is_answered(asked("stellingen"), answers)
    assert not KIND.is_complete(asked("stellingen"), answers)


def test_lines_name_each_row(asked: Asked) -> None:
    answers = {"stellingen_beleid": "deels"}

    assert KIND.lines(asked("stellingen"), answers) == [("Beleid", ["Deels"]), ("Toolbox", [])]


def test_each_row_has_its_own_base_with_dont_know_in_it(asked: Asked) -> None:
    shown_to = [
        {"stellingen_beleid": "volledig", "stellingen_toolbox": "weet_niet"},
        {"stellingen_beleid": "deels", "stellingen_toolbox": None},
        {},
    ]

    beleid, toolbox = tabulated(asked("stellingen"), shown_to)

    assert (beleid.base, [count.count for count in beleid.counts]) == (2, [1, 1, 0])
    assert (toolbox.base, [count.count for count in toolbox.counts]) == (1, [0, 0, 1])


@pytest.mark.django_db
def test_the_same_answer_on_each_of_four_rows_is_straight() -> None:
    row = '              - {code: toolbox, label: Toolbox, number: "7.2"}\n'
    more = "".join(f"              - {{code: {code}, label: {code}}}\n" for code in ("kader", "team"))
    question = next(
        found
        for found in compiled(publish_version(2, (row, row + more)).pk).questions
        if found.code == "stellingen"
    )
    rows = ("beleid", "toolbox", "kader", "team")
    same = {f"stellingen_{row}": "deels" for row in rows}

    given = [same, same | {"stellingen_team": "volledig"}, same | {"stellingen_team": None}]

    assert [KIND.is_straight(question, answers) for answers in given] == [True, False, False]


def test_two_rows_are_never_straight(asked: Asked) -> None:
    same = {"stellingen_beleid": "deels", "stellingen_toolbox": "deels"}

    assert not KIND.is_straight(asked("stellingen"), same)
