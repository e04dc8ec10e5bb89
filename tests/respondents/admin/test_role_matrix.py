"""What a role does not see on the pages that it may open; which those are is in `tests/test_role_matrix.py`."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from respondents.models import Invitation
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of
from tests.webhooks import choose

pytestmark = pytest.mark.django_db
ROLES = ("projectteam", "beller", "analist", "beheerder", "")


def allowed(clients: dict[str, Client], address: str) -> set[str]:
    answers = {role: client.get(address).status_code for role, client in clients.items()}
    assert set(answers.values()) <= {200, 403}, (address, answers)
    return {role for role, status in answers.items() if status == 200}


@pytest.fixture
def clients() -> dict[str, Client]:
    return {role: client_of(role) for role in ROLES}


def test_nobody_may_delete(clients: dict[str, Client], edition: Edition) -> None:
    letter = LetterFactory()
    response = ResponseFactory(completed=True, edition=edition)
    rows = {
        "respondents_respondent": letter.invitation.respondent,
        "respondents_wave": letter.wave,
        "respondents_letter": letter,
        "surveys_edition": edition,
        "surveys_questionnaire": edition.questionnaire,
        "surveys_response": response,
        "auth_user": StaffFactory(),
    }

    found = {
        name: allowed(clients, reverse(f"admin:{name}_delete", args=[row.pk])) for name, row in rows.items()
    }

    assert found == {name: set() for name in rows}


def test_a_webhook_is_for_the_provider_and_for_no_role(
    clients: dict[str, Client], settings: Settings
) -> None:
    choose(settings, "brevo")
    address = reverse("webhook", args=["brevo"])

    posted = {role: client.post(address, "{}", "application/json") for role, client in clients.items()}

    assert {role: answer.status_code for role, answer in posted.items()} == dict.fromkeys(ROLES, 400)
    assert {client.get(address).status_code for client in clients.values()} == {405}


def test_an_invitation_and_a_response_cannot_be_typed_over(
    clients: dict[str, Client], edition: Edition
) -> None:
    """The right to change one is the right to say which of two counts."""
    invitation = InvitationFactory(edition=edition)
    response = ResponseFactory(edition=edition, completed=True)
    rows = {
        reverse("admin:respondents_invitation_change", args=[invitation.pk]): "projectteam",
        reverse("admin:surveys_response_change", args=[response.pk]): "analist",
    }

    assert {clients[role].post(address).status_code for address, role in rows.items()} == {403}


def test_the_way_from_a_person_to_the_answers_is_not_shown(
    clients: dict[str, Client], edition: Edition
) -> None:
    invitation: Invitation = InvitationFactory(
        edition=edition,
        response=ResponseFactory(edition=edition, completed=True, answers={"definitie": "Samen beslissen"}),
    )
    assert invitation.response is not None
    lists = ("respondents_invitation", "respondents_respondent")
    pages = [clients["projectteam"].get(reverse(f"admin:{name}_changelist")) for name in lists]
    pages.append(
        clients["projectteam"].get(reverse("admin:respondents_invitation_change", args=[invitation.pk]))
    )
    shown = clients["analist"].get(reverse("admin:surveys_response_change", args=[invitation.response.pk]))

    assert not [page for page in pages if invitation.response.receipt in page.content.decode()]
    assert not [page for page in pages if "Samen beslissen" in page.content.decode()]
    assert "Samen beslissen" in shown.content.decode()
    assert invitation.response.receipt not in shown.content.decode()
    assert str(invitation.respondent.gemeente) not in shown.content.decode()


def test_an_administrator_does_not_reach_a_superuser(clients: dict[str, Client]) -> None:
    superuser = StaffFactory(is_superuser=True)
    other = StaffFactory()

    page = clients["beheerder"].get(reverse("admin:auth_user_change", args=[other.pk])).content.decode()

    assert 'name="groups"' in page
    assert "is_superuser" not in page
    assert "user_permissions" not in page
    address = reverse("admin:auth_user_change", args=[superuser.pk])
    assert clients["beheerder"].get(address)["Location"] == reverse("admin:index")
