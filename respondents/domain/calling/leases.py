"""Who has which gemeente open, so that no two callers ring the same one."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from respondents.models import Case, Interview
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente

# Longer than a call; what is not let go of comes free by itself.
LEASE = timedelta(minutes=15)


@transaction.atomic
def hold(edition: Edition, gemeente: Gemeente, *, by: User) -> bool:
    """True if the caller has the case now, for a quarter of an hour; an interview that another left open is over."""
    case, _ = Case.objects.get_or_create(edition=edition, gemeente=gemeente)
    now = timezone.now()
    free = Q(held_by=None) | Q(held_by=by) | Q(held_until__lte=now)
    held = Case.objects.filter(free, pk=case.pk).update(held_by=by, held_until=now + LEASE)
    if held:
        opened(case.pk, by=by)
    return bool(held)


def opened(case_id: int, *, by: User) -> None:
    """What follows once the case is the caller's."""
    others = Interview.objects.filter(case=case_id, ended_at=None).exclude(caller=by)
    others.update(ended_at=timezone.now())
    audit.record(AuditVerb.OPENED_CASE, Case(pk=case_id), by=by)


def keep(case: Case, *, by: int) -> bool:
    """The quarter of an hour begins anew; False if the case is not this caller's any more."""
    held = Case.objects.filter(pk=case.pk, held_by=by)
    return bool(held.update(held_until=timezone.now() + LEASE))


@transaction.atomic
def let_go(case: Case, *, by: User) -> None:
    """Free for another caller, and an interview that was under way is over; again changes nothing."""
    Interview.objects.filter(case=case, caller=by, ended_at=None).update(ended_at=timezone.now())
    Case.objects.filter(pk=case.pk, held_by=by).update(held_by=None, held_until=None)


def let_go_of_others(case_id: int, *, by: User) -> None:
    """A caller has one gemeente open at a time; another one with an interview under way stays theirs."""
    interviewing = Interview.objects.filter(caller=by, ended_at=None).values("case")
    others = Case.objects.filter(held_by=by).exclude(pk=case_id).exclude(pk__in=interviewing)
    others.update(held_by=None, held_until=None)


def note(case: Case, text: str, *, by: User) -> bool:
    """Keeps what was typed beside the case until an outcome takes it along; False if the caller lost the case."""
    held = Case.objects.filter(pk=case.pk, held_by=by, held_until__gt=timezone.now())
    return bool(held.update(note=text, held_until=timezone.now() + LEASE))


@transaction.atomic
def take_over(case: Case, *, by: User) -> None:
    """The team has the case from now on, whoever had it; an interview of another is over, its answers stay."""
    Case.objects.filter(pk=case.pk).update(held_by=by, held_until=timezone.now() + LEASE)
    opened(case.pk, by=by)
    audit.record(AuditVerb.TOOK_OVER_CASE, case, by=by)


@transaction.atomic
def free(case: Case, *, by: User) -> None:
    """The team takes it from who has it, for the next caller; again changes nothing."""
    if Case.objects.filter(pk=case.pk).exclude(held_by=None).update(held_by=None, held_until=None):
        Interview.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
        audit.record(AuditVerb.FREED_CASE, case, by=by)


def is_held_by(case: Case | None, user: User) -> bool:
    return case is not None and case.held_by_id == user.pk and not is_over(case)


def is_held_by_another(case: Case | None, user: User) -> bool:
    return case is not None and case.held_by_id not in (None, user.pk) and not is_over(case)


def is_over(case: Case) -> bool:
    return case.held_until is None or case.held_until <= timezone.now()
