import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import delivery, door, joining, opt_out, settling, waves
from respondents.domain.visits import Visit
from respondents.enums import LetterState, SkipReason, WaveKind, WaveState
from respondents.exceptions import ServerAway
from respondents.models import Invitation, Letter, Respondent, Wave
from respondents.transports.smtp import StagedEmailBackend
from surveys.models import Edition
from tests.at_once import at_once
from tests.factories.respondents import (
    InvitationFactory,
    LetterFactory,
    RespondentFactory,
    StaffFactory,
    WaveFactory,
)
from tests.factories.surveys import ResponseFactory
from tests.site import wait_for
from tests.smtp import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(edition: Edition) -> Wave:
    """A released invitation that is due."""
    return WaveFactory(edition=edition, released=True)


def states() -> dict[str, int]:
    found = list(Letter.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in set(found)}


def claim_one(wave: Wave) -> tuple[Letter, uuid.UUID]:
    waves.materialise(wave)
    worker = uuid.uuid4()
    return delivery.claim(worker)[0], worker


def test_run_sends_a_due_wave_and_ends_it(wave: Wave, smtp: Sink) -> None:
    invitations = InvitationFactory.create_batch(3, edition=wave.edition)

    assert delivery.run() == 3

    wave.refresh_from_db()
    assert sorted(smtp.recipients) == sorted(item.respondent.email for item in invitations)
    assert (wave.state, wave.selected_count) == (WaveState.FINISHED, 3)
    assert states() == {LetterState.ACCEPTED: 3}
    assert delivery.run() == 0


def test_a_wave_that_nobody_released_stays(edition: Edition, smtp: Sink) -> None:
    WaveFactory(edition=edition)
    InvitationFactory(edition=edition)

    assert delivery.run() == 0
    assert smtp.mails == []


def test_a_wave_of_the_future_and_one_of_this_morning_wait(edition: Edition, smtp: Sink) -> None:
    InvitationFactory(edition=edition)
    now = timezone.now()
    WaveFactory(edition=edition, released=True, planned_at=now + timedelta(minutes=1))
    WaveFactory(edition=edition, released=True, planned_at=now - waves.LONGEST_DELAY - timedelta(minutes=1))

    assert delivery.run() == 0
    assert set(Wave.objects.values_list("state", flat=True)) == {WaveState.RELEASED}


def test_a_mail_bears_the_headers_of_a_mailing(wave: Wave, smtp: Sink) -> None:
    InvitationFactory(edition=wave.edition, respondent__email="sanne@zwolle.example")

    delivery.run()

    mail = message_from_bytes(smtp.mails[0][1], policy=default)
    letter = Letter.objects.get()
    assert mail["To"] == "sanne@zwolle.example"
    assert mail["Message-ID"] == letter.message_id
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "DR, RN, NRN, AutoReply"
    assert "/afmelden/" in mail["List-Unsubscribe"]
    assert mail["In-Reply-To"] is None


def test_a_reminder_goes_to_who_was_invited_and_has_not_answered(edition: Edition, smtp: Sink) -> None:
    silent, answered, _late = InvitationFactory.create_batch(3, edition=edition)
    invitation = WaveFactory(edition=edition)
    for item in (silent, answered):
        LetterFactory(
            wave=invitation, invitation=item, state=LetterState.ACCEPTED, message_id=f"<{item.pk}@x>"
        )
    answered.response = ResponseFactory(edition=edition, completed=True)
    answered.save()
    reminder = WaveFactory(edition=edition, kind=WaveKind.REMINDER, released=True)

    delivery.run()

    assert smtp.recipients == [silent.respondent.email]
    mail = message_from_bytes(smtp.mails[0][1], policy=default)
    assert mail["In-Reply-To"] == mail["References"] == f"<{silent.pk}@x>"
    assert dict(reminder.letters.values_list("invitation", "skip_reason")) == {
        silent.pk: SkipReason.NONE,
        answered.pk: SkipReason.ANSWERED,
    }


def test_materialise_says_why_somebody_gets_nothing(wave: Wave) -> None:
    first = InvitationFactory(edition=wave.edition, respondent__email="info@zwolle.example")
    second = InvitationFactory(edition=wave.edition, respondent__email="info@zwolle.example")
    gone = InvitationFactory(edition=wave.edition, respondent__opted_out_at=timezone.now())
    suppressed = InvitationFactory(edition=wave.edition)
    opt_out.opt_out(suppressed.respondent)
    type(suppressed.respondent).objects.update(opted_out_at=None)
    type(gone.respondent).objects.filter(pk=gone.respondent_id).update(opted_out_at=timezone.now())

    waves.materialise(wave)

    assert dict(wave.letters.values_list("invitation", "skip_reason")) == {
        first.pk: SkipReason.NONE,
        second.pk: SkipReason.SAME_ADDRESS,
        gone.pk: SkipReason.OPTED_OUT,
        suppressed.pk: SkipReason.SUPPRESSED,
    }
    wave.refresh_from_db()
    assert sum(waves.counts(wave).values()) == wave.selected_count == 4


@pytest.mark.parametrize("stops", [True, False])
def test_the_edition_says_whether_a_colleague_stops_the_reminder(edition: Edition, stops: bool) -> None:
    Edition.objects.update(answered_gemeente_stops_reminders=stops)
    invited = InvitationFactory(edition=edition)
    LetterFactory(wave=WaveFactory(edition=edition), invitation=invited, state=LetterState.ACCEPTED)
    ResponseFactory(edition=edition, gemeente=invited.respondent.gemeente, completed=True)
    edition.refresh_from_db()
    reminder = WaveFactory(edition=edition, kind=WaveKind.REMINDER, released=True)

    waves.materialise(reminder)

    expected = SkipReason.COLLEAGUE_ANSWERED if stops else SkipReason.NONE
    assert list(reminder.letters.values_list("skip_reason", flat=True)) == [expected]


@pytest.mark.django_db(transaction=True)
def test_four_racers_make_one_set_of_letters(wave: Wave) -> None:
    InvitationFactory.create_batch(20, edition=wave.edition)

    at_once([waves.start_due] * 4)

    assert Letter.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_letter_once(wave: Wave, smtp: Sink) -> None:
    InvitationFactory.create_batch(60, edition=wave.edition)
    waves.materialise(wave)
    Wave.objects.update(canary_ends_at=timezone.now())

    at_once([delivery.send_waiting] * 4)

    assert len(smtp.recipients) == len(set(smtp.recipients)) == 60


def test_who_is_added_later_is_topped_up_once(wave: Wave, smtp: Sink) -> None:
    InvitationFactory(edition=wave.edition)
    delivery.run()
    late = InvitationFactory(edition=wave.edition)
    wave.refresh_from_db()

    assert (waves.top_up(wave), waves.top_up(wave)) == (1, 0)
    delivery.run()
    assert smtp.recipients[1:] == [late.respondent.email]


# The one-way door


def test_the_door_opens_once(wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)

    assert door.open_door(letter, worker)
    assert not door.open_door(letter, worker)


def test_the_door_is_shut_for_who_answered_a_moment_ago(wave: Wave) -> None:
    invitation = InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    Invitation.objects.filter(pk=invitation.pk).update(
        response=ResponseFactory(edition=wave.edition, completed=True)
    )

    assert not door.open_door(letter, worker)
    assert Letter.objects.values_list("state", "skip_reason").get() == (
        LetterState.SKIPPED,
        SkipReason.ANSWERED,
    )


def test_the_door_is_shut_for_who_opted_out_a_moment_ago(wave: Wave) -> None:
    invitation = InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    opt_out.opt_out(invitation.respondent)

    assert not door.open_door(letter, worker)
    assert Letter.objects.get().skip_reason == SkipReason.OPTED_OUT


def test_the_door_is_shut_for_who_left_the_gemeente_a_moment_ago(wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    Respondent.objects.update(left_on=timezone.localdate())

    assert not door.open_door(letter, worker)
    assert Letter.objects.get().skip_reason == SkipReason.LEFT


@pytest.mark.django_db(transaction=True)
def test_the_door_sees_answers_that_are_sent_while_it_waits_for_them(wave: Wave) -> None:
    invitation = InvitationFactory(edition=wave.edition, response=ResponseFactory(edition=wave.edition))
    letter, worker = claim_one(wave)
    visit = Visit(wave.edition, invitation.respondent.gemeente_id, invitation.response, invitation)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        joining.submit(visit)
        opened = pool.submit(open_elsewhere, letter, worker)
        wait_for(somebody_waits)

    assert not opened.result()
    assert Letter.objects.get().skip_reason == SkipReason.ANSWERED


def open_elsewhere(letter: Letter, worker: uuid.UUID) -> bool:
    try:
        return door.open_door(letter, worker)
    finally:
        connection.close()


def somebody_waits() -> bool:
    """For what this connection has locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.rowcount > 0


def test_the_door_is_shut_by_pause_and_open_after_resume(wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    waves.pause(wave, by=None)

    assert not door.open_door(letter, worker)
    assert Letter.objects.get().state == LetterState.QUEUED
    waves.resume(wave, by=None)
    assert door.open_door(letter, worker)


def test_the_door_is_shut_after_the_close(wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    Edition.objects.update(closes_at=timezone.now())

    assert not door.open_door(letter, worker)
    assert Letter.objects.get().skip_reason == SkipReason.CLOSED


def test_the_door_is_shut_for_a_worker_whose_lease_ran_out(wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    Letter.objects.update(leased_until=timezone.now())

    assert not door.open_door(letter, worker)
    assert [found.pk for found in delivery.claim(uuid.uuid4())] == [letter.pk]


def test_cancel_stops_what_has_not_left(wave: Wave, smtp: Sink) -> None:
    InvitationFactory.create_batch(2, edition=wave.edition)
    letter, worker = claim_one(wave)
    with StagedEmailBackend() as backend:
        delivery.send(letter, worker, backend)

    waves.cancel(wave, by=None)
    delivery.run()

    assert states() == {LetterState.ACCEPTED: 1, LetterState.SKIPPED: 1}
    assert len(smtp.mails) == 1


@pytest.mark.parametrize("script", [{"DOT": "drop"}, {"MAIL": "421 later"}], ids=["in doubt", "put off"])
def test_what_comes_back_to_a_cancelled_wave_does_not_wait_for_ever(
    wave: Wave, smtp: Sink, script: dict[str, str]
) -> None:
    """It was on the wire when the wave was cancelled, and a person or the mail server says that it did not arrive."""
    InvitationFactory(edition=wave.edition)
    smtp.misbehave(**script)
    letter, worker = claim_one(wave)
    with StagedEmailBackend() as backend, suppress(ServerAway):
        delivery.send(letter, worker, backend)
    Wave.objects.update(state=WaveState.CANCELLED)
    settling.settle(letter, was_sent=False, by=StaffFactory())
    smtp.misbehave()
    left = len(smtp.mails)

    delivery.run()

    letter.refresh_from_db()
    assert (letter.state, letter.skip_reason) == (LetterState.SKIPPED, SkipReason.CANCELLED)
    assert len(smtp.mails) == left
    assert waves.skip_cancelled() == 0


# What the mail server may do


@pytest.mark.parametrize(
    ("script", "state", "taken"),
    [
        ({"MAIL": "421 later"}, LetterState.QUEUED, 0),
        ({"MAIL": "drop"}, LetterState.QUEUED, 0),
        ({"RCPT": "450 greylisted"}, LetterState.QUEUED, 0),
        ({"RCPT": "550 no such user"}, LetterState.FAILED, 0),
        ({"DATA": "451 later"}, LetterState.QUEUED, 0),
        ({"DATA": "554 refused"}, LetterState.FAILED, 0),
        ({"DATA": "drop"}, LetterState.QUEUED, 0),
        ({"DOT": "refuse"}, LetterState.FAILED, 0),
        ({"BODY": "drop"}, LetterState.IN_DOUBT, 0),
        ({"DOT": "drop"}, LetterState.IN_DOUBT, 1),
    ],
)
def test_each_failure_ends_in_its_class(
    wave: Wave, smtp: Sink, script: dict[str, str], state: LetterState, taken: int
) -> None:
    InvitationFactory(edition=wave.edition)
    smtp.misbehave(**script)

    assert delivery.run() == 0

    letter = Letter.objects.get()
    assert (letter.state, len(smtp.mails), letter.attempts) == (state, taken, 1)
    assert letter.failure
    assert (letter.not_before is not None) == (state == LetterState.QUEUED)


def test_a_server_that_is_away_puts_off_and_then_takes_the_mail(wave: Wave, smtp: Sink) -> None:
    InvitationFactory(edition=wave.edition)
    smtp.misbehave(EHLO="drop", HELO="drop")
    delivery.run()
    smtp.misbehave()

    assert delivery.run() == 0
    Letter.objects.update(not_before=timezone.now())
    assert delivery.run() == 1
    assert (Letter.objects.get().attempts, len(smtp.mails)) == (2, 1)


def test_a_refusal_leaves_the_connection_fit_for_the_next(wave: Wave, smtp: Sink) -> None:
    InvitationFactory.create_batch(2, edition=wave.edition)
    waves.materialise(wave)
    worker = uuid.uuid4()
    first, second = delivery.claim(worker)
    with StagedEmailBackend() as backend:
        smtp.misbehave(RCPT="550 no such user")
        delivery.send(first, worker, backend)
        smtp.misbehave()

        assert delivery.send(second, worker, backend)


def test_what_is_in_doubt_is_never_sent_again_by_itself(wave: Wave, smtp: Sink) -> None:
    InvitationFactory(edition=wave.edition)
    smtp.misbehave(DOT="drop")
    delivery.run()
    smtp.misbehave()

    assert delivery.run() == 0
    assert len(smtp.mails) == 1
    assert Wave.objects.get().state == WaveState.FINISHED


def test_sweep_puts_in_doubt_what_a_dead_worker_had_on_the_wire(wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)
    letter, worker = claim_one(wave)
    door.open_door(letter, worker)

    assert delivery.sweep() == 0
    assert delivery.sweep(at=timezone.now() + delivery.LONGEST_ON_THE_WIRE + timedelta(seconds=1)) == 1
    assert states() == {LetterState.IN_DOUBT: 1}


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_person_settles_a_letter_in_doubt_once(wave: Wave, smtp: Sink, was_sent: bool) -> None:
    InvitationFactory(edition=wave.edition)
    smtp.misbehave(DOT="drop")
    delivery.run()
    smtp.misbehave()
    letter = Letter.objects.get()

    assert settling.settle(letter, was_sent=was_sent, by=StaffFactory())
    assert not settling.settle(letter, was_sent=was_sent, by=StaffFactory())

    assert delivery.run() == (0 if was_sent else 1)
    assert states() == {LetterState.ACCEPTED: 1}


def test_sending_costs_two_statements_a_letter(
    wave: Wave, smtp: Sink, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    InvitationFactory.create_batch(5, edition=wave.edition)
    waves.materialise(wave)

    # A batch with its letters, the wave, edition and gemeenten that they share, the version of their words and the
    # heartbeat, a look for another, and an end.
    with django_assert_num_queries(2 + 3 + 1 + 1 + 2 * 5 + 2):
        delivery.send_waiting()


def test_the_same_person_in_two_gemeenten_is_written_to_once(wave: Wave, smtp: Sink) -> None:
    for _ in range(2):
        InvitationFactory(edition=wave.edition, respondent=RespondentFactory(email="regio@bel.example"))

    delivery.run()

    assert smtp.recipients == ["regio@bel.example"]
