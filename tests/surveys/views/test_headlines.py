"""The page on which the headline of a figure is written, and what the pages of the results do with it."""

import html
import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition, Headline
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

RULE = "‘Ja’ is het vaakst gekozen: door alle ambtenaren"
MOVED = "De cijfers zijn veranderd sinds deze kop is geschreven"


@pytest.fixture
def public(edition: Edition) -> Edition:
    ResponseFactory.create_batch(10, edition=edition, completed=True, answers={"budget": "ja"})
    edition.opens_at = timezone.now() - timezone.timedelta(days=9)
    edition.closes_at = timezone.now() - timezone.timedelta(hours=1)
    edition.results_released_at = timezone.now()
    edition.save()
    return edition


@pytest.fixture(params=["analist", "projectteam"])
def writer(request: pytest.FixtureRequest) -> Client:
    return client_of(request.param)


@pytest.fixture
def analyst() -> Client:
    return client_of("analist")


def form_of(edition: Edition) -> str:
    return f"/beheer/resultaten/{edition.slug}/figuur/budget/kop/"


def page_of_staff(edition: Edition) -> str:
    return f"/beheer/resultaten/{edition.slug}/hoofdstuk/keuzes/"


def text_of(answer) -> str:  # type: ignore[no-untyped-def]
    return html.unescape(answer.content.decode())


def post(client: Client, edition: Edition, act: str, **typed: str):  # type: ignore[no-untyped-def]
    """As a browser does: with what the page held."""
    address = form_of(edition)
    found = re.search(r'name="gezien" value="(\w+)"', text_of(client.get(address)))
    assert found is not None
    return client.post(address, {"gezien": found[1], "act": act} | typed, follow=True)


def somebody_says_no(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True, answers={"budget": "nee"}, channel=Channel.PHONE)


def test_a_written_headline_is_public_at_once(client: Client, writer: Client, public: Edition) -> None:
    typed = "  Overal is geld,\r\n  zegt <men> & ieder. "

    answer = post(writer, public, "write", text=typed)

    said = "Overal is geld, zegt <men> & ieder"
    assert answer.redirect_chain == [(form_of(public), 302)]
    assert "De kop van figuur 2 is bewaard." in text_of(answer)
    assert f"Volgens de regels: {RULE}." in text_of(writer.get(page_of_staff(public)))
    chapter = client.get(f"/resultaten/{public.slug}/keuzes/")
    assert f"Figuur 2.</span> {said}</h2>" in text_of(chapter)
    assert b"<men>" not in chapter.content
    picture = client.get(f"/resultaten/{public.slug}/figuur/budget.svg").content.decode()
    assert ET.fromstring(picture).findtext("{http://www.w3.org/2000/svg}title") == said  # noqa: S314 - our own
    entry = AuditEntry.objects.get(verb=AuditVerb.WROTE_HEADLINE)
    assert (entry.target, entry.reason) == (f"edition:{public.pk}", "figuur budget")
    assert entry.actor == Headline.objects.get().written_by


def test_the_public_sees_nothing_of_the_writing(client: Client, analyst: Client, public: Edition) -> None:
    post(analyst, public, "write", text="Overal is geld")
    somebody_says_no(public)

    page = text_of(client.get(f"/resultaten/{public.slug}/keuzes/"))

    assert "‘Ja’ is het vaakst gekozen: door 91% van de ambtenaren" in page
    assert [words in page for words in ("Overal is geld", MOVED, "/kop/", "Volgens de regels")] == [False] * 4


def test_numbers_that_moved_are_flagged_until_somebody_confirms(
    client: Client, analyst: Client, public: Edition
) -> None:
    post(analyst, public, "write", text="Overal is geld")
    somebody_says_no(public)
    flagged = text_of(analyst.get(page_of_staff(public)))
    front = text_of(analyst.get(f"/beheer/resultaten/{public.slug}/"))

    confirmed = text_of(post(analyst, public, "confirm"))

    for words in ("Overal is geld", RULE, "‘Ja’ is het vaakst gekozen: door 91% van de ambtenaren"):
        assert f"<dd>{words}</dd>" in flagged
    assert MOVED in flagged
    assert f'<a href="{page_of_staff(public)}#budget">figuur 2</a>' in front
    assert "De kop van figuur 2 is bevestigd en staat er weer." in confirmed
    assert MOVED not in confirmed
    assert "Overal is geld" in text_of(client.get(f"/resultaten/{public.slug}/keuzes/"))


def test_the_headline_of_the_rules_comes_back(client: Client, analyst: Client, public: Edition) -> None:
    post(analyst, public, "write", text="Overal is geld")

    answer = text_of(post(analyst, public, "take_back"))
    again = text_of(post(analyst, public, "take_back"))

    assert "weer de kop van de regels. Er stond: ‘Overal is geld’." in answer
    assert "Er is niets veranderd." in again
    assert f"{RULE}</h2>" in text_of(client.get(f"/resultaten/{public.slug}/keuzes/"))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Schrijf een kop, of zet de kop van de regels terug."),
        (" . ", "Schrijf een kop, of zet de kop van de regels terug."),
        ("a" * 161, "Maak de kop korter. Er passen 160 tekens in, dit zijn er 161."),
        ("Een \u202eomgekeerde kop", "Zet dit op één regel."),
    ],
)
def test_what_cannot_be_a_headline_stays_typed(
    analyst: Client, public: Edition, typed: str, problem: str
) -> None:
    answer = post(analyst, public, "write", text=typed)

    assert answer.status_code == 422
    assert problem in text_of(answer)
    assert f">\n{typed}</textarea>" in text_of(answer)
    assert Headline.objects.count() == 0


def test_who_looked_before_the_numbers_moved_looks_again(analyst: Client, public: Edition) -> None:
    seen = re.search(r'name="gezien" value="(\w+)"', text_of(analyst.get(form_of(public))))
    assert seen is not None
    somebody_says_no(public)

    typed = {"gezien": seen[1], "text": "Overal is geld"}
    refused = [analyst.post(form_of(public), typed | {"act": act}) for act in ("write", "confirm", "", "x")]

    assert [answer.status_code for answer in refused] == [422] * 4
    assert "zijn veranderd terwijl u schreef" in text_of(refused[0])
    assert ">\nOveral is geld</textarea>" in text_of(refused[0])
    assert Headline.objects.count() == 0


def test_what_is_not_there(analyst: Client, public: Edition) -> None:
    start = f"/beheer/resultaten/{public.slug}"

    found = [
        analyst.get(f"{start}/figuur/niets/kop/"),
        analyst.get("/beheer/resultaten/x/figuur/budget/kop/"),
    ]

    assert [answer.status_code for answer in found] == [404, 404]


def test_a_filter_offers_no_headline(analyst: Client, public: Edition) -> None:
    post(analyst, public, "write", text="Overal is geld")

    page = text_of(analyst.get(f"{page_of_staff(public)}?kanaal=personal"))

    assert [words in page for words in ("Overal is geld", "/kop/")] == [False, False]


@pytest.mark.parametrize("more", [1, 3])
def test_queries(
    analyst: Client, public: Edition, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("functie", "budget", "bedrag")[:more]:
        Headline.objects.create(edition=public, figure=code, text="Een kop", digest="a", rule="Een regel")
    analyst.get(page_of_staff(public))

    with django_assert_num_queries(11):
        analyst.get(page_of_staff(public))
