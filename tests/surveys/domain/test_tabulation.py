"""What PostgreSQL counts is what Python counts of the same answers, one by one."""

import os
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from surveys.domain import routing
from surveys.domain.questionnaires import compiled
from surveys.domain.tabulation import QuestionTables, tabulate
from surveys.enums import Channel, FunctieFamily, Landsdeel, Provincie, SizeClass
from surveys.kinds import Table, kind_of
from surveys.models import Edition, Gemeente, Question, Questionnaire, Response
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.saving import publish_version
from tests.surveys import answered
from tests.surveys.kinds.tabulated import as_text

pytestmark = pytest.mark.django_db

# Each example is eight responses, counted four times.
EXAMPLES = int(os.environ.get("TABULATIONS", "8"))
BY = ("provincie", "landsdeel", "grootteklasse", "functiefamilie", "budget")


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_is_the_same_for_whatever_was_answered(
    edition: Edition, newer: Questionnaire, gemeenten: list[Gemeente], data: st.DataObject
) -> None:
    responses = answered.store(data, edition, [edition.questionnaire, newer] * 4, gemeenten)

    tabulation = tabulate(edition, by=BY)

    assert tabulation.persons == len(responses)
    assert tables(tabulation.questions) == one_by_one(edition, responses)
    for code in BY:
        groups = {of_group.group.code: of_group for of_group in tabulation.by[code]}
        people = divided(responses, code)
        assert {group: one.persons for group, one in groups.items() if one.persons} == {
            group: len(some) for group, some in people.items()
        }
        for group, one in groups.items():
            assert tables(one.questions) == one_by_one(edition, people.get(group, []))


def tables(questions: Sequence[QuestionTables]) -> dict[str, list[Table]]:
    return {found.question.code: found.tables for found in questions}


def one_by_one(edition: Edition, responses: Sequence[Response]) -> dict[str, list[Table]]:
    assert edition.questionnaire_id is not None
    questions = compiled(edition.questionnaire_id).questions
    return {
        question.code: kind_of(question).tabulate(question, tallies_of(question, responses))
        for question in questions
    }


def tallies_of(question: Question, responses: Sequence[Response]) -> dict[str, Counter[str | None]]:
    """Each by the version that it was given to; one that did not have the measure was not shown it."""
    tallies: dict[str, Counter[str | None]] = {
        code: Counter() for code in kind_of(question).measures(question)
    }
    for response in responses:
        for own in routing.shown(compiled(response.questionnaire_id).questions, response.answers):
            if own.code == question.code:
                for code, value in kind_of(own).measures(own).items():
                    if code in tallies:
                        tallies[code][as_text(value, response.answers)] += 1
    return tallies


def divided(responses: Sequence[Response], by: str) -> dict[str, list[Response]]:
    groups: dict[str, list[Response]] = {}
    for response in responses:
        groups.setdefault(group_of(response, by), []).append(response)
    return groups


def group_of(response: Response, by: str) -> str:
    gemeente, answers = response.gemeente, response.answers
    functie = answers.get("functie")
    match by:
        case "provincie":
            return gemeente.provincie if gemeente else ""
        case "landsdeel":
            return Landsdeel.of(Provincie(gemeente.provincie)) if gemeente else ""
        case "grootteklasse":
            known = gemeente is not None and gemeente.inhabitants is not None
            return SizeClass.of(gemeente.inhabitants) if known else ""
        case "functiefamilie":
            return FunctieFamily.of(functie) if functie else ""
    return answers.get(by) or ""


@pytest.fixture
def three(edition: Edition) -> Edition:
    """Two answers by the open link, one of them without a gemeente, and one that does not count."""
    zeeland = GemeenteFactory(provincie=Provincie.ZEELAND)
    shared = {"edition": edition, "completed": True, "channel": Channel.OPEN}
    ResponseFactory(**shared, gemeente=zeeland, answers={"budget": "ja", "bedrag": 5000})
    ResponseFactory(**shared, gemeente=None, answers={"budget": "nee", "bedrag": 9000})
    ResponseFactory(**shared, gemeente=zeeland, answers={"budget": "ja"}, is_double=True)
    return edition


def counts(questions: Sequence[QuestionTables], code: str) -> tuple[int, dict[str, int]]:
    """Base and counts of the first table of a question."""
    table = next(found.tables[0] for found in questions if found.question.code == code)
    return table.base, {count.code: count.count for count in table.counts}


def test_who_is_in_no_group_stands_in_one_of_their_own(three: Edition) -> None:
    groups = tabulate(three, by=["provincie"]).by["provincie"]

    assert [group.group.label for group in groups] == [*Provincie.labels, "Onbekend"]
    assert [(group.group.code, group.persons) for group in groups if group.persons] == [
        ("zeeland", 1),
        ("", 1),
    ]


def test_a_selection_counts_only_who_is_in_all_its_groups(three: Edition) -> None:
    ja = tabulate(three, within={"budget": "ja", "kanaal": "open"})
    nobody = tabulate(three, within={"budget": "ja", "kanaal": "phone"})

    assert (ja.persons, counts(ja.questions, "budget")) == (1, (1, {"ja": 1, "nee": 0, "weet_niet": 0}))
    assert (nobody.persons, counts(nobody.questions, "budget")) == (
        0,
        (0, {"ja": 0, "nee": 0, "weet_niet": 0}),
    )


def test_an_unknown_breakdown_is_an_error(edition: Edition) -> None:
    with pytest.raises(KeyError, match="lengte"):
        tabulate(edition, by=["lengte"])


def test_an_edition_without_questionnaire_has_no_tables() -> None:
    assert tabulate(EditionFactory(questionnaire=None), by=["provincie"]).questions == ()


def test_a_question_that_a_version_did_not_have_has_no_base_among_its_people(edition: Edition) -> None:
    older = publish_version(2, ("          - code: definitie\n", "          - code: omschrijving\n"))
    ResponseFactory(edition=edition, completed=True, answers={"definitie": "Samen doen"})
    ResponseFactory(edition=edition, completed=True, answers={"omschrijving": "Samen"}, questionnaire=older)

    assert counts(tabulate(edition).questions, "definitie") == (1, {"answered": 1, "not_answered": 0})


@pytest.mark.parametrize("responses", [1, 3])
def test_it_takes_as_many_queries_whatever_there_is_to_count(
    edition: Edition, responses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(responses, edition=edition, completed=True, answers={"budget": "ja"})
    compiled(edition.questionnaire_id)

    with django_assert_num_queries(7):
        assert tabulate(edition, by=BY).persons == responses
    with django_assert_num_queries(3):
        assert tabulate(edition, by=BY).persons == responses


def test_what_was_counted_is_kept_until_anything_changes(edition: Edition) -> None:
    response = ResponseFactory(edition=edition, completed=True, answers={"budget": "ja"})
    before = tabulate(edition, by=["provincie"])

    Response.objects.filter(pk=response.pk).update(answers={"budget": "nee"})
    changed = tabulate(edition, by=["provincie"])
    Gemeente.objects.filter(pk=response.gemeente_id).update(provincie=Provincie.ZEELAND)
    moved = tabulate(edition, by=["provincie"])
    Response.objects.filter(pk=response.pk).update(is_double=True)

    assert counts(before.questions, "budget")[1] == {"ja": 1, "nee": 0, "weet_niet": 0}
    assert counts(changed.questions, "budget")[1] == {"ja": 0, "nee": 1, "weet_niet": 0}
    assert [group.group.code for group in moved.by["provincie"] if group.persons] == ["zeeland"]
    assert tabulate(edition).persons == 0
