"""The respondent's pages over HTTP; what they look like is seen in `tests/browser`."""

import re
import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access
from respondents.models import Invitation
from surveys.enums import Channel
from surveys.models import Edition, Response, Save
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory
from tests.statements import verbs

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, object]] = {
    "keuzes": {"functie": "adviseur", "budget": "ja"},
    "keuzes-2": {"bedrag": "25.000", "kanalen": ["website", "anders"], "kanalen_anders": "Radio"},
    "oordeel": {"cijfer": "7", "redenen_1": "invloed", "redenen_2": "kwaliteit", "redenen_3": "draagvlak"},
    "oordeel-2": {"stellingen_beleid": "deels", "stellingen_toolbox": "weet_niet"},
    "woorden": {"definitie": "Samen", "ambities_kort": "Beleid", "voorbeelden": ["Plein", "Park"]},
}


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@pytest.fixture
def base(invitation: Invitation) -> str:
    """The address of the personal link."""
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def fill_in(client: Client, base: str, pages: dict[str, dict[str, object]] = ANSWERS) -> None:
    for page, data in pages.items():
        client.post(f"{base}{page}/", data | {"save_id": str(uuid.uuid4()), "prompted": "1"})


def test_the_whole_way_by_the_personal_link(client: Client, base: str, invitation: Invitation) -> None:
    assert client.get(base).status_code == 200
    address = f"{base}keuzes/"
    visited = []
    while "overzicht" not in address:
        visited.append(address)
        assert client.get(address).status_code == 200
        data = ANSWERS[address.removeprefix(base).strip("/")]
        address = client.post(address, data | {"save_id": str(uuid.uuid4())})["Location"]

    assert client.get(address).status_code == 200
    sent = client.post(f"{base}versturen/")
    thanks = client.get(sent["Location"])

    invitation.refresh_from_db()
    response = invitation.response
    assert response is not None
    assert len(visited) == 5
    assert response.is_completed
    assert (response.gemeente, response.channel) == (invitation.respondent.gemeente, Channel.PERSONAL)
    assert response.answers["bedrag"] == 25_000
    assert response.answers["voorbeelden"] == ["Plein", "Park"]
    assert response.receipt in thanks.content.decode()


def test_the_whole_way_by_the_open_link(client: Client, edition: Edition) -> None:
    gemeente = GemeenteFactory()

    begun = client.post(f"/o/{edition.slug}/?bron=Nieuwsbrief juni!", {"gemeente": gemeente.code})
    base = begun["Location"].removesuffix("keuzes/")
    fill_in(client, base)
    client.post(f"{base}versturen/")

    response = Response.objects.get()
    assert response.is_completed
    assert (response.gemeente, response.channel, response.source) == (
        gemeente,
        Channel.OPEN,
        "nieuwsbrief-juni",
    )


def test_the_open_link_asks_for_the_gemeente(client: Client, edition: Edition) -> None:
    nowhere = client.post(f"/o/{edition.slug}/", {})
    unknown = client.post(f"/o/{edition.slug}/", {"gemeente": "GM9999"})

    assert (nowhere.status_code, unknown.status_code) == (422, 422)
    assert "Kies uw gemeente in de lijst." in nowhere.content.decode()
    assert "Uw antwoorden zijn bewaard" not in nowhere.content.decode()
    assert Response.objects.count() == 0


def test_looking_around_stores_nothing_and_sets_no_cookie(client: Client, base: str) -> None:
    addresses = [base, *(f"{base}{page}/" for page in ANSWERS), f"{base}overzicht/", f"{base}later/"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answers = [client.get(address) for address in addresses]

    assert verbs(queries.captured_queries) == {"SELECT"}
    assert not any(answer.cookies for answer in answers)
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}
    assert Response.objects.count() == 0


def test_an_empty_post_begins_no_response(client: Client, base: str) -> None:
    answer = client.post(f"{base}keuzes/", {"save_id": str(uuid.uuid4())})

    assert answer.status_code == 303
    assert Response.objects.count() == 0


def test_a_link_that_does_not_exist_is_a_page_in_dutch(client: Client, base: str) -> None:
    answers = [client.get(f"/u/{'x' * 27}/{page}") for page in ("", "keuzes/", "overzicht/", "later/")]

    assert {answer.status_code for answer in answers} == {404}
    assert 'lang="nl"' in answers[0].content.decode()


def test_a_link_that_is_almost_right_takes_the_same_way_as_any_other(
    client: Client, base: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The lookup is by a digest, so that nothing can be learned from how long it takes."""
    for token in ("x" * 27, base[3:-3] + "xx", "x"):
        with django_assert_num_queries(4):
            assert client.get(f"/u/{token}/").status_code == 404


@pytest.mark.parametrize("trait", ["closed", "upcoming"])
def test_outside_the_fieldwork_a_page_says_when(
    client: Client, base: str, edition: Edition, trait: str
) -> None:
    other = EditionFactory.build(**{trait: True})
    Edition.objects.update(opens_at=other.opens_at, closes_at=other.closes_at)

    pages = [client.get(base), client.get(f"{base}keuzes/"), client.get(f"/o/{edition.slug}/")]
    posts = [
        client.post(f"{base}keuzes/", ANSWERS["keuzes"]),
        client.post(f"/o/{edition.slug}/", {"gemeente": GemeenteFactory().code}),
    ]

    assert {page.status_code for page in pages} == {200}
    assert {post.status_code for post in posts} == {403}
    assert {page.context["when"] for page in pages} == {"after" if trait == "closed" else "before"}
    assert Response.objects.count() == 0


def test_a_closed_page_names_the_dates(client: Client, base: str) -> None:
    Edition.objects.update(
        opens_at=datetime(2023, 6, 11, 22, tzinfo=UTC),
        closes_at=datetime(2023, 9, 25, 21, 59, 59, tzinfo=UTC),
    )

    with time_machine.travel(datetime(2023, 9, 26, tzinfo=UTC), tick=False):
        after = client.get(base).content.decode()
    with time_machine.travel(datetime(2023, 6, 1, tzinfo=UTC), tick=False):
        before = client.get(base).content.decode()

    assert "25 september 2023" in after
    assert "12 juni 2023" in before


def test_an_edition_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/o/ambtenaren-1999/").status_code == 404


def test_what_is_left_open_is_asked_once(client: Client, base: str) -> None:
    first = client.post(f"{base}keuzes/", {"functie": "adviseur"})
    second = client.post(f"{base}keuzes/", {"functie": "adviseur", "prompted": "1"})

    assert first.status_code == 200
    assert [prompt["id"] for prompt in first.context["prompts"]] == ["budget"]
    assert second["Location"] == f"{base}keuzes-2/"


def test_a_contradiction_is_shown_again_with_every_word(client: Client, base: str) -> None:
    data = {"bedrag": "een ton", "kanalen": ["website", "geen"], "kanalen_anders": "Radio <3"}
    client.post(f"{base}keuzes/", ANSWERS["keuzes"])

    answer = client.post(f"{base}keuzes-2/", data | {"prompted": "1"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fout: " in html
    assert [problem["id"] for problem in answer.context["problems"]] == ["bedrag", "kanalen"]
    assert 'value="een ton"' in html
    assert 'value="Radio &lt;3"' in html
    stored = Response.objects.get().answers
    assert (stored["bedrag"], stored["kanalen"]) == ("een ton", ["website", "geen"])


def test_sending_with_a_contradiction_leads_to_its_page(client: Client, base: str) -> None:
    fill_in(client, base)
    client.post(f"{base}oordeel/", {"redenen_1": "invloed", "redenen_2": "invloed"})

    answer = client.post(f"{base}versturen/")

    assert answer.status_code == 422
    assert [problem["url"] for problem in answer.context["problems"]] == [f"{base}oordeel/?terug=overzicht"]
    assert not Response.objects.get().is_completed


def test_later_saves_what_is_wrong_too(client: Client, base: str) -> None:
    answer = client.post(f"{base}oordeel/", {"redenen_1": "invloed", "redenen_2": "invloed", "later": "1"})

    page = client.get(answer["Location"])
    assert Response.objects.get().answers["redenen"] == ["invloed", "invloed"]
    assert page.context["link"].endswith(base)


def test_later_without_an_answer_begins_no_response(client: Client, base: str) -> None:
    answer = client.post(f"{base}keuzes/", {"later": "1"})

    assert answer["Location"] == f"{base}later/"
    assert Response.objects.count() == 0


def test_the_way_back_names_the_part_only_if_it_is_another(client: Client, base: str) -> None:
    pages = [client.get(f"{base}{page}/").content.decode() for page in ("keuzes", "keuzes-2", "oordeel")]

    assert [re.findall(r'<a class="back" href="(.*?)">(.*?)</a>', page) for page in pages] == [
        [],
        [(f"{base}keuzes/", "Vorige")],
        [(f"{base}keuzes-2/", "Vorige: Keuzes")],
    ]


def test_coming_back_opens_the_first_page_that_was_not_saved(client: Client, base: str) -> None:
    client.post(f"{base}keuzes/", ANSWERS["keuzes"])

    assert client.get(base).context["action"] == f"{base}keuzes-2/"
    assert 'value="adviseur"' in client.get(f"{base}keuzes/").content.decode()


def test_changing_from_the_overview_leads_back_to_it(client: Client, base: str) -> None:
    fill_in(client, base)

    answer = client.post(f"{base}keuzes/", ANSWERS["keuzes"] | {"back": "1"})

    assert answer["Location"] == f"{base}overzicht/"


def test_the_overview_shows_every_answer_and_what_is_not_answered(client: Client, base: str) -> None:
    fill_in(client, base)

    html = client.get(f"{base}overzicht/").content.decode()

    shown = ["Adviseur participatie", "€ 25.000", "Anders, namelijk: Radio", "1. Invloed", "Deels", "Park"]
    assert [text for text in shown if text not in html] == []
    assert html.count("Niet beantwoord") == 1  # The ambition for the long term.


def test_the_same_post_twice_is_one_save(client: Client, base: str) -> None:
    data = ANSWERS["keuzes"] | {"save_id": str(uuid.uuid4())}

    client.post(f"{base}keuzes/", data)
    client.post(f"{base}keuzes/", data)

    assert Save.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elders.example"},
        {"Origin": "null"},
    ],
)
def test_a_post_from_another_site_is_refused(client: Client, base: str, headers: dict[str, str]) -> None:
    answer = client.post(f"{base}keuzes/", ANSWERS["keuzes"], headers=headers)

    assert answer.status_code == 403
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {"functie": "bestaat_niet", "budget": "'; DROP TABLE"},
        {"save_id": "geen uuid", "functie": "adviseur"},
        {"functie": "adviseur", "revision": "-1", "version": "999", "back": "x" * 5000},
        {"functie": "anders", "functie_anders": "a" * 1_000_000},
        {"functie": "anders", "functie_anders": "\x00\x1b[31m😀\u202e"},
    ],
)
def test_rubbish_is_never_an_error_of_ours(client: Client, base: str, data: dict[str, str]) -> None:
    answer = client.post(f"{base}keuzes/", data)

    assert answer.status_code in (200, 303, 422)
    stored = [response.answers.get("functie") for response in Response.objects.all()]
    assert set(stored) <= {None, "adviseur", "anders"}


def test_a_page_view_costs_a_constant_number_of_queries(
    client: Client, base: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(f"{base}keuzes/")

    for page in ANSWERS:
        with django_assert_num_queries(1):
            client.get(f"{base}{page}/")


def test_a_page_save_costs_a_constant_number_of_queries(
    client: Client, base: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """One to find the visit, one to save; and one for a form that is older than what was saved last."""
    client.post(f"{base}keuzes/", ANSWERS["keuzes"])

    for page, data in ANSWERS.items():
        with django_assert_num_queries(2):
            client.post(f"{base}{page}/", data | {"prompted": "1"})
        with django_assert_num_queries(3):
            client.post(f"{base}{page}/", data | {"prompted": "1", "revision": "1"})
