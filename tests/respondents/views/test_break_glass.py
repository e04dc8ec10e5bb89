"""The answers of one respondent with the name: for a reason, for four hours, for who asked, and written down."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.models import BreakGlass, Invitation
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import BreakGlassFactory, InvitationFactory
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

REASON = "Klacht: zij zegt dat haar antwoord is gewijzigd"
ANSWER = "Samen beslissen over de eigen straat"


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    response = ResponseFactory(edition=edition, completed=True, answers={"definitie": ANSWER})
    return InvitationFactory(edition=edition, response=response, respondent__name="Sanne de Vries")


@pytest.fixture
def member() -> Client:
    return client_of("projectteam")


def own(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def ask(client: Client, invitation: Invitation, reason: str = REASON) -> str:
    answer = client.post(reverse("break_glass", args=[invitation.pk]), {"reason": reason})
    return answer.headers.get("Location", "")


def log() -> list[tuple[str, str, int | None, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "target", "actor", "reason"))


def test_every_look_is_written_down(member: Client, invitation: Invitation) -> None:
    before = member.get(reverse("break_glass", args=[invitation.pk])).content.decode()

    address = ask(member, invitation)
    pages = [member.get(address).content.decode() for _ in range(2)]

    glass = BreakGlass.objects.get()
    person, who = f"invitation:{invitation.pk}", own(member).pk
    assert [ANSWER in page for page in (before, *pages)] == [False, True, True]
    assert log()[-3:] == [
        (AuditVerb.BROKE_GLASS, f"breakglass:{glass.pk}", who, REASON),
        (AuditVerb.READ_ANSWERS, person, who, f"inzage {glass.pk}"),
        (AuditVerb.READ_ANSWERS, person, who, f"inzage {glass.pk}"),
    ]


def test_also_what_was_answered_by_the_open_link(member: Client, invitation: Invitation) -> None:
    invitation.joined_response = ResponseFactory(
        edition=invitation.edition, completed=True, answers={"definitie": "Door de open link"}
    )
    invitation.save()

    page = member.get(ask(member, invitation)).content.decode()

    assert (ANSWER in page, "Door de open link" in page) == (True, True)


def test_a_colleague_does_not_see_them_and_that_is_written_down(
    member: Client, invitation: Invitation
) -> None:
    address, colleague = ask(member, invitation), client_of("projectteam")

    answer = colleague.get(address)

    assert (answer.status_code, ANSWER in answer.content.decode()) == (404, False)
    assert log()[-1] == (
        AuditVerb.REFUSED_ACCESS,
        f"breakglass:{BreakGlass.objects.get().pk}",
        own(colleague).pk,
        "",
    )


def test_after_four_hours_it_is_not_there_any_more(member: Client, invitation: Invitation) -> None:
    address, now = ask(member, invitation), timezone.now()
    glass = BreakGlass.objects.get()
    BreakGlass.objects.update(asked_at=now - timedelta(hours=4), ends_at=now - timedelta(seconds=1))

    assert glass.ends_at - glass.asked_at < timedelta(hours=4, seconds=5)
    assert glass.ends_at - glass.asked_at > timedelta(hours=4, seconds=-5)
    assert member.get(address).status_code == 404
    assert AuditVerb.READ_ANSWERS not in [verb for verb, *_ in log()]


def test_the_team_and_the_administrator_see_that_it_happened(member: Client, invitation: Invitation) -> None:
    ask(member, invitation)

    team, administrator = client_of("projectteam"), client_of("beheerder")
    lists = [client.get("/beheer/inzage/").content.decode() for client in (team, administrator)]
    notices = [client.get("/beheer/").content.decode() for client in (team, administrator)]

    assert [REASON in page and "Sanne" not in page for page in lists] == [True, True]
    assert ["worden ingezien" in page for page in notices] == [True, True]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Vul in waarom"),
        ("zomaar", "Schrijf iets meer op"),
        ("Sanne belde dat er iets niet klopt", "geen naam"),
        ("vraag van mevrouw VRIES over haar mail", "geen naam"),
        ("vraag van s.vries@gemeente.example", "geen naam"),
        ("terugbellen op 06 12345678 over klacht", "geen naam"),
        ("x" * 201, "200 tekens"),
    ],
)
def test_a_reason_that_says_too_little_or_too_much_opens_nothing(
    member: Client, invitation: Invitation, reason: str, words: str
) -> None:
    answer = member.post(reverse("break_glass", args=[invitation.pk]), {"reason": reason})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert (BreakGlass.objects.exists(), reason in answer.content.decode()) == (False, True)


def test_where_nothing_was_answered_nothing_can_be_asked(member: Client, edition: Edition) -> None:
    invitation = InvitationFactory(edition=edition)

    page = member.get(reverse("break_glass", args=[invitation.pk])).content.decode()

    assert "geen antwoorden die bij deze respondent horen" in page
    assert (ask(member, invitation), BreakGlass.objects.exists()) == ("", False)


def test_an_erased_respondent_takes_it_along_and_the_log_stays(
    member: Client, invitation: Invitation
) -> None:
    ask(member, invitation)

    invitation.respondent.delete()

    assert not BreakGlass.objects.exists()
    assert log()[-1][0] == AuditVerb.BROKE_GLASS


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements(
    member: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    BreakGlassFactory.create_batch(count)
    member.get("/beheer/inzage/")

    with django_assert_num_queries(6):
        member.get("/beheer/inzage/")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"ends_at": timezone.now() - timedelta(days=1)}, "ends_later"), ({"reason": ""}, "has_a_reason")],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BreakGlassFactory(**values)
