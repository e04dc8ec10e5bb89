from surveys.kinds.matrix import KIND
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
