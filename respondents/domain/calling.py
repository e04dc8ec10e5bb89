"""The phone round: who has which gemeente open, so that no two callers ring the same one."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from respondents.enums import CaseState
from respondents.models import Case, Interview, Invitation
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente
from surveys.models.gemeente import GemeenteQuerySet

# Longer than a call; what is not let go of comes free by itself.
LEASE = timedelta(minutes=15)


def gemeenten_to_call(edition: Edition) -> GemeenteQuerySet:
    """Those of the edition from which no completed response counts, by whatever way, and that did not decline."""
    answered = edition.responses.counted().completed().filter(gemeente__isnull=False)
    refused = edition.cases.filter(state=CaseState.REFUSED)
    to_call = edition.gemeenten.exclude(pk__in=answered.values("gemeente_id"))
    return to_call.exclude(pk__in=refused.values("gemeente_id"))


def has_answered(edition: Edition, gemeente: Gemeente) -> bool:
    return edition.responses.counted().completed().filter(gemeente=gemeente).exists()


@transaction.atomic
def hold(edition: Edition, gemeente: Gemeente, *, by: User) -> bool:
    """Opens the case for this caller, for a quarter of an hour; again holds it longer. False if another has it open.

    Whoever holds the case sees the people of the gemeente, so the log says so.
    """
    case, _ = Case.objects.get_or_create(edition=edition, gemeente=gemeente)
    now = timezone.now()
    free = Q(held_by=None) | Q(held_by=by) | Q(held_until__lte=now)
    held = Case.objects.filter(free, pk=case.pk).update(held_by=by, held_until=now + LEASE)
    if held:
        Interview.objects.filter(case=case, ended_at=None).exclude(caller=by).update(ended_at=now)
        audit.record(AuditVerb.OPENED_CASE, case, by=by)
    return bool(held)


def keep(case: Case, *, by: int) -> bool:
    """The quarter of an hour begins anew; False if the case is not this caller's any more."""
    held = Case.objects.filter(pk=case.pk, held_by=by)
    return bool(held.update(held_until=timezone.now() + LEASE))


@transaction.atomic
def let_go(case: Case, *, by: User) -> None:
    """Free for another caller, and an interview that was under way is over; again changes nothing."""
    Interview.objects.filter(case=case, caller=by, ended_at=None).update(ended_at=timezone.now())
    Case.objects.filter(pk=case.pk, held_by=by).update(held_by=None, held_until=None)


def is_held_by(case: Case | None, user: User) -> bool:
    return case is not None and case.held_by_id == user.pk and not is_over(case)


def is_over(case: Case) -> bool:
    return case.held_until is None or case.held_until <= timezone.now()


def people_of(case: Case) -> list[Invitation]:
    """Who of the gemeente was invited for the edition, with what the caller must know of each."""
    invited = Invitation.objects.current().filter(
        edition=case.edition_id, respondent__gemeente=case.gemeente_id
    )
    related = invited.select_related("respondent", "response", "joined_response")
    return list(
        related.defer("response__answers", "joined_response__answers").order_by("respondent__name", "pk")
    )
