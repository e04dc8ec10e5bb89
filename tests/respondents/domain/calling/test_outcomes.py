import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from respondents.domain import declines, opt_out
from respondents.domain.calling import leases, outcomes, people
from respondents.domain.calling.outcomes import Call, Recorded
from respondents.domain.calling.people import Contact
from respondents.enums import (
    CallOutcome,
    CaseState,
    DeclineState,
    LetterKind,
    LetterState,
    OptOutReason,
    SkipReason,
    WaveKind,
    WaveState,
)
from respondents.exceptions import CallRefused
from respondents.models import CallAttempt, Case, Decline, Interview, Invitation, Letter, Respondent
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db
FATIMA = Contact("Fatima El Amrani", "fatima@almelo.example", "0546 54 11 12", "Adviseur")
# Each outcome with what else must be said.
SAID: dict[CallOutcome, dict[str, Any]] = {
    outcome: {} for outcome in CallOutcome if outcome != CallOutcome.INTERVIEW
}
SAID[CallOutcome.OTHER_PERSON] = {"other": FATIMA}


@pytest.fixture
def held(case: Case, caller: User) -> Case:
    assert leases.hold(case.edition, case.gemeente, by=caller)
    return case


def say(case: Case, outcome: CallOutcome, caller: User, **more: Any) -> Recorded:
    more = {"key": uuid.uuid4(), **more}
    if outcome == CallOutcome.APPOINTMENT:
        more.setdefault("appointment_at", timezone.now() + timedelta(days=1))
    return outcomes.record(case, Call(outcome, **more), by=caller)


def rows() -> dict[str, Any]:
    """Everything that an outcome may change, but for the log and what was undone."""
    return {
        "cases": list(Case.objects.values("state", "appointment_at")),
        "respondents": list(Respondent.objects.order_by("pk").values("email", "opted_out_at")),
        "invitations": list(Invitation.objects.order_by("pk").values("pk", "handed_over_at")),
        "letters": list(
            Letter.objects.exclude(skip_reason=SkipReason.CANCELLED).order_by("pk").values("pk", "state")
        ),
        "declined": Decline.objects.filter(state__in=DeclineState.active).exists(),
    }


@pytest.mark.parametrize("outcome", SAID)
def test_each_outcome_is_recorded_and_undone(
    held: Case, person: Invitation, caller: User, outcome: CallOutcome
) -> None:
    invited = WaveFactory(edition=held.edition, released=True, state=WaveState.RUNNING)
    reminded = WaveFactory(
        edition=held.edition, released=True, state=WaveState.PAUSED, kind=WaveKind.REMINDER
    )
    LetterFactory(wave=invited, invitation=person)
    LetterFactory(wave=reminded, invitation=person, kind=LetterKind.REMINDER)
    before = rows()

    recorded = say(held, outcome, caller, person=person, note="Belt terug", **SAID[outcome])
    during = CallAttempt.objects.standing().get()
    rest = [outcomes.undo(recorded.attempt, by=caller) for _ in range(2)]

    held.refresh_from_db()
    assert (during.outcome, during.note, during.respondent) == (outcome, "Belt terug", person.respondent)
    assert (rows(), rest, held.note) == (before, ["", ""], "Belt terug")
    assert not CallAttempt.objects.standing().exists()
    logged = AuditEntry.objects.filter(verb__in=[AuditVerb.LOGGED_CALL, AuditVerb.UNDID_CALL])
    assert [(entry.verb, entry.actor_id) for entry in logged.order_by("pk")] == [
        ("logged_call", caller.pk),
        ("undid_call", caller.pk),
    ]


def test_pressing_twice_is_once(held: Case, person: Invitation, caller: User) -> None:
    key = uuid.uuid4()

    first, second = (say(held, CallOutcome.PROMISED, caller, person=person, key=key) for _ in range(2))

    assert first.attempt == second.attempt == CallAttempt.objects.get()
    assert Letter.objects.filter(kind=LetterKind.LINK).count() == 1


def test_an_outcome_lets_go_of_the_case(held: Case, caller: User) -> None:
    say(held, CallOutcome.NO_ANSWER, caller)

    assert leases.hold(held.edition, held.gemeente, by=StaffFactory())


def test_without_the_case_nothing_is_recorded(
    held: Case, caller: User, clock: time_machine.Traveller
) -> None:
    with pytest.raises(CallRefused, match="niet meer open"):
        say(held, CallOutcome.NO_ANSWER, StaffFactory())
    clock.shift(leases.LEASE)
    with pytest.raises(CallRefused, match="niet meer open"):
        say(held, CallOutcome.NO_ANSWER, caller)

    assert not CallAttempt.objects.exists()


def test_an_appointment_is_kept_by_the_call_that_comes_after(
    held: Case, caller: User, clock: time_machine.Traveller
) -> None:
    """Nobody answers before it is due, and it stays; once it is due, the call keeps it."""
    at = timezone.now() + timedelta(hours=1)
    say(held, CallOutcome.APPOINTMENT, caller, appointment_at=at)
    states = []
    for hours in (0, 1):
        clock.move_to(at + timedelta(hours=hours - 0.5))
        leases.hold(held.edition, held.gemeente, by=caller)
        say(held, CallOutcome.NO_ANSWER, caller)
        held.refresh_from_db()
        states.append((held.state, held.appointment_at))

    assert states == [(CaseState.APPOINTMENT, at), (CaseState.OPEN, None)]


def test_undoing_puts_an_appointment_back(held: Case, caller: User) -> None:
    at = timezone.now() - timedelta(minutes=1)
    Case.objects.update(state=CaseState.APPOINTMENT, appointment_at=at)

    outcomes.undo(say(held, CallOutcome.PROMISED, caller).attempt, by=caller)

    held.refresh_from_db()
    assert (held.state, held.appointment_at) == (CaseState.APPOINTMENT, at)


@pytest.mark.parametrize("outcome", SAID)
def test_of_a_gemeente_that_answered_meanwhile_only_the_call_is_kept(
    held: Case, person: Invitation, caller: User, outcome: CallOutcome
) -> None:
    ResponseFactory(edition=held.edition, gemeente=held.gemeente, completed=True)

    recorded = say(held, outcome, caller, person=person, note="Al klaar", **SAID[outcome])

    assert recorded.meanwhile == "Almelo heeft geantwoord. Bellen hoeft niet meer."
    assert CallAttempt.objects.get().note == "Al klaar"
    assert (Letter.objects.count(), Invitation.objects.count(), Decline.objects.count()) == (0, 1, 0)
    assert Case.objects.get().state == CaseState.OPEN
    # That a person wants no mail holds whoever answered.
    person.respondent.refresh_from_db()
    assert (person.respondent.opted_out_at is not None) == (outcome == CallOutcome.REFUSED)


def test_a_gemeente_that_declined_meanwhile_says_so(held: Case, caller: User) -> None:
    declines.decline(held.edition, held.gemeente, said_by="de griffier", reason="", by=StaffFactory())

    recorded = say(held, CallOutcome.APPOINTMENT, caller)
    outcomes.undo(recorded.attempt, by=caller)

    assert recorded.meanwhile == "Almelo doet niet mee. Bel deze gemeente niet meer."
    assert Case.objects.get().state == CaseState.REFUSED


def test_a_gemeente_that_declines_by_phone_gets_no_letter_and_no_call(
    held: Case, person: Invitation, caller: User
) -> None:
    Respondent.objects.update(functie="Gemeentesecretaris")
    person.respondent.refresh_from_db()
    letter = LetterFactory(wave=WaveFactory(edition=held.edition, released=True), invitation=person)

    say(held, CallOutcome.GEMEENTE_REFUSED, caller, person=person, note="Geen tijd,\ndit jaar niet")

    letter.refresh_from_db()
    declined = Decline.objects.get()
    assert (declined.state, declined.said_by, declined.reason, declined.decided_by) == (
        DeclineState.DECLINED,
        "Gemeentesecretaris, per telefoon",
        "Geen tijd, dit jaar niet",
        caller,
    )
    assert (letter.state, letter.skip_reason) == (LetterState.SKIPPED, SkipReason.GEMEENTE_DECLINED)
    assert Case.objects.get().is_refused


def test_undoing_a_refusal_leaves_the_opt_out_of_before(held: Case, person: Invitation, caller: User) -> None:
    opt_out.opt_out(person.respondent)

    outcomes.undo(say(held, CallOutcome.REFUSED, caller, person=person).attempt, by=caller)

    assert Respondent.objects.get().opted_out_at is not None


def test_undoing_a_refusal_leaves_what_the_person_said_themselves(
    held: Case, person: Invitation, caller: User
) -> None:
    recorded = say(held, CallOutcome.REFUSED, caller, person=person)
    opt_out.say_why(person, OptOutReason.NO_TIME, "")

    outcomes.undo(recorded.attempt, by=caller)

    assert Respondent.objects.get().opted_out_at is not None


def test_what_has_left_is_said(held: Case, person: Invitation, caller: User) -> None:
    promised = say(held, CallOutcome.PROMISED, caller, person=person)
    Letter.objects.update(state=LetterState.ACCEPTED)
    said = [outcomes.undo(promised.attempt, by=caller)]
    leases.hold(held.edition, held.gemeente, by=caller)
    other = say(held, CallOutcome.OTHER_PERSON, caller, person=person, other=FATIMA)
    Letter.objects.update(state=LetterState.ACCEPTED)

    said.append(outcomes.undo(other.attempt, by=caller))

    assert said == [
        "De mail met de link was al weg.",
        "De mail aan de andere persoon was al weg, dus die blijft uitgenodigd.",
    ]
    assert Respondent.objects.filter(name=FATIMA.name).exists()


def test_a_promise_mails_no_link_where_that_may_not_be(held: Case, person: Invitation, caller: User) -> None:
    opt_out.opt_out(person.respondent)

    recorded = say(held, CallOutcome.PROMISED, caller, person=person)

    assert not Letter.objects.exists()
    assert outcomes.sentence(recorded.attempt) == "Almelo: zegt toe vastgelegd. Er is geen link gemaild."


def test_a_promise_after_a_link_on_request_mails_it_once(
    held: Case, person: Invitation, caller: User
) -> None:
    people.mail_link(person, by=caller)

    say(held, CallOutcome.PROMISED, caller, person=person)

    assert Letter.objects.filter(kind=LetterKind.LINK).count() == 1


def test_undoing_is_refused_in_words(held: Case, caller: User, clock: time_machine.Traveller) -> None:
    first = say(held, CallOutcome.NO_ANSWER, caller).attempt
    clock.shift(1)
    leases.hold(held.edition, held.gemeente, by=caller)
    second = say(held, CallOutcome.NO_ANSWER, caller).attempt
    with pytest.raises(CallRefused, match="opnieuw gebeld"):
        outcomes.undo(first, by=caller)
    clock.shift(outcomes.UNDO_FOR + timedelta(seconds=1))

    with pytest.raises(CallRefused, match="langer dan een kwartier"):
        outcomes.undo(second, by=caller)


def test_an_interview_is_not_undone(case: Case, caller: User) -> None:
    attempt = CallAttempt.objects.create(case=case, caller=caller, outcome=CallOutcome.INTERVIEW)

    with pytest.raises(CallRefused, match="Vraag het projectteam"):
        outcomes.undo(attempt, by=caller)


def test_an_outcome_ends_the_interview(held: Case, caller: User) -> None:
    Interview.objects.create(case=held, caller=caller)

    say(held, CallOutcome.APPOINTMENT, caller)

    assert Interview.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (CallOutcome.REFUSED, outcomes.WHO),
        (CallOutcome.OTHER_PERSON, outcomes.WHOM),
    ],
)
def test_what_must_be_said_is_asked_for(held: Case, caller: User, outcome: CallOutcome, why: str) -> None:
    with pytest.raises(CallRefused) as refusal:
        say(held, outcome, caller)

    assert str(refusal.value) == why


def test_an_appointment_needs_a_moment(held: Case, caller: User) -> None:
    with pytest.raises(CallRefused, match="Vul in wanneer"):
        outcomes.record(held, Call(CallOutcome.APPOINTMENT, uuid.uuid4()), by=caller)
    with pytest.raises(IntegrityError, match="attempt_appointment_has_a_time"):
        CallAttempt.objects.create(case=held, caller=caller, outcome=CallOutcome.APPOINTMENT)


@pytest.mark.parametrize("outcome", SAID)
def test_what_was_recorded_is_said(
    held: Case, person: Invitation, caller: User, outcome: CallOutcome
) -> None:
    recorded = say(held, outcome, caller, person=person, **SAID[outcome])

    expected = {
        CallOutcome.NO_ANSWER: "geen gehoor vastgelegd.",
        CallOutcome.VOICEMAIL: "voicemail vastgelegd.",
        CallOutcome.BUSY: "in gesprek vastgelegd.",
        CallOutcome.WRONG_NUMBER: "onjuist nummer vastgelegd.",
        CallOutcome.PROMISED: "zegt toe vastgelegd. De link wordt opnieuw gemaild.",
        CallOutcome.APPOINTMENT: "afspraak op 3 september 2026, 14:00 uur vastgelegd.",
        CallOutcome.ALREADY_ANSWERED: "heeft al ingevuld vastgelegd. "
        "Wij zien nog geen verzonden vragenlijst. Het projectteam kijkt het na.",
        CallOutcome.OTHER_PERSON: "andere persoon vastgelegd. De andere persoon krijgt de vragenlijst per mail.",
        CallOutcome.REFUSED: "wil niet meedoen vastgelegd. Deze persoon krijgt geen mail meer.",
        CallOutcome.GEMEENTE_REFUSED: "gemeente wil niet meedoen vastgelegd. "
        "Niemand van deze gemeente krijgt nog mail of wordt gebeld.",
    }
    assert outcomes.sentence(recorded.attempt) == f"Almelo: {expected[outcome]}"


def test_a_colleague_in_another_edition_is_left_alone(held: Case, caller: User, edition: Edition) -> None:
    """Somebody known already is invited, and stays known when that is undone."""
    elsewhere = InvitationFactory(respondent__gemeente=held.gemeente, respondent__email=FATIMA.email)

    recorded = say(held, CallOutcome.OTHER_PERSON, caller, other=FATIMA)
    invited = Invitation.objects.get(edition=edition, respondent=elsewhere.respondent)
    outcomes.undo(recorded.attempt, by=caller)

    assert invited.respondent.name == "Sanne de Vries"
    assert list(Invitation.objects.filter(respondent=elsewhere.respondent)) == [elsewhere]
