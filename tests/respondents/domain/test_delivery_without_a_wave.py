"""A hand-over, a link on request and a thank-you go through the same one-way door as the letters of a wave."""

import uuid
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from respondents.domain import claiming, delivery, letters, opt_out, settling, waves
from respondents.domain.addresses import address_digest
from respondents.enums import LetterKind, LetterState, SkipReason, SuppressionReason, WaveKind, WaveState
from respondents.models import Invitation, Letter, Suppression
from surveys.models import Edition
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import ResponseFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db

WITHOUT_A_WAVE = (LetterKind.HAND_OVER, LetterKind.LINK, LetterKind.THANKS)


def letter_to(edition: Edition, kind: LetterKind) -> Letter:
    return LetterFactory(without_wave=True, kind=kind, invitation=InvitationFactory(edition=edition))


def typed_letter(edition: Edition, **fields: object) -> Letter:
    return LetterFactory(typed=True, response=ResponseFactory(edition=edition, channel="open"), **fields)


def outcome(letter: Letter) -> tuple[str, str]:
    return Letter.objects.values_list("state", "skip_reason").get(pk=letter.pk)


@pytest.mark.parametrize("kind", WITHOUT_A_WAVE)
def test_each_kind_leaves_once(edition: Edition, smtp: Sink, kind: LetterKind) -> None:
    letter = letter_to(edition, kind)

    assert (delivery.run(), delivery.run()) == (1, 0)

    assert smtp.recipients == [letter.normalized_email]
    assert outcome(letter) == (LetterState.ACCEPTED, SkipReason.NONE)


def test_four_workers_send_each_letter_once(transactional_db: None, edition: Edition, smtp: Sink) -> None:
    for _ in range(20):
        letter_to(edition, LetterKind.HAND_OVER)
        typed_letter(edition)

    at_once([delivery.send_waiting] * 4)

    assert len(smtp.recipients) == 40
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.ACCEPTED}


def test_a_letter_that_somebody_waits_for_goes_before_a_wave(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "BATCH", 1)
    wave = WaveFactory(edition=edition, released=True, state=WaveState.RUNNING)
    of_the_wave = LetterFactory(wave=wave)
    asked_for = letter_to(edition, LetterKind.LINK)

    batches = [delivery.claim(uuid.uuid4()) for _ in range(3)]

    assert batches == [[asked_for], [of_the_wave], []]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.HAND_OVER, (LetterState.SKIPPED, SkipReason.ANSWERED)),
        (LetterKind.LINK, (LetterState.ACCEPTED, SkipReason.NONE)),
        (LetterKind.THANKS, (LetterState.ACCEPTED, SkipReason.NONE)),
    ],
)
def test_who_has_answered(edition: Edition, smtp: Sink, kind: LetterKind, state: tuple[str, str]) -> None:
    letter = letter_to(edition, kind)
    answered = ResponseFactory(edition=edition, completed=True)
    Invitation.objects.filter(pk=letter.invitation_id).update(response=answered)

    delivery.run()

    assert outcome(letter) == state


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.HAND_OVER, (LetterState.SKIPPED, SkipReason.OPTED_OUT)),
        (LetterKind.LINK, (LetterState.ACCEPTED, SkipReason.NONE)),
        (LetterKind.THANKS, (LetterState.SKIPPED, SkipReason.OPTED_OUT)),
    ],
)
def test_who_opted_out_gets_only_what_was_asked_for(
    edition: Edition, smtp: Sink, kind: LetterKind, state: tuple[str, str]
) -> None:
    letter = letter_to(edition, kind)
    assert letter.invitation is not None
    opt_out.opt_out(letter.invitation.respondent)

    delivery.run()

    assert outcome(letter) == state


@pytest.mark.parametrize("kind", WITHOUT_A_WAVE)
@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCED, SuppressionReason.COMPLAINT])
def test_an_address_that_bounced_or_complained_gets_nothing(
    edition: Edition, smtp: Sink, kind: LetterKind, reason: SuppressionReason
) -> None:
    letter = letter_to(edition, kind)
    Suppression.objects.create(digest=address_digest(letter.normalized_email), reason=reason)

    delivery.run()

    assert outcome(letter) == (LetterState.SKIPPED, SkipReason.SUPPRESSED)
    assert smtp.mails == []


@pytest.mark.parametrize("reason", SuppressionReason.values)
def test_an_address_that_was_typed_may_be_of_somebody_who_wants_no_mail(
    edition: Edition, smtp: Sink, reason: SuppressionReason
) -> None:
    letter = typed_letter(edition)
    Suppression.objects.create(digest=address_digest(letter.normalized_email), reason=reason)

    delivery.run()

    assert outcome(letter) == (LetterState.SKIPPED, SkipReason.SUPPRESSED)
    assert smtp.mails == []


@pytest.mark.parametrize("kind", WITHOUT_A_WAVE)
def test_who_has_handed_over_gets_nothing(edition: Edition, smtp: Sink, kind: LetterKind) -> None:
    letter = letter_to(edition, kind)
    Invitation.objects.update(handed_over_at=timezone.now())

    delivery.run()

    assert outcome(letter) == (LetterState.SKIPPED, SkipReason.HANDED_OVER)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.HAND_OVER, (LetterState.SKIPPED, SkipReason.CLOSED)),
        (LetterKind.LINK, (LetterState.SKIPPED, SkipReason.CLOSED)),
        (LetterKind.THANKS, (LetterState.ACCEPTED, SkipReason.NONE)),
    ],
)
def test_after_the_close_only_thanks_leave(
    edition: Edition, smtp: Sink, kind: LetterKind, state: tuple[str, str]
) -> None:
    letter = letter_to(edition, kind)
    Edition.objects.update(closes_at=timezone.now())

    delivery.run()

    assert outcome(letter) == state


def test_a_person_who_settles_a_doubt_rings_for_another_try(edition: Edition, smtp: Sink) -> None:
    letter = letter_to(edition, LetterKind.HAND_OVER)
    smtp.misbehave(DOT="drop")
    delivery.run()
    smtp.misbehave()

    assert settling.settle(Letter.objects.get(), was_sent=False, by=StaffFactory())

    assert delivery.run() == 1
    assert outcome(letter) == (LetterState.ACCEPTED, SkipReason.NONE)


# A colleague who was named has been invited


def test_a_reminder_goes_to_a_colleague_too_and_answers_the_letter_that_invited(
    edition: Edition, smtp: Sink
) -> None:
    named = letter_to(edition, LetterKind.HAND_OVER)
    delivery.run()
    WaveFactory(edition=edition, kind=WaveKind.REMINDER, released=True)

    delivery.run()

    first, reminder = (message_from_bytes(mail, policy=default) for _, mail in smtp.mails)
    assert smtp.recipients == [named.normalized_email] * 2
    assert reminder["In-Reply-To"] == first["Message-ID"]


def test_a_colleague_gets_no_invitation_beside_the_letter_of_the_hand_over(edition: Edition) -> None:
    letter_to(edition, LetterKind.HAND_OVER)
    wave = WaveFactory(edition=edition, released=True)

    waves.materialise(wave)

    assert wave.letters.count() == 0


def test_a_reminder_says_that_somebody_has_handed_over(edition: Edition) -> None:
    letter = LetterFactory(wave__edition=edition, state=LetterState.ACCEPTED)
    Invitation.objects.update(handed_over_at=timezone.now())
    reminder = WaveFactory(edition=edition, kind=WaveKind.REMINDER, released=True)

    waves.materialise(reminder)

    assert list(reminder.letters.values_list("invitation", "skip_reason")) == [
        (letter.invitation_id, SkipReason.HANDED_OVER)
    ]


# What a letter to a typed address forgets


def what_is_left(letter: Letter) -> tuple[str, int | None, str]:
    return Letter.objects.values_list("state", "response", "normalized_email").get(pk=letter.pk)


def test_an_accepted_letter_forgets_the_address_and_the_response(edition: Edition, smtp: Sink) -> None:
    letter = typed_letter(edition)

    assert delivery.run() == 1

    assert smtp.recipients == ["sanne@thuis.example"]
    assert what_is_left(letter) == (LetterState.ACCEPTED, None, "")


def test_a_refused_letter_forgets_them_also_in_the_words_of_the_server(edition: Edition, smtp: Sink) -> None:
    letter = typed_letter(edition)
    smtp.misbehave(RCPT="550 <Sanne@Thuis.example> unknown")

    delivery.run()

    assert what_is_left(letter) == (LetterState.FAILED, None, "")
    assert Letter.objects.get().failure == "550 <***> unknown"


def test_a_letter_that_may_not_leave_forgets_them(edition: Edition, smtp: Sink) -> None:
    letter = typed_letter(edition)
    Edition.objects.update(closes_at=timezone.now())

    delivery.run()

    assert what_is_left(letter) == (LetterState.SKIPPED, None, "")


def test_a_letter_that_is_put_off_keeps_them_for_the_next_try(edition: Edition, smtp: Sink) -> None:
    letter = typed_letter(edition)
    smtp.misbehave(RCPT="450 later")
    delivery.run()

    assert what_is_left(letter) == (LetterState.QUEUED, letter.response_id, "sanne@thuis.example")
    smtp.misbehave()
    Letter.objects.update(not_before=None)
    assert delivery.run() == 1


def test_a_letter_in_doubt_keeps_them_for_a_day(edition: Edition, smtp: Sink) -> None:
    letter = typed_letter(edition)
    smtp.misbehave(DOT="drop")
    delivery.run()
    now = timezone.now()

    delivery.sweep(at=now + delivery.LONGEST_DOUBT - timedelta(minutes=1))
    within = what_is_left(letter)
    delivery.sweep(at=now + delivery.LONGEST_DOUBT + timedelta(minutes=1))

    assert within == (LetterState.IN_DOUBT, letter.response_id, "sanne@thuis.example")
    assert what_is_left(letter) == (LetterState.FAILED, None, "")


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_person_can_settle_a_letter_to_a_typed_address(
    edition: Edition, smtp: Sink, was_sent: bool
) -> None:
    letter = typed_letter(edition)
    smtp.misbehave(DOT="drop")
    delivery.run()
    smtp.misbehave()

    assert settling.settle(Letter.objects.get(), was_sent=was_sent, by=StaffFactory())

    assert delivery.run() == (0 if was_sent else 1)
    assert what_is_left(letter) == (LetterState.ACCEPTED, None, "")


def test_a_letter_to_an_invitation_keeps_its_address(edition: Edition, smtp: Sink) -> None:
    letter = letter_to(edition, LetterKind.LINK)

    delivery.run()

    assert what_is_left(letter) == (LetterState.ACCEPTED, None, letter.normalized_email)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": LetterState.ACCEPTED},
        {"normalized_email": ""},
        {"response": None},
        {"kind": LetterKind.HAND_OVER},
        {"state": LetterState.ACCEPTED, **letters.FORGOTTEN, "normalized_email": "sanne@thuis.example"},
    ],
)
def test_the_database_refuses_a_typed_address_that_stays_or_goes_too_soon(
    edition: Edition, fields: dict[str, object]
) -> None:
    typed_letter(edition)

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(**fields)
    assert Letter.objects.update(state=LetterState.ACCEPTED, **letters.FORGOTTEN) == 1


@pytest.mark.parametrize("fields", [{"normalized_email": ""}, {"response": 1}])
def test_the_database_refuses_a_letter_to_an_invitation_without_address_or_with_answers(
    edition: Edition, fields: dict[str, object]
) -> None:
    letter_to(edition, LetterKind.LINK)

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(**fields)
