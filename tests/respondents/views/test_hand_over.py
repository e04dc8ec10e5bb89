"""Handing over, seen through the pages; the rules are tested in `tests/respondents/domain/test_hand_overs.py`."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access, hand_overs, visits
from respondents.domain.hand_overs import Wish
from respondents.models import HandOver, Invitation, Letter
from surveys.models import Edition, Response, Save
from tests.factories.respondents import InvitationFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.statements import verbs

pytestmark = pytest.mark.django_db

FATIMA = "fatima@zwolle.example"


@pytest.fixture
def giver(edition: Edition) -> Invitation:
    return InvitationFactory(
        edition=edition, respondent__email="sanne@zwolle.example", respondent__gemeente__name="Zwolle"
    )


@pytest.fixture
def base(giver: Invitation) -> str:
    """The address of the personal link."""
    return address_of(giver)


def address_of(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def begin(client: Client, base: str) -> Response:
    client.post(f"{base}keuzes/", {"functie": "adviseur", "save_id": str(uuid.uuid4())})
    return Response.objects.get()


def text_of(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_the_start_and_the_pages_lead_to_it_until_the_answers_are_sent(client: Client, base: str) -> None:
    link = f'href="{base}collega/"'
    before = [link in text_of(client, base), link in text_of(client, f"{base}keuzes/")]
    begin(client, base)
    Response.objects.update(completed_at=timezone.now())

    after = [link in text_of(client, base), link in text_of(client, f"{base}keuzes/")]

    assert (before, after) == ([True, True], [False, False])


def test_the_whole_way_from_the_giver_to_the_colleague(client: Client, base: str) -> None:
    begun = begin(client, base)

    given = client.post(
        f"{base}collega/",
        {"email": FATIMA, "name": "Fatima El Amrani", "with_answers": "on", "names_giver": "on"},
    )

    colleague = Invitation.objects.get(respondent__normalized_email=FATIMA)
    hand_over = HandOver.objects.get()
    assert (given.status_code, given["Location"]) == (303, f"{base}collega/")
    assert (colleague.response, colleague.respondent.name) == (begun, "Fatima El Amrani")
    assert (hand_over.with_answers, hand_over.names_giver) == (True, True)
    assert 'value="adviseur" checked' in text_of(client, f"{address_of(colleague)}keuzes/")


def test_every_page_of_the_old_link_says_who_took_over_and_stores_nothing(client: Client, base: str) -> None:
    begin(client, base)
    client.post(f"{base}collega/", {"email": FATIMA})
    paths = ("", "keuzes/", "overzicht/", "bedankt/", "later/")

    pages = [client.get(f"{base}{path}") for path in paths]
    posts = [
        client.post(f"{base}{path}", {"functie": "communicatie"})
        for path in ("keuzes/", "versturen/", "later/")
    ]

    assert {(answer.status_code, answer["Location"]) for answer in pages} == {(302, f"{base}collega/")}
    assert {(answer.status_code, answer["Location"]) for answer in posts} == {(303, f"{base}collega/")}
    assert FATIMA in text_of(client, base)
    assert Save.objects.count() == 1
    assert Response.objects.get().answers["functie"] == "adviseur"


def test_words_typed_after_handing_over_come_back(client: Client, base: str) -> None:
    begin(client, base)
    client.post(f"{base}collega/", {"email": FATIMA})

    answer = client.post(f"{base}woorden/", {"definitie": "Samen beslissen", "save_id": "1"})

    assert answer.status_code == 409
    assert "Samen beslissen" in answer.content.decode()
    assert f'href="{base}collega/"' in answer.content.decode()


def test_looking_around_stores_nothing_and_sets_no_cookie(
    client: Client, base: str, giver: Invitation
) -> None:
    with CaptureQueriesContext(connection) as queries:
        answers = [client.get(f"{base}collega/"), client.get(f"{base}collega/terug/")]
    hand_overs.hand_over(giver, Wish(FATIMA))
    with CaptureQueriesContext(connection) as later_queries:
        answers += [client.get(f"{base}collega/"), client.get(f"{base}collega/terug/")]

    assert verbs([*queries, *later_queries]) == {"SELECT"}
    assert [answer.status_code for answer in answers] == [200, 302, 200, 200]
    assert not any(answer.cookies for answer in answers)
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_pressing_twice_makes_one_letter(client: Client, base: str) -> None:
    posts = [client.post(f"{base}collega/", {"email": FATIMA}) for _ in range(2)]

    assert [post.status_code for post in posts] == [303, 200]
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"email": ""}, [("email", "Vul een e-mailadres in.")]),
        ({"email": "fatima"}, [("email", "Vul één e-mailadres in, zoals naam@gemeente.nl.")]),
        ({"email": "a@b.nl, c@d.nl"}, [("email", "Vul één e-mailadres in, zoals naam@gemeente.nl.")]),
        ({"email": "a@b.nl\nBcc: c@d.nl"}, [("email", "Vul één e-mailadres in, zoals naam@gemeente.nl.")]),
        (
            {"email": "fatima@zwölle.example"},
            [
                (
                    "email",
                    "Vul één adres in, zonder spaties, komma’s, aanhalingstekens of letters met accenten.",
                )
            ],
        ),
        (
            {"email": "sanne@zwolle.example"},
            [("email", "Dit is uw eigen adres. Vul het adres van uw collega in.")],
        ),
        (
            {"email": FATIMA, "name": "Win een prijs op kwaad.example"},
            [
                (
                    "name",
                    "Vul alleen de naam in, zoals Fatima El Amrani. Cijfers en tekens horen er niet bij.",
                )
            ],
        ),
        (
            {"email": FATIMA, "name": "a" * 81},
            [("name", "Deze naam is te lang. Vul hoogstens 80 letters in.")],
        ),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client: Client, base: str, data: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    answer = client.post(f"{base}collega/", data)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert [(problem["id"], problem["text"]) for problem in answer.context["problems"]] == problems
    assert "<title>Fout: " in html
    assert html.count(problems[0][1]) == 2
    assert all(f'value="{value}"' in html for value in data.values() if value and "\n" not in value)
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["Fatima El Amrani", "J.P. van 't Hof", "Jan-Willem d’Ancona", "drs. Ø. Müller", "Ö"]
)
def test_a_name_may_look_like_a_name(client: Client, base: str, name: str) -> None:
    assert client.post(f"{base}collega/", {"email": FATIMA, "name": name}).status_code == 303


@pytest.mark.parametrize(
    "name", ["kwaad.example", "t.co", "J.P.example", "<b>Jan</b>", "Jan2", "Jan\nBcc", "a/b"]
)
def test_a_name_cannot_be_a_link_in_our_mail(client: Client, base: str, name: str) -> None:
    assert client.post(f"{base}collega/", {"email": FATIMA, "name": name}).status_code == 422


def test_only_what_can_go_along_is_asked(client: Client, base: str, giver: Invitation) -> None:
    without = client.get(f"{base}collega/").context["form"].fields
    begin(client, base)
    with_answers = client.get(f"{base}collega/").context["form"].fields
    type(giver.respondent).objects.update(name="")
    nameless = client.get(f"{base}collega/").context["form"].fields

    assert [list(fields) for fields in (without, with_answers, nameless)] == [
        ["email", "name", "names_giver"],
        ["email", "name", "with_answers", "names_giver"],
        ["email", "name", "with_answers"],
    ]


def test_an_address_elsewhere_waits_and_the_page_says_so(
    client: Client, base: str, giver: Invitation
) -> None:
    client.post(f"{base}collega/", {"email": "fatima@elders.example"})

    waiting = text_of(client, base)
    hand_overs.refuse(HandOver.objects.get(), by=StaffFactory())
    refused = text_of(client, f"{base}collega/")

    assert "Het projectteam kijkt er eerst naar." in waiting
    assert "fatima@elders.example" in waiting
    assert "Het projectteam heeft het adres dat u eerder gaf niet gebruikt." in refused
    assert client.get(base).status_code == 200
    assert Letter.objects.count() == 0


def test_taking_it_back_is_asked_first_and_opens_the_link_again(
    client: Client, base: str, giver: Invitation
) -> None:
    client.post(f"{base}collega/", {"email": FATIMA})
    offered = client.get(f"{base}collega/").context["undo_url"]

    asked = client.get(offered)
    done = client.post(offered)

    giver.refresh_from_db()
    colleague = Invitation.objects.get(respondent__normalized_email=FATIMA)
    assert (asked.status_code, done.status_code, done["Location"]) == (200, 303, base)
    assert giver.handed_over_at is None
    assert client.get(base).status_code == 200
    assert "Uw collega vult de vragenlijst zelf in" in text_of(client, address_of(colleague))


def test_taking_it_back_is_refused_once_the_colleague_has_begun(client: Client, base: str) -> None:
    client.post(f"{base}collega/", {"email": FATIMA})
    begin(client, address_of(Invitation.objects.get(respondent__normalized_email=FATIMA)))

    page = text_of(client, base)
    refused = client.post(f"{base}collega/terug/")

    assert "Uw collega is begonnen. U hoeft niets meer te doen." in page
    assert refused.status_code == 422
    assert hand_overs.ALREADY_BEGUN in refused.content.decode()


def test_who_has_sent_or_handed_over_three_times_is_told(
    client: Client, base: str, giver: Invitation
) -> None:
    for name in ("anna", "bram", "chaima"):
        hand_overs.hand_over(giver, Wish(f"{name}@zwolle.example"))
        hand_overs.undo(giver)
    too_often = client.get(f"{base}collega/")
    sent = InvitationFactory(
        edition=giver.edition, response=ResponseFactory(edition=giver.edition, completed=True)
    )

    completed = client.get(f"{address_of(sent)}collega/")

    assert "al drie keer doorgegeven" in too_often.content.decode()
    assert "al verstuurd" in completed.content.decode()
    assert b"<form" not in too_often.content + completed.content
    assert client.post(f"{base}collega/", {"email": FATIMA}).status_code == 422


def test_only_a_personal_link_of_a_gemeente_can_be_handed_over(client: Client, edition: Edition) -> None:
    _, token = visits.begin_open(edition, gemeente_id=GemeenteFactory().pk, source="")
    panel = InvitationFactory(edition=edition, respondent__gemeente=None)

    addresses = [f"/u/{token}/", address_of(panel), f"/u/{'x' * 27}/"]

    for address in addresses:
        assert client.get(f"{address}collega/").status_code == 404
        assert client.post(f"{address}collega/", {"email": FATIMA}).status_code == 404
    assert "collega/" not in text_of(client, addresses[0]) + text_of(client, addresses[1])


def test_after_the_close_the_page_says_closed(client: Client, base: str, giver: Invitation) -> None:
    Edition.objects.update(closes_at=timezone.now())

    page = client.get(f"{base}collega/")
    posts = [client.post(f"{base}collega/", {"email": FATIMA}), client.post(f"{base}collega/terug/")]

    assert (page.status_code, page.context["when"]) == (200, "after")
    assert [post.status_code for post in posts] == [403, 403]
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize("path", ["collega/", "collega/terug/"])
def test_a_post_from_another_site_is_refused(client: Client, base: str, giver: Invitation, path: str) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))

    answer = client.post(f"{base}{path}", headers={"Sec-Fetch-Site": "cross-site"})

    giver.refresh_from_db()
    assert answer.status_code == 403
    assert giver.handed_over_at is not None


def test_the_pages_cost_a_constant_number_of_queries(
    client: Client, base: str, giver: Invitation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        client.get(f"{base}collega/")
    hand_overs.hand_over(giver, Wish(FATIMA))
    with django_assert_num_queries(1):
        client.get(base)
    with django_assert_num_queries(6):
        client.get(f"{base}collega/")
