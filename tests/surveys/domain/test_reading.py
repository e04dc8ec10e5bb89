"""What a post may hold: too much, unknown answers, questions of another version; and what of it is stored."""

import uuid

import pytest

from surveys.domain import answering, questionnaires, reading
from surveys.domain.questionnaires import Compiled
from surveys.kinds.base import LONGEST_STORED_TEXT
from surveys.models import Edition, Questionnaire, Response
from tests import saving
from tests.factories.surveys import ResponseFactory

BOOK = "woord " * 200_000


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition)


@pytest.fixture
def first_version(questionnaire: Questionnaire) -> Compiled:
    return questionnaires.compiled(questionnaire.pk)


def problems(saved: answering.PageSaved) -> list[tuple[str, str]]:
    return [(found.problem.field, found.problem.text) for found in saved.problems]


def save_of_version_1(response: Response, slug: str, boxes: saving.Boxes) -> answering.PageSaved:
    """The page as a form of version 1 posts it to a response of a later version."""
    data = saving.as_posted({**boxes, "version": "1", "revision": "0"})
    page = reading.page_of_form(answering.questionnaire_of(response), slug, data)
    assert page is not None
    return answering.save_page(response, page, data, uuid.uuid4())


@pytest.mark.parametrize(
    ("slug", "boxes", "box"),
    [
        ("keuzes", {"functie": "baas", "budget": "ja"}, "functie"),
        ("keuzes-2", {"kanalen": ["website", "tamtam"]}, "kanalen"),
        ("oordeel", {"cijfer": "11"}, "cijfer"),
        ("oordeel", {"redenen_1": "invloed", "redenen_2": "toeval"}, "redenen_2"),
        ("oordeel-2", {"stellingen_beleid": "half"}, "stellingen_beleid"),
        ("woorden", {"ambities_keuze": ["geen", "later"]}, "ambities_keuze"),
    ],
)
def test_an_unknown_answer_is_not_stored_and_pointed_out(
    response: Response, slug: str, boxes: saving.Boxes, box: str
) -> None:
    saved = saving.post(response, slug, boxes)

    assert problems(saved) == [(box, "Dit antwoord kennen we niet. Kies er een uit de lijst.")]
    known = {"ja", "website", "invloed", "geen", None}
    stored = saving.answers(response).values()
    assert {code for value in stored for code in (value if isinstance(value, list) else [value])} <= known


def test_a_book_comes_back_whole_and_is_stored_as_far_as_it_fits(response: Response) -> None:
    saved = saving.post(response, "woorden", {"definitie": BOOK, "voorbeelden": ["Plein", BOOK]})

    stored = saving.answers(response)
    assert stored["definitie"] == BOOK[:LONGEST_STORED_TEXT].strip()
    assert stored["voorbeelden"] == ["Plein", BOOK[:LONGEST_STORED_TEXT].strip()]
    assert saved.too_long == {"definitie": BOOK.strip(), "voorbeelden": ["Plein", BOOK.strip()]}
    assert problems(saved) == [
        ("definitie", "Maak deze tekst korter. Er passen 200 tekens in, dit zijn er 1.199.999."),
        ("voorbeelden", "Maak deze tekst korter. Er passen 200 tekens in, dit zijn er 1.199.999."),
    ]


def test_a_book_in_a_box_that_is_not_judged_is_pointed_out_too(response: Response) -> None:
    saved = saving.post(response, "keuzes", {"functie": "adviseur", "functie_anders": BOOK, "budget": "ja"})

    assert problems(saved) == [
        ("functie_anders", "Maak deze tekst korter. We bewaren er 20.000 tekens van."),
    ]


def test_text_that_fits_is_not_too_long(response: Response) -> None:
    saved = saving.post(response, "keuzes", {"functie_anders": "a" * LONGEST_STORED_TEXT})

    assert (saved.too_long, saved.problems) == ({}, [])


def test_a_form_of_another_version_with_the_same_questions_is_an_ordinary_save(
    questionnaire: Questionnaire, response: Response
) -> None:
    response.questionnaire = saving.publish_version(2, saving.TYPO)
    response.save()

    saved = save_of_version_1(response, "keuzes", {"functie": "adviseur", "budget": "ja"})

    assert saving.answers(response) == {"functie": "adviseur", "functie_anders": None, "budget": "ja"}
    assert (saved.is_moved, saved.problems, saved.unanswered) == (False, [], [])


def test_a_form_of_another_version_is_read_where_its_questions_stand_now(
    questionnaire: Questionnaire, response: Response
) -> None:
    response.questionnaire = saving.publish_version(2, saving.MOVED)
    response.save()

    saved = save_of_version_1(response, "keuzes", {"functie": "adviseur", "budget": "ja"})

    assert saving.answers(response) == {"functie": "adviseur", "functie_anders": None, "budget": "ja"}
    assert saved.is_moved


def test_an_answer_that_was_retired_is_not_stored_and_pointed_out(
    questionnaire: Questionnaire, response: Response
) -> None:
    response.questionnaire = saving.publish_version(2, saving.RETIRED)
    response.save()

    saved = save_of_version_1(response, "keuzes", {"functie": "communicatie", "budget": "ja"})

    assert saving.answers(response) == {"functie": None, "functie_anders": None, "budget": "ja"}
    assert [field for field, _ in problems(saved)] == ["functie"]


@pytest.mark.parametrize(
    ("version", "slug", "found"),
    [
        ("1", "keuzes-3", None),
        ("2", "keuzes-3", 2),
        ("3", "keuzes-3", None),
        ("3", "keuzes", 1),
        ("99", "keuzes", 1),
        ("twee", "keuzes", 1),
        ("", "keuzes", 1),
    ],
)
def test_page_of_form_is_of_the_published_version_that_the_form_says(
    first_version: Compiled, version: str, slug: str, found: int | None
) -> None:
    saving.publish_version(2, saving.MOVED)
    questionnaires.store(
        questionnaires.definition_of(first_version.questionnaire).model_copy(update={"version": 3})
    )

    page = reading.page_of_form(first_version, slug, saving.as_posted({"version": version}))

    assert (page and page.section.questionnaire.version) == found
