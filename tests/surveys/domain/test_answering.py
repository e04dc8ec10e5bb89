import uuid
from functools import partial

import pytest
from django.utils.datastructures import MultiValueDict
from pytest_django import DjangoAssertNumQueries

from surveys.domain import answering
from surveys.domain.questionnaires import Page
from surveys.exceptions import ResponseIncomplete
from surveys.models import Edition, Response, Save
from tests.at_once import at_once
from tests.factories.surveys import ResponseFactory

FIRST = {"functie": ["adviseur"], "budget": ["ja"]}


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition)


def page(response: Response, slug: str) -> Page:
    return answering.questionnaire_of(response).page_by_slug[slug]


def save(
    response: Response, slug: str, data: dict[str, list[str]], save_id: uuid.UUID | None = None
) -> answering.PageSaved:
    return answering.save_page(response, page(response, slug), MultiValueDict(data), save_id or uuid.uuid4())


def test_save_page_stores_the_page_and_its_journal(response: Response) -> None:
    saved = save(response, "keuzes", FIRST)

    stored = Response.objects.get()
    assert stored.answers == {"functie": "adviseur", "functie_anders": None, "budget": "ja"}
    assert stored.revision == 1
    assert [(row.page, row.payload, row.revision) for row in Save.objects.all()] == [
        ("keuzes", stored.answers, 1)
    ]
    assert (saved.problems, saved.unanswered) == ([], [])


def test_save_page_again_with_the_same_id_changes_nothing(response: Response) -> None:
    save_id = uuid.uuid4()
    save(response, "keuzes", FIRST, save_id)
    save(response, "keuzes", {"budget": ["nee"]})

    save(response, "keuzes", FIRST, save_id)

    assert Response.objects.get().answers["budget"] == "nee"
    assert Save.objects.count() == 2


def test_save_page_with_the_same_id_and_other_words_is_a_save(response: Response) -> None:
    save_id = uuid.uuid4()
    save(response, "keuzes", FIRST, save_id)

    save(response, "keuzes", {"budget": ["nee"]}, save_id)

    assert Response.objects.get().answers["budget"] == "nee"


def test_save_page_leaves_the_other_pages_alone(response: Response) -> None:
    save(response, "keuzes", FIRST)

    save(response, "oordeel", {"cijfer": ["7"]})

    assert Response.objects.get().answers == {
        "functie": "adviseur",
        "functie_anders": None,
        "budget": "ja",
        "cijfer": 7,
        "redenen": None,
        "redenen_anders": None,
    }


def test_save_page_keeps_what_contradicts_and_says_so(response: Response) -> None:
    saved = save(response, "keuzes-2", {"kanalen": ["website", "geen"]})

    assert Response.objects.get().answers["kanalen"] == ["website", "geen"]
    assert [found.problem.field for found in saved.problems] == ["kanalen"]


def test_save_page_of_many_at_once_loses_none(transactional_db: None, edition: Edition) -> None:
    response = ResponseFactory(edition=edition)
    pages = {"keuzes": FIRST, "oordeel": {"cijfer": ["7"]}, "woorden": {"definitie": ["Samen"]}}

    def post(slug: str, data: dict[str, list[str]]) -> None:
        save(Response.objects.get(pk=response.pk), slug, data)

    at_once([partial(post, *item) for item in pages.items() for _ in range(3)])

    stored = Response.objects.get()
    assert (stored.answers["budget"], stored.answers["cijfer"], stored.answers["definitie"]) == (
        "ja",
        7,
        "Samen",
    )
    assert stored.revision == 9
    assert sorted(Save.objects.values_list("revision", flat=True)) == list(range(1, 10))


def test_save_page_costs_one_statement_whatever_the_page(
    response: Response, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for slug, data in (("woorden", {"definitie": ["Samen"]}), ("keuzes", FIRST)):
        asked = page(response, slug)
        with django_assert_num_queries(1):
            answering.save_page(response, asked, MultiValueDict(data), uuid.uuid4())


def test_save_page_knows_what_it_stored(response: Response) -> None:
    save(response, "keuzes", FIRST)

    stored = Response.objects.get()
    assert (response.answers, response.revision, response.saved_at) == (
        stored.answers,
        stored.revision,
        stored.saved_at,
    )


def test_save_page_of_a_response_that_was_erased_says_so(response: Response) -> None:
    Response.objects.all().delete()

    with pytest.raises(Response.DoesNotExist):
        save(response, "keuzes", FIRST)


def test_first_unfinished_is_the_first_page_that_was_never_saved(response: Response) -> None:
    save(response, "keuzes", FIRST)
    save(response, "oordeel", {})

    found = answering.first_unfinished(answering.questionnaire_of(response), response.answers)

    assert found is not None
    assert found.slug == "keuzes-2"


def test_a_page_that_saved_by_itself_is_not_finished(response: Response) -> None:
    save(response, "keuzes", {"functie": ["adviseur"], "autosave": ["1"]})

    found = answering.first_unfinished(answering.questionnaire_of(response), response.answers)

    assert response.answers == {"functie": "adviseur"}
    assert found is not None
    assert found.slug == "keuzes"


def test_submit_twice_keeps_the_first_time(response: Response) -> None:
    save(response, "keuzes", FIRST)

    first = answering.submit(response).completed_at

    assert first is not None
    assert answering.submit(response).completed_at == first


def test_submit_names_what_contradicts_and_stores_nothing(response: Response) -> None:
    save(response, "oordeel", {"redenen_1": ["invloed"], "redenen_2": ["invloed"]})

    with pytest.raises(ResponseIncomplete) as refusal:
        answering.submit(response)

    assert [(found.page.slug, found.question.code) for found in refusal.value.problems] == [
        ("oordeel", "redenen")
    ]
    assert Response.objects.get().completed_at is None


def test_submit_does_not_judge_what_routing_hides(response: Response) -> None:
    save(response, "keuzes", {"budget": ["ja"]})
    save(response, "keuzes-2", {"bedrag": ["veel"]})
    save(response, "keuzes", {"budget": ["nee"]})

    assert answering.submit(response).is_completed
