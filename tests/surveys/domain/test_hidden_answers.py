"""An answer that routing hides is kept, is nowhere shown or counted, and comes back when the route opens again."""

import uuid

import pytest

from surveys.domain import answering
from surveys.domain.tabulation import tabulate
from surveys.models import Edition, Response
from tests import saving
from tests.factories.surveys import ResponseFactory


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition)


def shown(response: Response) -> list[str]:
    stored = Response.objects.get(pk=response.pk)
    questionnaire = answering.questionnaire_of(stored)
    page = questionnaire.page_by_slug["keuzes-2"]
    return [question.code for question in answering.shown_on(questionnaire, page, stored.answers)]


def base_of(edition: Edition, code: str) -> tuple[int, float | None]:
    """How many persons the table of a question rests on, and their mean."""
    table = next(found.tables[0] for found in tabulate(edition).questions if found.question.code == code)
    return table.base, table.mean


def test_a_hidden_answer_is_kept_and_shows_again(response: Response) -> None:
    saving.post(response, "keuzes", {"budget": "ja"})
    saving.post(response, "keuzes-2", {"bedrag": "5000"})

    saving.post(response, "keuzes", {"budget": "nee"})
    assert (saving.answers(response)["bedrag"], shown(response)) == (5000, ["kanalen"])

    saving.post(response, "keuzes", {"budget": "ja"})
    assert (saving.answers(response)["bedrag"], shown(response)) == (5000, ["bedrag", "kanalen"])


def test_a_hidden_answer_is_counted_in_no_base(response: Response, edition: Edition) -> None:
    saving.post(response, "keuzes", {"budget": "ja"})
    saving.post(response, "keuzes-2", {"bedrag": "5000"})
    answering.submit(response)
    assert base_of(edition, "bedrag") == (1, 5000)

    saving.post(response, "keuzes", {"budget": "nee"})

    assert base_of(edition, "bedrag") == (0, None)


def test_a_page_of_which_a_question_is_hidden_does_not_wipe_its_answer(response: Response) -> None:
    saving.post(response, "keuzes", {"budget": "ja"})
    saving.post(response, "keuzes-2", {"bedrag": "5000"})
    saving.post(response, "keuzes", {"budget": "nee"})

    saving.post(response, "keuzes-2", {"kanalen": ["website"]}, revision=3)

    stored = saving.answers(response)
    assert (stored["bedrag"], stored["kanalen"]) == (5000, ["website"])


def test_a_form_from_before_the_route_opened_does_not_wipe_its_answer(response: Response) -> None:
    saving.post(response, "keuzes", {"budget": "ja"})
    saving.post(response, "keuzes-2", {"bedrag": "5000"})
    saving.post(response, "keuzes", {"budget": "nee"})
    saving.post(response, "keuzes", {"budget": "ja"})

    saved = saving.post(response, "keuzes-2", {"kanalen": ["website"]}, revision=3)

    assert saving.answers(response)["bedrag"] == 5000
    assert [question.code for question in saved.opened] == ["bedrag"]


def test_what_was_typed_in_a_question_that_another_tab_hid_is_kept(response: Response) -> None:
    saving.post(response, "keuzes", {"budget": "ja"})
    saving.post(response, "keuzes", {"budget": "nee"}, revision=1)

    saved = saving.post(response, "keuzes-2", {"bedrag": "een ton", "kanalen": ["website"]}, revision=1)

    assert saving.answers(response)["bedrag"] == "een ton"
    assert (saved.problems, saved.unanswered) == ([], [])


def test_emptying_a_question_that_another_tab_hid_empties_it(response: Response) -> None:
    saving.post(response, "keuzes", {"budget": "ja"})
    saving.post(response, "keuzes-2", {"bedrag": "5000"})
    saving.post(response, "keuzes", {"budget": "nee"}, revision=2)

    saving.post(response, "keuzes-2", {"bedrag": "", "kanalen": ["website"]}, revision=2)

    assert saving.answers(response)["bedrag"] is None


def test_going_back_to_a_form_does_not_wipe_what_its_own_save_has_opened(response: Response) -> None:
    """The amount stands on the page of the budget here, and its box was not on the form."""
    response.questionnaire = saving.publish_version(2, saving.ONE_PAGE)
    response.save()
    saving.post(response, "keuzes", {"budget": "ja", "bedrag": "5000"})
    saving.post(response, "keuzes", {"budget": "nee", "bedrag": "5000"})
    form = {"revision": 2, "save_id": uuid.uuid4()}
    saving.post(response, "keuzes", {"budget": "ja"}, **form)

    saving.post(response, "keuzes", {"budget": "ja", "functie": "adviseur"}, **form)

    stored = saving.answers(response)
    assert (stored["bedrag"], stored["functie"]) == (5000, "adviseur")


def test_a_question_that_was_put_on_the_form_later_can_be_emptied(response: Response) -> None:
    """The script says which those are; what routing closes on the page stays in the form, with what was typed."""
    response.questionnaire = saving.publish_version(2, saving.ONE_PAGE)
    response.save()
    form = {"revision": 0, "save_id": uuid.uuid4()}

    opening = saving.post(response, "keuzes", {"budget": "ja"}, **form)
    inserted = saving.post(
        response, "keuzes", {"budget": "ja", "bedrag": "5000", "inserted": "bedrag"}, **form
    )
    emptied = saving.post(response, "keuzes", {"budget": "ja", "bedrag": "", "inserted": "bedrag"}, **form)
    closing = saving.post(response, "keuzes", {"budget": "nee", "bedrag": "", "inserted": "bedrag"}, **form)

    states = [
        ([question.code for question in saved.opened], [question.code for question in saved.closed])
        for saved in (opening, inserted, emptied, closing)
    ]
    assert states == [(["bedrag"], []), ([], []), ([], []), ([], ["bedrag"])]
    assert saving.answers(response)["bedrag"] is None
