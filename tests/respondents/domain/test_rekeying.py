import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from respondents.domain import access, addresses, keys, letters, opt_out, rekeying, starts, visits
from respondents.domain.rekeying import Rekeyed
from respondents.domain.starts import Start
from respondents.models import Invitation, Respondent, Suppression
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, RespondentFactory

pytestmark = pytest.mark.django_db
NEW_KEY = "een nieuwe sleutel van genoeg tekens, en nog wat"


@pytest.fixture
def old_key(settings: Settings) -> str:
    return settings.LINK_KEY


def change_key(settings: Settings, *, old: str = "") -> None:
    settings.LINK_KEY, settings.LINK_KEY_OLD = NEW_KEY, [old] if old else []


def opened_by(link: str) -> Invitation | None:
    visit = visits.find_visit(link.rstrip("/").rpartition("/")[2])
    return visit.invitation if visit else None


def opts_out(link: str) -> Invitation | None:
    return access.find_opt_out(link.rstrip("/").rpartition("/")[2])


def test_links_work_before_during_and_after_the_change(
    edition: Edition, settings: Settings, old_key: str
) -> None:
    invitation = InvitationFactory(edition=edition)
    sent = access.personal_link(invitation), access.opt_out_link(invitation)
    letter = LetterFactory(invitation=invitation, wave__edition=edition)

    change_key(settings, old=old_key)
    between = letters.links_of(letter)
    first, second = rekeying.rekey(), rekeying.rekey()
    settings.LINK_KEY_OLD = []
    letter.invitation = Invitation.objects.select_related("edition", "respondent").get()
    fresh = letters.links_of(letter)

    assert (between.answer, between.opt_out) == sent
    assert (first, second) == (Rekeyed(1, 0, 0, 0), Rekeyed(0, 0, 0, 0))
    assert fresh.answer != sent[0]
    assert {opened_by(link) for link in (sent[0], fresh.answer)} == {invitation}
    assert {opts_out(link) for link in (sent[1], fresh.opt_out)} == {invitation}
    assert opened_by(sent[1]) is opts_out(sent[0]) is None


def test_the_open_link_goes_on_too(edition: Edition, settings: Settings, old_key: str) -> None:
    response, token = visits.begin_open(edition, gemeente_id=None, source="")
    start = starts.token_of(Start(edition.pk, None, "", "sleutel", 0))

    change_key(settings, old=old_key)
    begun = starts.read(start)
    rekeying.rekey()
    response.refresh_from_db()
    found = [visits.find_visit(one) for one in (token, access.resume_token(response))]

    assert begun is not None
    assert [visit.response for visit in found if visit] == [response, response]
    assert access.resume_token(response) != token


def test_who_opted_out_stays_out_after_the_change(settings: Settings, old_key: str) -> None:
    known, erased = RespondentFactory(), RespondentFactory()
    for respondent in (known, erased):
        opt_out.opt_out(respondent)
    Respondent.objects.filter(pk=erased.pk).delete()

    change_key(settings, old=old_key)
    between = addresses.suppressed_of([known.email, erased.email])
    done = rekeying.rekey()
    after = addresses.suppressed_of([known.email, erased.email])

    assert between == after == [known.email, erased.email]
    assert (done.addresses, done.kept) == (1, 1)
    assert set(Suppression.objects.values_list("key_name", flat=True)) == {
        keys.name_of(NEW_KEY),
        keys.name_of(old_key),
    }


def test_after_a_lost_key_new_links_are_made_and_who_is_known_stays_out(
    edition: Edition, settings: Settings
) -> None:
    invitation = InvitationFactory(edition=edition)
    sent = access.personal_link(invitation)
    opt_out.opt_out(invitation.respondent)

    change_key(settings)
    done = rekeying.rekey()
    dead = opened_by(sent)
    out = io.StringIO()
    call_command("revoke_links", edition.slug, stdout=out)

    invitation.refresh_from_db()
    assert (done.links, done.lost, done.addresses, dead) == (0, 1, 1, None)
    assert opened_by(access.personal_link(invitation)) == invitation
    assert out.getvalue() == f"{edition.slug}: 1 links ingetrokken en opnieuw gemaakt.\n"
    assert addresses.suppressed_of([invitation.respondent.email])


def test_after_a_leak_no_link_of_the_old_key_opens_anything(
    client: Client, edition: Edition, settings: Settings, old_key: str
) -> None:
    invitation = InvitationFactory(edition=edition)
    other = InvitationFactory()
    _, resume = visits.begin_open(edition, gemeente_id=None, source="")
    sent = access.personal_link(invitation)

    change_key(settings, old=old_key)
    call_command("rotate_link_key", stdout=io.StringIO())
    rekeying.revoke(edition)

    invitation.refresh_from_db()
    guessed = [
        access.derive_token(access.ANSWER, invitation.pk, version, key)
        for version in (1, 2)
        for key in (old_key, NEW_KEY)
    ]
    assert [opened_by(token) for token in guessed] == [None, None, None, invitation]
    assert visits.find_visit(resume) is None
    assert client.get(sent).status_code == 404
    assert opened_by(access.derive_token(access.ANSWER, other.pk, 1, old_key)) == other


def test_the_command_says_what_is_left_to_do(settings: Settings, old_key: str) -> None:
    erased = RespondentFactory()
    opt_out.opt_out(erased)
    Respondent.objects.all().delete()
    change_key(settings, old=old_key)
    out = io.StringIO()

    call_command("rotate_link_key", stdout=out)

    assert out.getvalue().splitlines() == [
        "0 links opnieuw gemaakt; de oude links blijven werken.",
        "0 adressen zonder mail opnieuw gemaakt.",
        "1 adressen zonder mail hebben de oude sleutel nodig: laat LINK_KEY_OLD staan.",
    ]


def test_an_edition_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="Niet gevonden: x"):
        call_command("revoke_links", "x")
