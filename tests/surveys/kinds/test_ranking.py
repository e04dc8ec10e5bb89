import re
from collections import Counter

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils.datastructures import MultiValueDict

from surveys.forms import PageForm
from surveys.kinds.ranking import KIND
from surveys.models import Question
from surveys.models.response import ROTATIONS
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


def test_read_closes_the_gap_of_a_place_left_open(asked: Asked) -> None:
    posted = MultiValueDict({"redenen_1": ["invloed"], "redenen_2": [""], "redenen_3": ["kwaliteit"]})

    assert KIND.read(asked("redenen"), posted) == {
        "redenen": ["invloed", "kwaliteit"],
        "redenen_anders": None,
    }


def test_the_same_answer_twice_is_kept_and_pointed_out(asked: Asked) -> None:
    question = asked("redenen")
    posted = MultiValueDict({"redenen_1": ["invloed"], "redenen_2": ["invloed"]})

    answers = KIND.read(question, posted)

    assert answers["redenen"] == ["invloed", "invloed"]
    assert [problem.field for problem in KIND.problems(question, answers)] == ["redenen_1"]


def test_two_of_three_is_answered_and_not_complete(asked: Asked) -> None:
    answers = {"redenen": ["invloed", "kwaliteit"]}

    assert KIND.is_answered(asked("redenen"), answers)
    assert not KIND.is_complete(asked("redenen"), answers)


def test_variables_are_one_for_each_place(asked: Asked) -> None:
    answers = {"redenen": ["invloed", "anders"], "redenen_anders": "Ontmoeten"}

    exported = {variable.code: variable.read(answers) for variable in KIND.variables(asked("redenen"))}

    assert exported == {
        "redenen_1": "invloed",
        "redenen_2": "anders",
        "redenen_3": None,
        "redenen_anders_tekst": "Ontmoeten",
    }


def test_tabulate_counts_first_place_beside_top(asked: Asked) -> None:
    shown_to = [{"redenen": ["invloed", "kwaliteit"]}, {"redenen": ["kwaliteit"]}, {"redenen": None}]

    first, top = tabulated(asked("redenen"), shown_to)

    assert (first.base, top.base) == (2, 2)
    assert [count.count for count in first.counts] == [0, 1, 1, 0]
    assert [count.count for count in top.counts] == [0, 2, 1, 0]


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        ({}, False),
        ({"redenen_1": ["draagvlak"]}, True),
        ({"redenen_1": ["draagvlak"], "redenen_2": ["draagvlak"]}, True),
        ({f"redenen_{place}": ["draagvlak"] for place in (1, 2, 3)}, False),
        ({f"redenen_{place}": ["draagvlak"] for place in (1, 2, 3)} | {"redenen_anders": ["Rust"]}, True),
        ({"redenen_1": ["draagvlak"], "redenen_2": ["kwaliteit"], "redenen_3": ["draagvlak"]}, True),
    ],
)
def test_the_same_in_every_box_is_no_first_answer(
    asked: Asked, data: dict[str, list[str]], begins: bool
) -> None:
    """A program of a mail gateway puts each list at its first option; a person is told what is wrong."""
    question = asked("redenen")

    values = KIND.read(question, MultiValueDict(data))

    assert KIND.can_begin(question, values) == begins


def order_shown(question: Question, rotation: int | None) -> list[str]:
    """The codes of the first list on the page."""
    html = render_crispy_form(PageForm([question], {}, rotation=rotation))
    first = html.partition("</select>")[0]
    return re.findall(r'<option value="(\w+)"', first)


def test_the_list_is_turned_and_anders_stays_last(asked: Asked) -> None:
    question = asked("redenen")

    assert [order_shown(question, rotation) for rotation in (None, 0, 1, 2, 3)] == [
        ["draagvlak", "kwaliteit", "invloed", "anders"],
        ["draagvlak", "kwaliteit", "invloed", "anders"],
        ["kwaliteit", "invloed", "draagvlak", "anders"],
        ["invloed", "draagvlak", "kwaliteit", "anders"],
        ["draagvlak", "kwaliteit", "invloed", "anders"],
    ]


def test_every_list_has_the_same_order_on_a_page(asked: Asked) -> None:
    html = render_crispy_form(PageForm([asked("redenen")], {}, rotation=1))

    lists = [re.findall(r'<option value="(\w+)"', part) for part in html.split("</select>")[:-1]]

    assert lists == [["kwaliteit", "invloed", "draagvlak", "anders"]] * 3


def test_a_list_with_an_order_of_its_own_is_not_turned(asked: Asked) -> None:
    question = asked("redenen")
    question.settings = {"rotate": False}

    assert order_shown(question, 1) == ["draagvlak", "kwaliteit", "invloed", "anders"]


@pytest.mark.parametrize("length", range(2, 13))
def test_every_option_stands_first_as_often(length: int) -> None:
    first = Counter(rotation % length for rotation in range(ROTATIONS))

    assert set(first.values()) == {ROTATIONS // length}
