"""What holds for every kind, so that a new one cannot forget it."""

import re

import pytest
from django.utils.datastructures import MultiValueDict

from surveys import fragments
from surveys.forms import PageForm
from surveys.kinds import KINDS, Problem, kind_of
from surveys.kinds.values import Type
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated

ANSWERS = {
    "functie": {"functie": "anders", "functie_anders": "Griffier"},
    "bedrag": {"bedrag": 25_000, "bedrag_keuze": None},
    "kanalen": {"kanalen": ["website", "anders"], "kanalen_anders": "Een marktkraam"},
    "cijfer": {"cijfer": 7},
    "redenen": {"redenen": ["invloed", "draagvlak", "anders"], "redenen_anders": "Elkaar ontmoeten"},
    "stellingen": {"stellingen_beleid": "deels", "stellingen_toolbox": "weet_niet"},
    "definitie": {"definitie": "Samen\nbeslissen"},
    "ambities": {"ambities_kort": "Een verordening", "ambities_lang": None, "ambities_keuze": None},
    "voorbeelden": {"voorbeelden": ["Het plein", "De speeltuin"]},
}
CODES = sorted(ANSWERS)


def as_post(fields: dict[str, object]) -> MultiValueDict[str, str]:
    """What a browser would post for boxes with these values."""
    given = {name: value for name, value in fields.items() if value is not None}
    return MultiValueDict(
        {name: value if isinstance(value, list) else [str(value)] for name, value in given.items()}
    )


def test_every_kind_is_among_the_examples(asked: Asked) -> None:
    assert {asked(code).kind for code in CODES} == set(KINDS)


@pytest.mark.parametrize("code", CODES)
def test_a_page_that_is_shown_and_posted_again_changes_nothing(asked: Asked, code: str) -> None:
    question = asked(code)
    kind = kind_of(question)

    posted = as_post(kind.form_data(question, ANSWERS[code]))

    assert kind.read(question, posted) == ANSWERS[code]


@pytest.mark.parametrize("code", CODES)
def test_an_answer_is_answered_without_problems(asked: Asked, code: str) -> None:
    question = asked(code)
    kind = kind_of(question)

    assert kind.is_answered(question, ANSWERS[code])
    assert kind.problems(question, ANSWERS[code]) == []


@pytest.mark.parametrize("code", CODES)
def test_an_empty_page_is_read_as_seen_and_skipped(asked: Asked, code: str) -> None:
    question = asked(code)
    kind = kind_of(question)

    nothing = kind.read(question, MultiValueDict())

    assert nothing == dict.fromkeys(kind.variable_codes(question))
    assert not kind.is_answered(question, nothing)
    assert not kind.is_complete(question, nothing)
    assert kind.problems(question, nothing) == []
    assert all(answers == [] for _, answers in kind.lines(question, nothing))


@pytest.mark.parametrize("code", CODES)
def test_rubbish_is_never_stored_as_a_choice(asked: Asked, code: str) -> None:
    question = asked(code)
    kind = kind_of(question)
    names = PageForm([question], {}).fields
    rubbish = MultiValueDict({name: ["<script>", "\x00", "bestaat_niet"] for name in names})

    stored = kind.read(question, rubbish)

    assert set(stored) == set(kind.variable_codes(question))
    assert "\x00" not in str(stored)
    if question.kind in {"single_choice", "multiple_choice", "ranking", "mark", "matrix"}:
        assert [stored[name] for name in stored if not name.endswith("_anders")] == [None] * (
            len(stored) - len([name for name in stored if name.endswith("_anders")])
        )


@pytest.mark.parametrize("code", CODES)
def test_the_variables_give_a_value_for_each_answer(asked: Asked, code: str) -> None:
    question = asked(code)

    variables = kind_of(question).variables(question)

    assert all(variable.label for variable in variables)
    assert len({variable.code for variable in variables}) == len(variables)
    assert any(variable.read(ANSWERS[code]) is not None for variable in variables)
    assert all(variable.read({}) is None for variable in variables)


@pytest.mark.parametrize("code", CODES)
def test_what_has_no_codes_and_is_no_number_is_open(asked: Asked, code: str) -> None:
    variables = kind_of(asked(code)).variables(asked(code))

    assert [one.code for one in variables if one.is_open] == [
        one.code for one in variables if one.value.type is Type.TEXT and not one.value_labels
    ]


@pytest.mark.parametrize("code", CODES)
def test_a_variable_is_one_value_whatever_was_ticked(asked: Asked, code: str) -> None:
    """Also when that contradicts itself: who has sent the answers may still change them."""
    question = asked(code)
    kind = kind_of(question)
    everything = [option.code for option in question.options.all()] * 2
    stored = kind.read(question, MultiValueDict(dict.fromkeys(PageForm([question], {}).fields, everything)))

    values = [variable.read(stored) for variable in kind.variables(question)]

    assert not [value for value in values if isinstance(value, list | dict)]


@pytest.mark.parametrize("code", CODES)
def test_nobody_asked_is_a_table_with_base_zero(asked: Asked, code: str) -> None:
    question = asked(code)

    tables = tabulated(question, [])

    assert {table.base for table in tables} == {0}
    assert {count.count for table in tables for count in table.counts} == {0}


@pytest.mark.parametrize("code", CODES)
def test_a_problem_stands_at_its_box_whichever_box_it_is(asked: Asked, code: str) -> None:
    question = asked(code)

    for name in kind_of(question).fields(question):
        html = fragments.draw([question], {}, [Problem(name, "Dit kan niet.")], is_published=True)

        (shown,) = re.findall(r'id="([^"]*)"><span class="visually-hidden">Fout: </span>Dit kan niet.', html)
        assert re.search(rf'aria-describedby="[^"]*\b{shown}\b', html)
