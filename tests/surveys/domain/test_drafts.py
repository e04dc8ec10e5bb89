import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.domain.drafts import Drafts, PageStop, drafts, pages_of, stops
from surveys.kinds import kind_of
from surveys.models import Edition
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def seen(edition: Edition, pages: int) -> dict[str, None]:
    """What somebody leaves who went on from so many pages and answered nothing."""
    return {
        code: None
        for page in pages_of(edition)[:pages]
        for question in page.questions
        if question.show_if is None
        for code in kind_of(question).variable_codes(question)
    }


def test_a_draft_stops_at_the_first_page_that_was_not_gone_on_from(edition: Edition) -> None:
    gemeente = GemeenteFactory()
    for pages in (0, 1, 1, len(pages_of(edition))):
        ResponseFactory(edition=edition, gemeente=gemeente, answers=seen(edition, pages))
    ResponseFactory(edition=edition, gemeente=None, answers={"functie": "adviseur"})

    found = drafts(edition)

    assert found == Drafts(
        by_gemeente={gemeente.pk: 4, None: 1}, by_page={0: 2, 1: 2, len(pages_of(edition)): 1}
    )
    assert found.count == 5


def test_only_drafts_that_would_count_are_counted(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True)
    ResponseFactory(edition=edition, is_test=True)
    ResponseFactory(edition=edition, is_double=True)
    ResponseFactory()

    assert drafts(edition) == Drafts()


def test_who_stopped_saw_all_pages_before(edition: Edition) -> None:
    pages = len(pages_of(edition))

    found = stops(edition, Drafts(by_page={0: 1, 2: 3, pages: 2}), sent=4)

    assert found[:4] == [
        PageStop("Keuzes (1)", 10, 1),
        PageStop("Keuzes (2)", 9, 0),
        PageStop("Oordeel (1)", 9, 3),
        PageStop("Oordeel (2)", 6, 0),
    ]
    assert found[-1] == PageStop("Overzicht, voor het versturen", 6, 2)


def test_an_edition_without_questionnaire_has_the_overview_only() -> None:
    edition = EditionFactory(questionnaire=None)

    assert drafts(edition) == Drafts()
    assert stops(edition, Drafts(), 0) == [PageStop("Overzicht, voor het versturen", 0, 0)]


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_one_query(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(count, edition=edition)
    pages_of(edition)

    with django_assert_num_queries(1):
        drafts(edition)


def test_what_was_sent_is_not_looked_through_for_drafts(edition: Edition) -> None:
    ResponseFactory.create_batch(3, edition=edition, completed_at=timezone.now())
    waiting = edition.responses.counted().filter(completed_at__isnull=True).order_by()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE surveys_response")
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "response_draft" in waiting.explain()
