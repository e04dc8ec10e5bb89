import pytest
from django.test import Client
from django.urls import reverse

from respondents.domain.hand_overs import Wish, hand_over
from respondents.enums import HandOverState, LetterKind
from respondents.models import HandOver, Letter
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db
LIST = "admin:respondents_handover_changelist"


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def waiting(edition: Edition) -> HandOver:
    return hand_over(InvitationFactory(edition=edition), Wish("fatima@elders.example", name="Fatima"))


def press(team: Client, waiting: HandOver, action: str) -> list[str]:
    answer = team.post(reverse(LIST), {"_selected_action": [waiting.pk], "action": action}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_approving_writes_to_the_colleague_once(team: Client, waiting: HandOver) -> None:
    said = [press(team, waiting, "approve"), press(team, waiting, "approve")]

    letters = Letter.objects.filter(kind=LetterKind.HAND_OVER).values_list("normalized_email", flat=True)
    assert said[0] == ["1 goedgekeurd."]
    assert list(letters) == ["fatima@elders.example"]
    assert HandOver.objects.get().state == HandOverState.SENT


def test_refusing_wipes_the_address(team: Client, waiting: HandOver) -> None:
    said = press(team, waiting, "refuse")

    waiting.refresh_from_db()
    assert said == ["1 afgewezen."]
    assert (waiting.state, waiting.email, waiting.name) == (HandOverState.REFUSED, "", "")
    assert Letter.objects.count() == 0
