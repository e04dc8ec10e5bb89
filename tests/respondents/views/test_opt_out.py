import pytest
from django.test import Client

from respondents.domain import access
from respondents.domain.addresses import is_suppressed
from respondents.models import Invitation, Suppression
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, RespondentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@pytest.fixture
def address(invitation: Invitation) -> str:
    return f"/afmelden/{access.derive_token(access.OPT_OUT, invitation.pk)}/"


def opted_out(invitation: Invitation) -> bool:
    invitation.respondent.refresh_from_db()
    return invitation.respondent.opted_out_at is not None


def test_opening_the_link_changes_nothing(client: Client, address: str, invitation: Invitation) -> None:
    answers = [client.get(address), client.head(address)]

    assert {answer.status_code for answer in answers} == {200}
    assert not opted_out(invitation)
    assert not any(answer.cookies for answer in answers)


def test_the_button_opts_out_and_offers_to_undo(client: Client, address: str, invitation: Invitation) -> None:
    done = client.post(address)
    after = opted_out(invitation), is_suppressed(invitation.respondent)
    undone = client.post(address, {"terug": "1"})

    assert after == (True, True)
    assert "U bent afgemeld" in done.content.decode()
    assert "U krijgt weer mail van ons" in undone.content.decode()
    assert not opted_out(invitation)
    assert Suppression.objects.count() == 0


def test_the_button_of_a_mail_program_acts_at_once(
    client: Client, address: str, invitation: Invitation
) -> None:
    """RFC 8058: a post without cookie, origin or redirect."""
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert opted_out(invitation)


def test_opting_out_twice_is_remembered_once(client: Client, address: str) -> None:
    client.post(address)
    client.post(address)

    assert Suppression.objects.count() == 1


def test_it_holds_for_the_address_in_every_gemeente(
    client: Client, address: str, invitation: Invitation
) -> None:
    elsewhere = RespondentFactory(email=invitation.respondent.email)

    client.post(address)

    elsewhere.refresh_from_db()
    assert elsewhere.opted_out_at is not None


def test_the_database_does_not_keep_the_address_with_the_refusal(client: Client, address: str) -> None:
    client.post(address)

    assert "@" not in str(Suppression.objects.values().get())


def test_another_token_is_not_found(client: Client, invitation: Invitation) -> None:
    answering = access.derive_token(access.ANSWER, invitation.pk)

    assert client.post(f"/afmelden/{answering}/").status_code == 404
    assert client.get("/afmelden/x/").status_code == 404


def test_a_post_from_another_site_is_refused(client: Client, address: str, invitation: Invitation) -> None:
    assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not opted_out(invitation)
