"""Who may open which list, page and form of the staff area; everything that is not written here is refused."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from respondents.domain import letter_texts
from respondents.models import Invitation
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.staff import client_of
from tests.webhooks import choose

pytestmark = pytest.mark.django_db
ROLES = ("projectteam", "beller", "analist", "beheerder", "")

LISTS = {
    "auth_group": {"beheerder"},
    "auth_user": {"beheerder"},
    "respondents_callattempt": {"projectteam"},
    "respondents_case": {"projectteam"},
    "respondents_decline": {"projectteam"},
    "respondents_handover": {"projectteam"},
    "respondents_invitation": {"projectteam"},
    "respondents_letter": {"projectteam"},
    "respondents_respondent": {"projectteam"},
    "respondents_suppression": {"projectteam"},
    "respondents_wave": {"projectteam"},
    "surveys_auditentry": {"projectteam"},
    "surveys_edition": {"projectteam", "analist"},
    "surveys_gemeente": {"projectteam"},
    "surveys_gemeentechange": {"projectteam"},
    "surveys_organisation": {"projectteam"},
    "surveys_question": {"projectteam"},
    "surveys_questionnaire": {"projectteam", "analist"},
    "surveys_response": {"analist"},
    "surveys_section": {"projectteam"},
    "surveys_survey": {"projectteam"},
}
ADDS = {
    "auth_user": {"beheerder"},
    "respondents_respondent": {"projectteam"},
    "surveys_edition": {"projectteam"},
    "surveys_organisation": {"projectteam"},
    "surveys_question": {"projectteam"},
    "surveys_questionnaire": {"projectteam"},
    "surveys_section": {"projectteam"},
}

# The pages of one mailing that a GET opens.
OF_A_WAVE = ("wave", "standing", "plan", "text", "release", "send_now", "cancel", "who", "letters")


def allowed(clients: dict[str, Client], address: str) -> set[str]:
    answers = {role: client.get(address).status_code for role, client in clients.items()}
    assert set(answers.values()) <= {200, 403}, (address, answers)
    return {role for role, status in answers.items() if status == 200}


@pytest.fixture
def clients() -> dict[str, Client]:
    return {role: client_of(role) for role in ROLES}


def names() -> list[str]:
    return sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)


def test_every_list_opens_for_its_roles_only(clients: dict[str, Client]) -> None:
    found = {name: allowed(clients, reverse(f"admin:{name}_changelist")) for name in names()}

    assert found == LISTS


def test_every_form_to_add_opens_for_its_roles_only(clients: dict[str, Client]) -> None:
    found = {name: allowed(clients, reverse(f"admin:{name}_add")) for name in names()}

    assert {name: roles for name, roles in found.items() if roles} == ADDS


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


def test_the_pages_of_our_own_open_for_their_roles_only(clients: dict[str, Client], edition: Edition) -> None:
    wave = WaveFactory(edition=edition)
    response = ResponseFactory(edition=edition, completed=True)
    gemeente = GemeenteFactory()
    invitation = InvitationFactory(edition=edition)
    letter = LetterFactory(wave=wave, invitation=invitation, text=letter_texts.ensure(wave), filled={})
    addresses = {
        reverse("fieldwork:fieldwork", args=[edition.slug]): {"projectteam", "analist"},
        reverse("fieldwork:answered_twice", args=[edition.slug]): {"projectteam"},
        reverse("doubles", args=[edition.slug]): {"analist"},
        reverse("decide_double", args=[edition.slug, response.pk]): {"analist"},
        reverse("export_responses", args=[edition.slug]): {"analist"},
        reverse("export_files", args=[edition.slug]): {"analist"},
        reverse("calling:gemeenten", args=[edition.slug]): {"projectteam", "beller"},
        reverse("calling:case", args=[edition.slug, gemeente.code]): {"projectteam", "beller"},
        reverse("waves:waves", args=[edition.slug]): {"projectteam"},
        reverse("waves:add", args=[edition.slug]): {"projectteam"},
        reverse("waves:sample_html", args=[wave.pk, invitation.pk]): {"projectteam"},
        reverse("waves:letter", args=[letter.pk]): {"projectteam"},
        reverse("waves:letter_html", args=[letter.pk]): {"projectteam"},
        **{reverse(f"waves:{name}", args=[wave.pk]): {"projectteam"} for name in OF_A_WAVE},
        reverse("move", args=[edition.pk]): {"projectteam"},
        reverse("declines", args=[edition.slug]): {"projectteam"},
        reverse("sender_check", args=[edition.pk]): {"projectteam"},
        reverse("replies"): {"projectteam"},
    }

    assert {address: allowed(clients, address) for address in addresses} == addresses


def test_what_can_only_be_posted_is_for_its_roles_only(clients: dict[str, Client], edition: Edition) -> None:
    """What is not there is found missing by who may look for it, and is refused to all others."""
    callers = {"projectteam": 404, "beller": 404}
    addresses = {
        reverse("fieldwork:choose_answer", args=[edition.slug, 1]): {"projectteam": 404},
        **{
            reverse(f"calling:{act}", args=[edition.slug, "GM9999"]): callers
            for act in ("hold", "let_go", "interview")
        },
        **{
            reverse(f"waves:{act}", args=[0]): {"projectteam": 404}
            for act in ("test_mail", "pause", "resume", "top_up", "settle")
        },
        **{reverse(f"{act}_reply", args=[0]): {"projectteam": 404} for act in ("accept", "decline")},
    }

    found = {
        address: {role: client.post(address).status_code for role, client in clients.items()}
        for address in addresses
    }

    assert found == {address: dict.fromkeys(ROLES, 403) | statuses for address, statuses in addresses.items()}


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


def test_a_stranger_is_asked_to_sign_in(edition: Edition) -> None:
    address = reverse("fieldwork:fieldwork", args=[edition.slug])

    answer = client_of(None).get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"/beheer/login/?next={address}")


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
