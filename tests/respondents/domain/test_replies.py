"""What mail that came back changes: by itself nearly nothing, and the rest when the team takes it over."""

from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from respondents.domain import letters, replies, selection
from respondents.domain.addresses import suppress
from respondents.domain.replies import Taken
from respondents.enums import (
    HandOverState,
    LetterEventKind,
    LetterKind,
    LetterState,
    ReplyKind,
    ReplyState,
    SkipReason,
    SuppressionReason,
    WaveState,
)
from respondents.exceptions import HandOverRefused, ReplyRefused
from respondents.models import HandOver, Letter, LetterEvent, Reply, Respondent, Suppression, Wave
from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.factories.respondents import LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import EditionFactory, ResponseFactory
from tests.mails import OURS, SANNE, automatic, mail, report

pytestmark = pytest.mark.django_db
FATIMA = "Fatima@zwolle.example"
LEFT = f"Sanne is niet meer werkzaam bij de gemeente. Mail Fatima El Amrani ({FATIMA})."
WRONG = f"Ik ben niet de juiste persoon, dat is Fatima El Amrani ({FATIMA})."


@pytest.fixture(autouse=True)
def _our_address(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Barometer <{OURS}>"


@pytest.fixture
def letter() -> Letter:
    return sent_letter()


def sent_letter(**fields: Any) -> Letter:
    """An invitation that has left, to Sanne of Zwolle."""
    fields = {
        "invitation__respondent__email": SANNE,
        "invitation__respondent__gemeente__name": "Zwolle",
    } | fields
    made = LetterFactory(attempts=1, state=LetterState.ACCEPTED, **fields)
    made.message_id = letters.message_id(made)
    made.save()
    return made


@pytest.fixture
def member() -> User:
    return StaffFactory()


def take_in(raw: bytes) -> Reply:
    replies.take_in(raw)
    return Reply.objects.latest("pk")


def sanne() -> Respondent:
    return Respondent.objects.get(normalized_email=SANNE)


def contacts() -> list[tuple[object, ...]]:
    return list(Respondent.objects.order_by("pk").values_list())


def written() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


# Bounces


def test_a_bounce_of_our_letter_is_acted_upon_once(letter: Letter) -> None:
    raw = report("550 5.1.1 unknown", "5.1.1", returned=letter.message_id)

    taken = [replies.take_in(raw), replies.take_in(raw)]

    assert taken == [(ReplyKind.BOUNCED, True), (ReplyKind.BOUNCED, False)]
    assert list(LetterEvent.objects.values_list("letter", "kind", "status")) == [
        (letter.pk, LetterEventKind.BOUNCED, "5.1.1")
    ]
    assert list(Suppression.objects.values_list("reason", flat=True)) == [SuppressionReason.BOUNCED]
    assert list(Respondent.objects.bounced()) == [sanne()]
    assert Reply.objects.get().state == ReplyState.NOTED


@pytest.mark.parametrize(
    "words", [("550 5.7.1 policy", "5.7.1"), ("452 4.2.2 full", "4.2.2"), ("552 5.2.2 full", "5.2.2")]
)
def test_other_news_of_a_server_never_touches_the_contact(letter: Letter, words: tuple[str, str]) -> None:
    before = contacts()

    take_in(report(*words, returned=letter.message_id))

    assert (contacts(), Suppression.objects.count(), LetterEvent.objects.count()) == (before, 0, 1)


def test_distrust_of_three_domains_brakes_the_wave() -> None:
    wave = WaveFactory(released=True)
    Wave.objects.update(state=WaveState.RUNNING, started_at=timezone.now() - timedelta(hours=1))
    for number in range(3):
        one = sent_letter(
            wave=wave,
            sending_since=timezone.now(),
            invitation__respondent__email=f"x@gemeente{number}.example",
        )
        take_in(report("550 5.7.1 policy", "5.7.1", returned=one.message_id))

    wave.refresh_from_db()
    assert wave.state == WaveState.PAUSED


def test_a_bounce_that_proves_nothing_waits_for_the_team(letter: Letter, member: User) -> None:
    """Anybody can write that an address does not exist; only who got the letter knows its Message-ID."""
    forged = report("550 5.1.1 unknown", "5.1.1", returned="")

    reply = take_in(forged)
    before = Suppression.objects.count()
    accepted = replies.accept(reply, Taken(), by=member)

    assert (reply.state, reply.is_doubtful, before) == (ReplyState.OPEN, True, 0)
    assert (accepted, Suppression.objects.count(), LetterEvent.objects.count()) == (True, 1, 1)


# Absence


def test_an_absence_is_kept_when_the_team_takes_it_over(letter: Letter, member: User) -> None:
    reply = take_in(automatic("Ik ben afwezig tot en met 14 juli.", references=letter.message_id))
    before = sanne().absent_until

    taken = [replies.accept(reply, Taken(absent_until=date(2026, 7, 15)), by=member) for _ in range(2)]

    assert (reply.state, reply.respondent, reply.absent_until) == (
        ReplyState.OPEN,
        sanne(),
        date(2026, 7, 14),
    )
    assert (before, sanne().absent_until) == (None, date(2026, 7, 15))
    assert (taken, written()) == ([True, False], [AuditVerb.ACCEPTED_REPLY])


def test_a_note_of_the_respondent_is_found_by_the_address_and_is_less_sure(letter: Letter) -> None:
    reply = take_in(automatic("Afwezig t/m 14 juli", references=""))

    assert (reply.respondent, reply.letter, reply.is_doubtful) == (sanne(), letter, True)


def test_a_note_of_a_stranger_proposes_nothing(letter: Letter) -> None:
    reply = take_in(automatic("Afwezig t/m 14 juli", references="", sender="iemand@elders.example"))

    assert (reply.state, reply.sender, reply.excerpt) == (ReplyState.NOTED, "", "")


# Another person


def test_who_left_is_replaced_by_who_the_note_names(letter: Letter, member: User) -> None:
    reply = take_in(automatic(LEFT, references=letter.message_id))
    taken = Taken(name=reply.name, email=reply.email)

    results = [replies.accept(reply, taken, by=member), replies.accept(reply, taken, by=member)]

    colleague = Respondent.objects.get(normalized_email=FATIMA.lower())
    assert (results, reply.is_doubtful) == ([True, False], False)
    assert (colleague.name, colleague.gemeente) == ("Fatima El Amrani", sanne().gemeente)
    assert colleague.source == "antwoord van een collega op 15 juni 2026"
    assert sanne().left_on == timezone.localdate()
    assert [(one.state, one.giver) for one in HandOver.objects.all()] == [
        (HandOverState.SENT, letter.invitation)
    ]
    assert Letter.objects.filter(kind=LetterKind.HAND_OVER, invitation__respondent=colleague).count() == 1
    assert written() == [AuditVerb.ACCEPTED_REPLY]


def test_a_colleague_elsewhere_is_doubtful_and_is_judged_once(letter: Letter, member: User) -> None:
    other = "fatima@elders.example"
    reply = take_in(mail(WRONG.replace(FATIMA, other), references=letter.message_id))

    replies.accept(reply, Taken(email=other), by=member)

    assert (reply.kind, reply.is_doubtful) == (ReplyKind.NOT_THE_PERSON, True)
    assert (sanne().left_on, HandOver.objects.get().state) == (None, HandOverState.SENT)
    assert written() == [AuditVerb.APPROVED_HAND_OVER, AuditVerb.ACCEPTED_REPLY]


def test_after_the_close_the_colleague_is_a_contact_and_gets_no_mail(member: User) -> None:
    closed = EditionFactory(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    letter = sent_letter(wave__edition=closed)
    reply = take_in(mail(WRONG, references=letter.message_id))

    replies.accept(reply, Taken(email=FATIMA), by=member)

    assert (Respondent.objects.count(), HandOver.objects.count(), Letter.objects.count()) == (2, 0, 1)


def test_who_has_answered_keeps_the_answers(letter: Letter, member: User) -> None:
    assert letter.invitation is not None
    letter.invitation.response = ResponseFactory(edition=letter.invitation.edition, completed=True)
    letter.invitation.save()
    reply = take_in(mail(WRONG, references=letter.message_id))

    replies.accept(reply, Taken(email=FATIMA), by=member)

    assert (Respondent.objects.count(), HandOver.objects.count()) == (2, 0)


def test_who_left_without_a_name_gets_no_mail_any_more(member: User) -> None:
    letter = sent_letter()
    assert letter.wave is not None
    reply = take_in(mail("Ik werk hier niet meer.", references=letter.message_id))
    reminder = WaveFactory(edition=letter.wave.edition, kind="reminder")

    replies.accept(reply, Taken(), by=member)

    assert selection.preview(reminder).left_out == {SkipReason.LEFT: 1}


@pytest.mark.parametrize("taken", [Taken(), Taken(email=SANNE.upper()), Taken(email="weg@zwolle.example")])
def test_what_cannot_be_taken_over_changes_nothing(letter: Letter, member: User, taken: Taken) -> None:
    suppress("weg@zwolle.example", SuppressionReason.OPT_OUT)
    reply = take_in(mail(WRONG, references=letter.message_id))
    before = contacts()

    with pytest.raises((ReplyRefused, HandOverRefused)):
        replies.accept(reply, taken, by=member)

    reply.refresh_from_db()
    assert (reply.state, contacts(), written()) == (ReplyState.OPEN, before, [])


def test_declining_changes_nothing_but_the_proposal(letter: Letter, member: User) -> None:
    reply = take_in(mail(WRONG, references=letter.message_id))
    before = contacts()

    results = [
        replies.decline(reply, by=member),
        replies.decline(reply, by=member),
        replies.accept(reply, Taken(email=FATIMA), by=member),
    ]

    assert (results, contacts(), written()) == ([True, False, False], before, [AuditVerb.DECLINED_REPLY])


# What is kept


def test_what_people_wrote_is_only_counted(letter: Letter) -> None:
    reply = take_in(mail("Wanneer sluit het? Groet, Sanne, 06-12345678", references=letter.message_id))

    texts = (reply.sender, reply.excerpt, reply.name, reply.email)
    assert (reply.kind, reply.state, reply.respondent, texts) == (
        ReplyKind.OTHER,
        ReplyState.NOTED,
        None,
        ("",) * 4,
    )


def test_our_own_mail_is_not_noted(letter: Letter) -> None:
    assert replies.take_in(mail(WRONG, sender=OURS)) == (ReplyKind.OWN, False)
    assert not Reply.objects.exists()


def test_after_thirty_days_the_words_are_gone_and_the_mail_stays_known(letter: Letter) -> None:
    raw = mail(WRONG, references=letter.message_id)
    reply = take_in(raw)
    kept = replies.forget()
    Reply.objects.update(read_at=timezone.now() - timedelta(days=31))

    forgotten = [replies.forget(), replies.forget()]

    reply.refresh_from_db()
    assert (kept, forgotten, reply.state) == (0, [1, 0], ReplyState.EXPIRED)
    assert (reply.sender, reply.name, reply.email, reply.excerpt) == ("", "", "", "")
    assert replies.take_in(raw) == (ReplyKind.NOT_THE_PERSON, False)


def test_erasing_the_respondent_takes_the_proposal_along(letter: Letter) -> None:
    take_in(mail(WRONG, references=letter.message_id))

    sanne().delete()

    assert not Reply.objects.exists()


@hypothesis.settings(max_examples=30)
@given(st.binary(max_size=300), st.sampled_from([WRONG, LEFT, "Afwezig t/m 14 juli\n"]))
def test_no_bytes_at_all_change_a_contact(noise: bytes, words: str) -> None:
    with transaction.atomic():
        letter = sent_letter()
        before = contacts()

        replies.take_in(mail(words, references=letter.message_id) + noise)
        replies.take_in(noise + automatic(words, references=letter.message_id))
        replies.take_in(f"From: {SANNE}\nIn-Reply-To: {letter.message_id}\n".encode() + noise)

        assert (contacts(), Suppression.objects.count()) == (before, 0)
        transaction.set_rollback(True)


# What the database refuses


def test_a_proposal_is_about_somebody(letter: Letter) -> None:
    take_in(mail(WRONG, references=letter.message_id))

    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.update(respondent=None)
    assert Reply.objects.update(state=ReplyState.NOTED, respondent=None) == 1


def test_a_decision_is_of_somebody_at_some_time(letter: Letter, member: User) -> None:
    take_in(mail(WRONG, references=letter.message_id))
    now = timezone.now()

    for fields in ({"state": ReplyState.DECLINED}, {"decided_by": member, "decided_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reply.objects.update(**fields)
    assert Reply.objects.update(state=ReplyState.DECLINED, decided_by=member, decided_at=now) == 1


def test_the_same_mail_is_there_once(letter: Letter) -> None:
    reply = take_in(mail(WRONG, references=letter.message_id))

    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.create(digest=reply.digest, kind=ReplyKind.OTHER, sent_at=timezone.now())
    assert Reply.objects.count() == 1
