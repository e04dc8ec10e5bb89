import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access, declines, delivery, door, opt_out, selection
from respondents.enums import (
    CaseState,
    DeclineState,
    LetterKind,
    LetterState,
    OptOutReason,
    SkipReason,
    WaveKind,
    WaveState,
)
from respondents.exceptions import DeclineRefused
from respondents.models import Case, Decline, Invitation, Letter, Wave
from surveys.models import AuditEntry, Edition, Gemeente
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory
from tests.respondents.domain.test_delivery import claim_one
from tests.smtp import Sink
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def gemeente() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def invitation(edition: Edition, gemeente: Gemeente) -> Invitation:
    return InvitationFactory(edition=edition, respondent__gemeente=gemeente)


def say(edition: Edition, gemeente: Gemeente) -> Decline:
    return declines.decline(edition, gemeente, said_by="de secretaris", reason="", by=StaffFactory())


def skipped() -> list[str]:
    return list(Letter.objects.filter(state=LetterState.SKIPPED).values_list("skip_reason", flat=True))


def test_a_wave_leaves_out_the_gemeente_and_no_other(
    edition: Edition, gemeente: Gemeente, invitation: Invitation, smtp: Sink
) -> None:
    other = InvitationFactory(edition=edition)
    elsewhere = InvitationFactory(respondent__gemeente=gemeente)
    WaveFactory(edition=edition, released=True)
    WaveFactory(edition=elsewhere.edition, released=True)

    say(edition, gemeente)
    delivery.run()

    assert sorted(smtp.recipients) == sorted([other.respondent.email, elsewhere.respondent.email])
    assert skipped() == [SkipReason.GEMEENTE_DECLINED]


def test_no_letter_starts_after_it_also_if_a_worker_has_it(
    edition: Edition, gemeente: Gemeente, invitation: Invitation
) -> None:
    wave = WaveFactory(edition=edition, released=True)
    letter, worker = claim_one(wave)

    say(edition, gemeente)

    assert not door.open_door(letter, worker)
    assert skipped() == [SkipReason.GEMEENTE_DECLINED]


def test_the_door_sees_a_letter_that_came_in_the_queue_meanwhile(
    edition: Edition, gemeente: Gemeente, invitation: Invitation
) -> None:
    say(edition, gemeente)
    wave = WaveFactory(edition=edition, released=True)
    Wave.objects.update(state=WaveState.RUNNING)
    LetterFactory(wave=wave, invitation=invitation)
    LetterFactory(without_wave=True, kind=LetterKind.LINK, invitation=invitation)

    letters, worker = claimed()
    opened = {letter.kind: door.open_door(letter, worker) for letter in letters}

    assert opened == {LetterKind.LINK: True, LetterKind.INVITATION: False}


def claimed() -> tuple[list[Letter], uuid.UUID]:
    worker = uuid.uuid4()
    return delivery.claim(worker), worker


def test_it_ends_the_calls_and_taking_it_back_opens_them(edition: Edition, gemeente: Gemeente) -> None:
    row = say(edition, gemeente)
    during = Case.objects.get().state
    declines.undo(row, by=StaffFactory())

    log = AuditEntry.objects.filter(target=f"decline:{row.pk}").order_by("pk").values_list("verb", flat=True)
    assert (during, Case.objects.get().state) == (CaseState.REFUSED, CaseState.OPEN)
    assert list(log) == ["gemeente_declined", "gemeente_takes_part"]


def test_taking_it_back_lets_the_invitation_leave_and_no_old_reminder(
    edition: Edition, gemeente: Gemeente, invitation: Invitation, smtp: Sink
) -> None:
    row = say(edition, gemeente)
    WaveFactory(edition=edition, released=True)
    delivery.run()
    reminder = WaveFactory(edition=edition, kind=WaveKind.REMINDER)
    LetterFactory(
        wave=reminder,
        invitation=invitation,
        kind=LetterKind.REMINDER,
        state=LetterState.SKIPPED,
        skip_reason=SkipReason.GEMEENTE_DECLINED,
    )

    back = declines.undo(row, by=StaffFactory())
    delivery.run()

    assert (back, smtp.recipients) == (1, [invitation.respondent.email])
    assert Letter.objects.get(kind=LetterKind.INVITATION).state == LetterState.ACCEPTED


def test_twice_is_once_and_what_was_decided_meanwhile_stays(edition: Edition, gemeente: Gemeente) -> None:
    row = say(edition, gemeente)

    with pytest.raises(DeclineRefused):
        say(edition, gemeente)
    declines.undo(row, by=StaffFactory())
    with pytest.raises(DeclineRefused):
        declines.undo(row, by=StaffFactory())
    with pytest.raises(DeclineRefused):
        declines.refuse(row, by=StaffFactory())

    assert Decline.objects.count() == 1


def test_what_a_respondent_says_is_a_proposal_that_stops_nothing(
    edition: Edition, gemeente: Gemeente, invitation: Invitation
) -> None:
    colleague = InvitationFactory(edition=edition, respondent__gemeente=gemeente)
    wave = WaveFactory(edition=edition)
    opt_out.opt_out(invitation.respondent)

    opt_out.say_why(invitation, OptOutReason.GEMEENTE_DECLINES, "Besloten in het college")
    opt_out.say_why(invitation, OptOutReason.GEMEENTE_DECLINES, "")

    assert Decline.objects.values_list("state", "claimed_by").get() == (DeclineState.PROPOSED, invitation.pk)
    assert selection.preview(wave).recipients == 1
    assert colleague.respondent.opted_out_at is None


def test_a_proposal_goes_with_what_its_claimer_took_back(invitation: Invitation) -> None:
    opt_out.opt_out(invitation.respondent)
    opt_out.say_why(invitation, OptOutReason.GEMEENTE_DECLINES, "")

    opt_out.undo(invitation)

    assert Decline.objects.count() == 0
    assert not opt_out.say_why(invitation, OptOutReason.NO_TIME, "")


def test_the_team_judges_a_proposal(edition: Edition, gemeente: Gemeente, invitation: Invitation) -> None:
    declines.claim(invitation)
    proposal = Decline.objects.get()

    declines.refuse(proposal, by=StaffFactory())
    again = declines.claim(invitation)
    row = say(edition, gemeente)

    assert (again, declines.claim(invitation)) == (True, False)
    assert (row.state, row.claimed_by) == (DeclineState.DECLINED, invitation)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": DeclineState.DECLINED, "said_by": "x"}, "decline_decided_by_somebody_at_some_time"),
        ({"state": DeclineState.PROPOSED, "decided_at": timezone.now()}, "decline_decided_by_somebody"),
        ({"state": DeclineState.DECLINED, "decided": True}, "decline_says_who_said_so"),
        ({"state": DeclineState.PROPOSED}, "decline_one_at_a_time"),
    ],
)
def test_a_row_is_whole(
    edition: Edition, gemeente: Gemeente, fields: dict[str, object], constraint: str
) -> None:
    Decline.objects.create(edition=edition, gemeente=gemeente, state=DeclineState.PROPOSED)
    elsewhere = gemeente if constraint == "decline_one_at_a_time" else GemeenteFactory()
    if fields.pop("decided", False):
        fields |= {"decided_by": StaffFactory(), "decided_at": timezone.now()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Decline.objects.create(edition=edition, gemeente=elsewhere, **fields)


def test_the_page_shows_what_stops_and_acts_and_takes_back(
    edition: Edition, gemeente: Gemeente, invitation: Invitation
) -> None:
    team, address = client_of("projectteam"), reverse("declines", args=[edition.slug])
    shown = team.get(address, {"gemeente": gemeente.pk}).content.decode()
    looked = Decline.objects.count()
    data = {"gemeente": gemeente.pk, "niet-mee": "1"}

    refused = team.post(address, data)
    done = team.post(address, data | {"said_by": "de secretaris"}, follow=True)
    again = team.post(address, data | {"said_by": "iemand anders"}, follow=True)
    undone = team.post(address, {"gemeente": gemeente.pk, "wel-mee": "1"}, follow=True)
    late = team.post(address, {"gemeente": gemeente.pk, "afwijzen": "1"}, follow=True)

    assert (looked, "Uitgenodigd: 1. Brieven in de wachtrij: 0." in shown) == (0, True)
    assert refused.status_code == 422
    assert "Vul in wie zei dat de gemeente niet meedoet." in refused.content.decode()
    assert "Zwolle doet niet mee." in done.content.decode()
    assert "al vastgelegd" in again.content.decode()
    assert "doet weer mee. Uitnodigingen die alsnog vertrekken: 0." in undone.content.decode()
    assert "Intussen heeft iemand anders" in late.content.decode()


@pytest.mark.parametrize("gemeente_id", ["x", "0", "-1", "9" * 30, "", "²"])
def test_a_gemeente_that_is_not_there_is_not_shown(edition: Edition, gemeente_id: str) -> None:
    address = reverse("declines", args=[edition.slug])

    answers = [
        client_of("projectteam").get(address, {"gemeente": gemeente_id}),
        client_of("projectteam").post(address, {"gemeente": gemeente_id, "niet-mee": "1", "said_by": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Decline.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_and_the_list_take_a_constant_number_of_queries(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        say(edition, GemeenteFactory())
    team: Client = client_of("projectteam")

    with django_assert_num_queries(7):
        team.get(reverse("declines", args=[edition.slug]))
    with django_assert_num_queries(8):
        team.get(reverse("admin:respondents_decline_changelist"))


def test_the_reason_is_asked_after_the_act_and_nobody_has_to(client: Client, invitation: Invitation) -> None:
    address = f"/afmelden/{access.derive_token(access.OPT_OUT, invitation.pk)}/"
    asked = client.post(address).content.decode()
    after = Invitation.objects.select_related("respondent").get().respondent

    wrong = client.post(address, {"waarom": "1", "reason": "x"})
    long = client.post(address, {"waarom": "1", "note": "x" * 201})
    thanked = client.post(address, {"waarom": "1", "reason": "no_time", "note": "Volgend jaar weer"})
    said = Invitation.objects.select_related("respondent").get().respondent
    client.post(address, {"terug": "1"})
    late = client.post(address, {"waarom": "1", "reason": "no_time"})

    assert "Waarom wilt u geen mail meer?" in asked
    assert after.opted_out_at is not None
    assert (wrong.status_code, long.status_code) == (422, 422)
    assert "Dank u wel." in thanked.content.decode()
    assert (said.opt_out_reason, said.opt_out_note) == ("no_time", "Volgend jaar weer")
    assert "Meld mij af" in late.content.decode()
    assert Invitation.objects.get().respondent.opt_out_reason == ""
