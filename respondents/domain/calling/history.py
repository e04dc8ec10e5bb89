"""What went before: letters and calls of one gemeente, the numbers of one caller, and who called what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.utils import timezone

from respondents.enums import CallOutcome, LetterState
from respondents.models import CallAttempt, Case, Letter
from respondents.models.call import CallAttemptQuerySet
from surveys.models import Edition

MOST = 50


@dataclass(frozen=True)
class Event:
    """One letter or call: when, what, about whom, by whom, and what was noted; times are aware."""

    at: datetime
    what: str
    whom: str
    by: str = ""
    note: str = ""


def history_of(case: Case) -> list[Event]:
    """The newest first, in two statements."""
    events = [*_letters(case), *_calls(case)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _letters(case: Case) -> list[Event]:
    letters = Letter.objects.filter(
        invitation__edition=case.edition_id, invitation__respondent__gemeente=case.gemeente_id
    ).exclude(state=LetterState.SKIPPED)
    related = letters.select_related("invitation__respondent").order_by("-pk")[:MOST]
    return [
        Event(letter.settled_at or letter.created_at, _words(letter), str(letter.invitation.respondent))
        for letter in related
        if letter.invitation is not None
    ]


def _words(letter: Letter) -> str:
    words = {LetterState.ACCEPTED: "gemaild", LetterState.FAILED: "niet aangekomen"}
    return f"{letter.get_kind_display()} {words.get(LetterState(letter.state), 'wordt gemaild')}"


def _calls(case: Case) -> list[Event]:
    attempts = CallAttempt.objects.standing().filter(case=case).select_related("respondent", "caller")
    return [
        Event(
            attempt.called_at,
            _outcome(attempt),
            str(attempt.respondent or ""),
            str(attempt.caller),
            attempt.note,
        )
        for attempt in attempts[:MOST]
    ]


def _outcome(attempt: CallAttempt) -> str:
    if attempt.appointment_at is None:
        return attempt.get_outcome_display()
    return f"Afspraak voor {timezone.localtime(attempt.appointment_at):%d-%m %H:%M}"


def numbers_of(caller: User, edition: Edition) -> list[tuple[str, Mapping[str, int]]]:
    """Calls, people reached, interviews and appointments of one caller: today, and in all of the edition."""
    own = CallAttempt.objects.standing().filter(caller=caller, case__edition=edition)
    counted = {
        "calls": Q(),
        "reached": ~Q(outcome__in=CallOutcome.unreached),
        "interviews": Q(outcome=CallOutcome.INTERVIEW),
        "appointments": Q(outcome=CallOutcome.APPOINTMENT),
    }
    is_today = Q(called_at__date=timezone.localdate())
    found = own.aggregate(
        **{f"today_{name}": Count("pk", filter=is_today & which) for name, which in counted.items()},
        **{f"all_{name}": Count("pk", filter=which) for name, which in counted.items()},
    )
    return [
        (label, {name: found[f"{key}_{name}"] for name in counted})
        for key, label in (("today", "Vandaag"), ("all", "In totaal"))
    ]


def attempts_of(
    edition: Edition, *, caller: str = "", day: date | None = None, outcome: str = ""
) -> CallAttemptQuerySet:
    """Who called what, the newest first; also what was undone, for the team must see that."""
    found = CallAttempt.objects.filter(case__edition=edition)
    if caller:
        found = found.filter(caller__username=caller)
    if day:
        found = found.filter(called_at__date=day)
    if outcome:
        found = found.filter(outcome=outcome)
    return found.select_related("case__gemeente", "caller", "respondent")


def callers_of(edition: Edition) -> list[str]:
    names = User.objects.filter(call_attempts__case__edition=edition).distinct().order_by("username")
    return list(names.values_list("username", flat=True))
