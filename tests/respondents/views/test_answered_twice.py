"""The page on which the team says which of two answers of one person counts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from respondents.models import Invitation
from respondents.views import answered_twice
from surveys.domain import counting
from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition, Response
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2023, 6, 12, 7, tzinfo=UTC)


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


def twice(edition: Edition, **more: object) -> Invitation:
    """Somebody who answered by the open link, and a day later by the personal one."""
    ways = ((Channel.PERSONAL, MORNING + timedelta(days=1)), (Channel.OPEN, MORNING))
    personal, joined = (
        ResponseFactory(
            edition=edition, channel=channel, completed_at=moment, answers={"definitie": "Samen beslissen"}
        )
        for channel, moment in ways
    )
    counting.let_first_count(Response.objects.filter(pk__in=[personal.pk, joined.pk]))
    return InvitationFactory(edition=edition, response=personal, joined_response=joined, **more)


def list_of(edition: Edition) -> str:
    return reverse("fieldwork:answered_twice", args=[edition.slug])


def choice_of(invitation: Invitation) -> str:
    return reverse("fieldwork:choose_answer", args=[invitation.edition.slug, invitation.pk])


def that_count() -> list[str]:
    return list(Response.objects.counted().values_list("channel", flat=True))


def test_the_person_is_shown_with_when_and_how_and_without_the_answers(
    team: Client, edition: Edition
) -> None:
    invitation = twice(edition, respondent__gemeente__name="Zwolle")
    InvitationFactory(edition=edition, response=ResponseFactory(edition=edition, completed=True))

    answer = team.get(list_of(edition))

    text = answer.content.decode()
    assert [shown for shown, _ in answer.context["rows"]] == [invitation]
    seen = (
        "Sanne de Vries",
        "Zwolle",
        "Persoonlijke link",
        "Open link",
        "12 juni 2023, 09:00",
        "13 juni 2023",
    )
    assert [words for words in seen if words not in text] == []
    assert invitation.response is not None
    assert [words for words in ("Samen beslissen", invitation.response.receipt) if words in text] == []
    assert answer["Cache-Control"] == "private, no-store"


def test_the_team_chooses_and_may_choose_again(team: Client, edition: Edition) -> None:
    invitation = twice(edition)
    before = that_count()

    answer = team.post(choice_of(invitation), {"telt": "persoonlijk"}, follow=True)
    chosen = that_count()
    team.post(choice_of(invitation), {"telt": "open"})

    assert answer.redirect_chain == [(list_of(edition), 302)]
    assert (before, chosen, that_count()) == ([Channel.OPEN], [Channel.PERSONAL], [Channel.OPEN])
    assert Response.objects.count() == 2
    written = AuditEntry.objects.filter(verb=AuditVerb.CHOSE_RESPONSE).order_by("pk")
    assert [entry.target for entry in written] == [
        f"response:{invitation.response_id}",
        f"response:{invitation.joined_response_id}",
    ]


def test_what_the_analyst_left_out_is_said_without_the_reason(team: Client, edition: Edition) -> None:
    invitation = twice(edition)
    assert invitation.joined_response is not None
    counting.leave_out(invitation.joined_response, reason="schreef over de brug in de wijk", by=None)

    text = team.get(list_of(edition)).content.decode()

    assert "Telt niet mee</strong>: apart gezet door de analist" in text
    assert "de brug in de wijk" not in text


def test_nothing_changes_by_a_get_or_by_half_a_post(team: Client, edition: Edition) -> None:
    invitation = twice(edition)
    once = InvitationFactory(edition=edition, response=ResponseFactory(edition=edition, completed=True))
    address = choice_of(invitation)

    statuses = [
        team.get(address, {"telt": "persoonlijk"}).status_code,
        team.post(address).status_code,
        team.post(address, {"telt": "allebei"}).status_code,
        team.post(choice_of(once), {"telt": "persoonlijk"}).status_code,
        team.get(reverse("fieldwork:answered_twice", args=["ambtenaren-1999"])).status_code,
    ]

    assert statuses == [405, 404, 404, 404, 404]
    assert Response.objects.get(is_double=True) == invitation.response
    assert not AuditEntry.objects.filter(verb=AuditVerb.CHOSE_RESPONSE).exists()


def test_without_any_the_page_says_so(team: Client, edition: Edition) -> None:
    assert "Niemand heeft twee keer geantwoord." in team.get(list_of(edition)).content.decode()


def test_the_list_is_paged(team: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered_twice, "PER_PAGE", 2)
    for _ in range(3):
        twice(edition)

    pages = [team.get(list_of(edition), {"pagina": page}).context["rows"] for page in (1, 2)]

    assert [len(rows) for rows in pages] == [2, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(
    team: Client, edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        twice(edition)
    team.get(list_of(edition))

    with django_assert_num_queries(7):
        assert len(team.get(list_of(edition)).context["rows"]) == count
