"""Which variables hold words, and what stands in them: in SQL as the routing and the kinds say in Python."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from surveys.domain import open_answers, questionnaires, routing
from surveys.domain.open_answers import (
    OpenVariable,
    answered_counts,
    digest_of,
    folded,
    open_variables,
    with_words,
    written,
)
from surveys.kinds import kind_of
from surveys.models import Edition, Response
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db

ANSWERS: list[Mapping[str, Any]] = [
    {},
    {"functie": "anders", "functie_anders": "Griffier", "definitie": "Samen\nbeslissen"},
    {"functie": "adviseur", "functie_anders": "blijft staan, telt niet", "definitie": ""},
    {"kanalen": ["website", "anders"], "kanalen_anders": "Een kraam", "voorbeelden": ["Het plein", "Park"]},
    {"kanalen": ["website"], "kanalen_anders": "weg", "voorbeelden": None, "ambities_kort": "Geld"},
    {"redenen": ["draagvlak", "anders"], "redenen_anders": "Ontmoeten", "ambities_lang": "Meer"},
]


def variable(edition: Edition, code: str) -> OpenVariable:
    return next(one for one in open_variables(edition) if one.code == code)


def texts(edition: Edition, code: str) -> dict[int, str]:
    return dict(written(edition, variable(edition, code)).values_list("pk", "text"))


def in_python(response: Response, code: str) -> str | None:
    questionnaire = questionnaires.compiled(response.questionnaire_id)
    shown = routing.shown(questionnaire.questions, response.answers)
    found = [one for question in shown for one in kind_of(question).variables(question) if one.code == code]
    value = found[0].read(response.answers) if found else None
    return value if isinstance(value, str) and value and value != "-7" else None


def test_open_variables_are_boxes_lists_and_anders(edition: Edition) -> None:
    assert [(one.code, one.question.code, one.part) for one in open_variables(edition)] == [
        ("functie_anders_tekst", "functie", ""),
        ("kanalen_anders_tekst", "kanalen", "Welk middel?"),
        ("redenen_anders_tekst", "redenen", "Welke reden?"),
        ("definitie", "definitie", ""),
        ("ambities_kort", "ambities", "Op korte termijn"),
        ("ambities_lang", "ambities", "Op lange termijn"),
        ("voorbeelden", "voorbeelden", ""),
    ]


def test_the_texts_are_those_that_python_reads(edition: Edition) -> None:
    responses = [ResponseFactory(edition=edition, completed=True, answers=answers) for answers in ANSWERS]
    codes = [one.code for one in open_variables(edition)]

    found = {code: texts(edition, code) for code in codes}

    assert found == {
        code: {one.pk: text for one in responses if (text := in_python(one, code))} for code in codes
    }
    assert sum(len(by_response) for by_response in found.values()) == 7
    assert answered_counts(edition.responses.that_count(), open_variables(edition)) == {
        code: len(by_response) for code, by_response in found.items()
    }


def test_an_answer_that_routing_hides_is_none(edition: Edition) -> None:
    assert edition.questionnaire is not None
    copy = questionnaires.new_version(edition.questionnaire, by=None)
    copy.sections.get(code="woorden").questions.filter(code="definitie").update(
        show_if={"question": "budget", "is": ["ja"]}
    )
    questionnaires.publish(copy, by=None)
    answers = {"budget": "nee", "definitie": "Samen"}
    unrouted, _, routed = (
        ResponseFactory(edition=edition, completed=True, questionnaire=version, answers=answers | more)
        for version, more in ((edition.questionnaire, {}), (copy, {}), (copy, {"budget": "ja"}))
    )

    assert texts(edition, "definitie") == {unrouted.pk: "Samen", routed.pk: "Samen"}


def test_drafts_tests_doubles_and_late_ones_are_left_out(edition: Edition) -> None:
    answers = {"definitie": "Samen"}
    counted = ResponseFactory(edition=edition, completed=True, answers=answers)
    ResponseFactory(edition=edition, answers=answers)
    for mark in ("is_test", "is_double", "is_late"):
        ResponseFactory(edition=edition, completed=True, answers=answers, **{mark: True})
    ResponseFactory(completed=True, answers=answers)

    assert texts(edition, "definitie") == {counted.pk: "Samen"}


@pytest.mark.parametrize(
    "words", ["coordinator", "COÖRDINATOR", "bij coördi", "100%", "cafe_", "", "coo\u0308rdinator"]
)
def test_words_are_found_in_any_spelling(edition: Edition, words: str) -> None:
    wanted = ResponseFactory(
        edition=edition, completed=True, answers={"definitie": "Coördinator bij Café_Één: 100%"}
    )
    ResponseFactory(edition=edition, completed=True, answers={"kanalen": None})

    found = with_words(written(edition, variable(edition, "definitie")), words)

    assert [one.pk for one in found] == [wanted.pk]


def test_other_words_are_not_found(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True, answers={"definitie": "Coördinator"})

    found = with_words(written(edition, variable(edition, "definitie")), "coordinator wijk")

    assert list(found) == []


def test_the_digest_and_the_folding_are_the_same_in_sql_and_python(edition: Edition) -> None:
    text = "Één ĳsbaan, Súdwest-Fryslân\n’s avonds"
    ResponseFactory(edition=edition, completed=True, answers={"definitie": text})

    row = written(edition, variable(edition, "definitie")).annotate(
        folded=open_answers.Folded(open_answers.F("text"))
    )

    assert list(row.values_list("digest", "folded")) == [(digest_of(text), folded(text))]


@pytest.mark.parametrize("count", [1, 3])
def test_all_are_counted_in_one_pass(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(count, edition=edition, completed=True, answers={"definitie": "Samen"})
    variables = open_variables(edition)

    with django_assert_num_queries(1):
        assert answered_counts(edition.responses.that_count(), variables)["definitie"] == count
