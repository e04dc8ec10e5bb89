"""Opslaan en later verder, with the link by mail."""

import re
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access, delivery, visits
from respondents.enums import LetterKind
from respondents.models import Invitation, Letter
from surveys.models import Edition, Response
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import GemeenteFactory
from tests.smtp import Sink
from tests.statements import verbs

pytestmark = pytest.mark.django_db

SANNE = "sanne@thuis.example"


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition, respondent__email="sanne@zwolle.example")


@pytest.fixture
def personal(invitation: Invitation) -> str:
    """Of somebody who has begun."""
    token = access.derive_token(access.ANSWER, invitation.pk)
    visit = visits.find_visit(token)
    assert visit is not None
    visits.begin(visit)
    return f"/u/{token}/later/"


@pytest.fixture
def open_link(edition: Edition) -> str:
    _, token = visits.begin_open(edition, gemeente_id=GemeenteFactory().pk, source="")
    return f"/u/{token}/later/"


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("kind", "normalized_email"))


def test_looking_around_stores_nothing_and_sets_no_cookie(
    client: Client, personal: str, open_link: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        answers = [client.get(personal), client.get(open_link)]

    assert verbs(queries) == {"SELECT"}
    assert {answer.status_code for answer in answers} == {200}
    assert not any(answer.cookies for answer in answers)
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_the_personal_link_goes_to_the_invited_address_and_nowhere_else(
    client: Client, personal: str
) -> None:
    answer = client.post(personal, {"email": "iemand@elders.example"})

    page = client.get(personal).content.decode()
    assert (answer.status_code, answer["Location"]) == (303, personal)
    assert letters() == [(LetterKind.LINK, "sanne@zwolle.example")]
    assert "klaargezet</b> voor s…@zwolle.example." in page
    assert "sanne@zwolle.example" not in page


def test_who_has_not_begun_has_nothing_to_come_back_to_and_gets_no_mail(
    client: Client, invitation: Invitation
) -> None:
    start = f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"

    page, posted = client.get(f"{start}later/"), client.post(f"{start}later/")

    assert "U heeft nog niets ingevuld" in page.content.decode()
    assert "<form" not in page.content.decode()
    assert (posted.status_code, posted["Location"]) == (303, start)
    assert letters() == []


def test_the_personal_link_is_mailed_once_an_hour(client: Client, personal: str) -> None:
    with time_machine.travel(timezone.now().replace(minute=10)) as clock:
        client.post(personal)
        client.post(personal)
        within = len(letters())
        clock.shift(3600)
        client.post(personal)

    assert (within, len(letters())) == (1, 2)


def test_the_link_that_is_mailed_opens_the_answers(client: Client, open_link: str, smtp: Sink) -> None:
    client.post(open_link, {"email": " Sanne@Thuis.example "})
    delivery.run()

    ((recipient, mail),) = smtp.mails
    text = mail.decode().replace("=\r\n", "").replace("=3D", "=")
    (link,) = set(re.findall(r"/u/[\w-]{27}/", text))
    assert recipient == SANNE
    assert f"{link}later/" == open_link


def test_a_typed_address_is_nowhere_after_the_mail_has_left(
    client: Client, open_link: str, smtp: Sink
) -> None:
    client.post(open_link, {"email": SANNE})
    delivery.run()

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}" AS t WHERE t::text ILIKE %s', ["%sanne@thuis%"])  # noqa: S608
            assert cursor.fetchall() == [], table
    letter = Letter.objects.values().get()
    assert (letter["response_id"], letter["invitation_id"], letter["normalized_email"]) == (None, None, "")
    assert str(Response.objects.get().pk) != letter["cause"]


def test_a_typed_address_is_written_to_once_an_hour_and_three_times_in_all(
    client: Client, open_link: str
) -> None:
    with time_machine.travel(timezone.now().replace(minute=10)) as clock:
        for email in (SANNE, SANNE, SANNE.upper(), "sanne@werk.example"):
            assert client.post(open_link, {"email": email}).status_code == 303
        clock.shift(3600)
        assert client.post(open_link, {"email": SANNE}).status_code == 303
        refused = client.post(open_link, {"email": "nog@een.example"})
        again = client.post(open_link, {"email": SANNE})

    assert letters() == [
        (LetterKind.LINK, SANNE),
        (LetterKind.LINK, "sanne@werk.example"),
        (LetterKind.LINK, SANNE),
    ]
    assert (refused.status_code, again.status_code) == (422, 303)
    assert [problem["text"] for problem in refused.context["problems"]] == [
        "We hebben de link al drie keer gemaild. Bewaar het adres dat op deze pagina staat."
    ]


def test_another_response_has_a_count_of_its_own(client: Client, open_link: str, edition: Edition) -> None:
    _, other = visits.begin_open(edition, gemeente_id=GemeenteFactory().pk, source="")
    for number in range(3):
        client.post(open_link, {"email": f"sanne{number}@thuis.example"})

    assert client.post(f"/u/{other}/later/", {"email": SANNE}).status_code == 303
    assert Letter.objects.count() == 4


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("", "Vul een e-mailadres in."),
        ("sanne", "Vul één e-mailadres in, zoals naam@gemeente.nl."),
        ("sanne@thuis.example, jan@thuis.example", "Vul één e-mailadres in, zoals naam@gemeente.nl."),
        (f"{'a' * 250}@thuis.example", "Dit e-mailadres is te lang. Kijk of het klopt."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client: Client, open_link: str, email: str, problem: str
) -> None:
    answer = client.post(open_link, {"email": email})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in [found["text"] for found in answer.context["problems"]]
    assert "<title>Fout: " in html
    assert not email or f'value="{email}"' in html
    assert letters() == []


def test_the_page_says_when_the_mail_was_asked_for(client: Client, open_link: str) -> None:
    with time_machine.travel(
        datetime(2023, 6, 20, 8, 42, tzinfo=timezone.get_default_timezone()), tick=False
    ):
        Edition.objects.update(opens_at="2023-06-12T00:00Z", closes_at="2023-09-25T00:00Z")
        client.post(open_link, {"email": SANNE})
        Letter.objects.update(created_at=timezone.now())

        page = client.get(open_link).content.decode()

    assert "De mail met de link is om 08:42 klaargezet" in page
    assert "sanne" not in page


def test_after_the_close_no_link_is_mailed(client: Client, personal: str, open_link: str) -> None:
    Edition.objects.update(closes_at=timezone.now())

    answers = [client.post(personal), client.post(open_link, {"email": SANNE})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert letters() == []


def test_a_post_from_another_site_is_refused(client: Client, personal: str) -> None:
    assert client.post(personal, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert letters() == []


def test_the_page_costs_a_constant_number_of_queries(
    client: Client, personal: str, open_link: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in (personal, open_link):
        with django_assert_num_queries(3):
            client.get(address)
