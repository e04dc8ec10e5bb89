"""How a call ended: recorded once, with what follows from it, and taken back within a quarter of an hour."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from respondents.domain import declines, doorbell, opt_out, schedule
from respondents.domain.calling import leases, people, standing
from respondents.domain.calling.people import Contact
from respondents.enums import CallOutcome, CaseState, DeclineState, LetterKind, LetterState, SkipReason
from respondents.exceptions import CallRefused, DeclineRefused
from respondents.models import CallAttempt, Case, Decline, Invitation, Letter
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Gemeente

UNDO_FOR = timedelta(minutes=15)
LINK_ASKED = timedelta(hours=1)

NOT_HELD = (
    "U hebt dit dossier niet meer open, dus er is niets vastgelegd. Uw notitie staat hieronder nog. "
    "Open het dossier opnieuw en leg dan vast."
)
WHO = (
    "Kies eerst met wie u belde. Staat die persoon er niet bij? Kies dan ‘Gemeente wil niet meedoen’, "
    "of noteer een andere persoon."
)
WHEN = "Vul in wanneer u terugbelt."
WHOM = "Vul de naam en het e-mailadres van de andere persoon in."
TOO_LATE = "Dit is langer dan een kwartier geleden. Vraag het projectteam om het te herstellen."
CALLED_AGAIN = "Intussen is deze gemeente opnieuw gebeld. Vraag het projectteam om het te herstellen."
NOT_THIS = "Een ingevulde vragenlijst haalt u zo niet weg. Vraag het projectteam."


@dataclass(frozen=True)
class Call:
    """What the caller says of a call; `key` is of the page, so that pressing twice is once."""

    outcome: CallOutcome
    key: uuid.UUID
    person: Invitation | None = None
    note: str = ""
    appointment_at: datetime | None = None
    other: Contact | None = None


@dataclass(frozen=True)
class Recorded:
    """`meanwhile` is the Dutch sentence for a gemeente that answered or declined during the call; else empty."""

    attempt: CallAttempt
    meanwhile: str = ""


@transaction.atomic
def record(case: Case, call: Call, *, by: User) -> Recorded:
    """Stores the call and what follows from it, and lets go of the case.

    Of a gemeente that answered or declined meanwhile only the call and the wish of a person are kept. Raises
    CallRefused; then nothing is stored.
    """
    locked = _lock(case)
    done = CallAttempt.objects.filter(key=call.key, caller=by, case=case).first()
    if done is not None:
        return Recorded(done)
    if not leases.is_held_by(locked, by):
        raise CallRefused(NOT_HELD)
    meanwhile = standing.why_done(locked)
    attempt = _store(locked, call, by)
    _move_case(locked, call, is_open=meanwhile.state == "open")
    if meanwhile.state == "open" or call.outcome == CallOutcome.REFUSED:
        _follow(attempt, call, by)
    leases.let_go(locked, by=by)
    audit.record(AuditVerb.LOGGED_CALL, locked, by=by, reason=str(call.outcome.label))
    return Recorded(attempt, meanwhile.sentence)


def _lock(case: Case) -> Case:
    """After the gemeente, whose turn it is: a decline locks its own row and the case in another order."""
    Gemeente.objects.select_for_update(no_key=True).get(pk=case.gemeente_id)
    related = Case.objects.select_for_update(of=("self",)).select_related("edition", "gemeente")
    return related.get(pk=case.pk)


def _store(case: Case, call: Call, by: User) -> CallAttempt:
    if call.outcome == CallOutcome.APPOINTMENT and call.appointment_at is None:
        raise CallRefused(WHEN)
    return CallAttempt.objects.create(
        case=case,
        respondent=call.person.respondent if call.person else None,
        caller=by,
        outcome=call.outcome,
        note=call.note,
        called_at=timezone.now(),
        key=call.key,
        appointment_at=call.appointment_at,
        state_before=case.state,
        appointment_before=case.appointment_at,
    )


def _move_case(case: Case, call: Call, *, is_open: bool) -> None:
    """An appointment that was kept is over, and so is one with somebody who was spoken before it."""
    case.note = ""
    is_kept = case.appointment_at is not None and case.appointment_at <= timezone.now()
    if is_open and call.outcome == CallOutcome.APPOINTMENT:
        case.state, case.appointment_at = CaseState.APPOINTMENT, call.appointment_at
    elif is_open and (is_kept or call.outcome not in CallOutcome.unreached):
        case.state, case.appointment_at = CaseState.OPEN, None
    case.save(update_fields=["state", "appointment_at", "note"])


def _follow(attempt: CallAttempt, call: Call, by: User) -> None:
    """What the outcome does beside the case."""
    if call.outcome == CallOutcome.PROMISED:
        _mail_link(attempt, call)
    elif call.outcome == CallOutcome.REFUSED:
        _end_mail(attempt, call, by)
    elif call.outcome == CallOutcome.GEMEENTE_REFUSED:
        _decline(attempt, call, by)
    elif call.outcome == CallOutcome.OTHER_PERSON:
        _invite(attempt, call, by)


def _mail_link(attempt: CallAttempt, call: Call) -> None:
    """Who promises gets the link again, unless that may not be or was just done."""
    if call.person is None:
        return
    try:
        people.refuse_mail_to(call.person)
    except CallRefused:
        return
    asked = Letter.objects.filter(kind=LetterKind.LINK, invitation=call.person)
    recent = asked.filter(created_at__gt=timezone.now() - LINK_ASKED).exclude(state=LetterState.SKIPPED)
    if not recent.exists():
        Letter.objects.create(
            kind=LetterKind.LINK,
            invitation=call.person,
            cause=_cause_of(attempt),
            normalized_email=call.person.respondent.normalized_email,
        )
        doorbell.ring_on_commit()


def _cause_of(attempt: CallAttempt) -> str:
    return f"call:{attempt.pk}"


def _end_mail(attempt: CallAttempt, call: Call, by: User) -> None:
    if call.person is None:
        raise CallRefused(WHO)
    attempt.opted_out = people.end_mail(call.person, by=by)
    attempt.save(update_fields=["opted_out"])


def _decline(attempt: CallAttempt, call: Call, by: User) -> None:
    """What our own caller heard stops letters and calls at once; the team sees it, and can take it back."""
    who = call.person.respondent.functie if call.person else ""
    said_by = f"{who or 'een medewerker'}, per telefoon"
    reason = " ".join(call.note.split())[:300]
    try:
        declines.decline(attempt.case.edition, attempt.case.gemeente, said_by=said_by, reason=reason, by=by)
    except DeclineRefused as refusal:
        raise CallRefused(str(refusal)) from refusal


def _invite(attempt: CallAttempt, call: Call, by: User) -> None:
    if call.other is None:
        raise CallRefused(WHOM)
    attempt.invited = people.invite(attempt.case, call.other, by=by)
    attempt.save(update_fields=["invited"])


def sentence(attempt: CallAttempt) -> str:
    """What was recorded, and what follows from it, in Dutch."""
    gemeente = attempt.case.gemeente
    if attempt.appointment_at is not None:
        return f"{gemeente}: afspraak op {schedule.in_words(attempt.appointment_at)} vastgelegd."
    return f"{gemeente}: {attempt.get_outcome_display().lower()} vastgelegd. {_what_follows(attempt)}".strip()


def _what_follows(attempt: CallAttempt) -> str:
    if attempt.outcome == CallOutcome.PROMISED:
        is_mailed = Letter.objects.filter(kind=LetterKind.LINK, cause=_cause_of(attempt)).exists()
        return "De link wordt opnieuw gemaild." if is_mailed else "Er is geen link gemaild."
    return FOLLOWS.get(CallOutcome(attempt.outcome), "")


FOLLOWS: Mapping[CallOutcome, str] = {
    CallOutcome.ALREADY_ANSWERED: "Wij zien nog geen verzonden vragenlijst. Het projectteam kijkt het na.",
    CallOutcome.REFUSED: "Deze persoon krijgt geen mail meer.",
    CallOutcome.GEMEENTE_REFUSED: "Niemand van deze gemeente krijgt nog mail of wordt gebeld.",
    CallOutcome.OTHER_PERSON: "De andere persoon krijgt de vragenlijst per mail.",
}


@transaction.atomic
def undo(attempt: CallAttempt, *, by: User) -> str:
    """Everything is as before the call; gives in Dutch what could not be taken back. Again changes nothing.

    Raises CallRefused once it is too late.
    """
    case = _lock(attempt.case)
    found = CallAttempt.objects.select_related("invited__respondent").get(pk=attempt.pk)
    if found.undone_at is not None:
        return ""
    _refuse_undo(found)
    rest = _take_back(found, by)
    _put_back(case, found)
    CallAttempt.objects.filter(pk=found.pk).update(undone_at=timezone.now())
    audit.record(AuditVerb.UNDID_CALL, case, by=by, reason=found.get_outcome_display())
    return rest


def _refuse_undo(attempt: CallAttempt) -> None:
    if attempt.outcome == CallOutcome.INTERVIEW:
        raise CallRefused(NOT_THIS)
    if attempt.called_at < timezone.now() - UNDO_FOR:
        raise CallRefused(TOO_LATE)
    later = Q(called_at__gt=attempt.called_at) | Q(called_at=attempt.called_at, pk__gt=attempt.pk)
    if CallAttempt.objects.standing().filter(later, case=attempt.case_id).exists():
        raise CallRefused(CALLED_AGAIN)


def _put_back(case: Case, attempt: CallAttempt) -> None:
    """What the team decided meanwhile stays."""
    case.refresh_from_db()
    case.appointment_at = attempt.appointment_before
    case.note = case.note or attempt.note
    if CaseState.REFUSED not in (case.state, attempt.state_before):
        case.state = CaseState(attempt.state_before)
    case.save(update_fields=["state", "appointment_at", "note"])


def _take_back(attempt: CallAttempt, by: User) -> str:
    """Undoes what the outcome did beside the case; gives what could not be."""
    if attempt.outcome == CallOutcome.PROMISED:
        return _keep_link(attempt)
    if attempt.outcome == CallOutcome.OTHER_PERSON:
        return _uninvite(attempt)
    if attempt.outcome == CallOutcome.REFUSED:
        _mail_again(attempt, by)
    elif attempt.outcome == CallOutcome.GEMEENTE_REFUSED:
        _take_part(attempt, by)
    return ""


def _keep_link(attempt: CallAttempt) -> str:
    mailed = Letter.objects.filter(kind=LetterKind.LINK, cause=_cause_of(attempt))
    mailed.filter(state=LetterState.QUEUED).update(
        state=LetterState.SKIPPED, skip_reason=SkipReason.CANCELLED, settled_at=timezone.now()
    )
    return "De mail met de link was al weg." if mailed.exclude(state=LetterState.SKIPPED).exists() else ""


def _mail_again(attempt: CallAttempt, by: User) -> None:
    """A reason that the person gave shows that they opted out themselves too."""
    person = Invitation.objects.filter(
        edition=attempt.case.edition_id, respondent=attempt.respondent_id
    ).first()
    if attempt.opted_out and person is not None and not person.respondent.opt_out_reason:
        opt_out.undo(person, by=by)


def _take_part(attempt: CallAttempt, by: User) -> None:
    declined = Decline.objects.filter(
        edition=attempt.case.edition_id,
        gemeente=attempt.case.gemeente_id,
        state=DeclineState.DECLINED,
        decided_by=by,
        decided_at__gte=attempt.called_at,
    ).first()
    if declined is not None:
        declines.undo(declined, by=by, with_reminders=True)


def _uninvite(attempt: CallAttempt) -> str:
    if attempt.invited is None or people.uninvite(attempt.invited):
        return ""
    return "De mail aan de andere persoon was al weg, dus die blijft uitgenodigd."
