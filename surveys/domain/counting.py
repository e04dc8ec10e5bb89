"""Which sent responses count: the only place where one is set apart as a double, and where it comes back.

Two parties set apart. Of two answers of one person the team lets one count, and gives no reason: they know that it is
one person. The analyst, who only suspects it, gives one. Neither undoes what the other did without being asked to.
"""

from django.db import transaction
from django.db.models import Q

from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Response
from surveys.models.response import ResponseQuerySet


@transaction.atomic
def leave_out(response: Response, *, reason: str, by: audit.Actor) -> bool:
    """Out of every figure and export, and kept; False if it is not sent, or was left out already."""
    counting = Response.objects.completed().filter(pk=response.pk, is_double=False)
    changed = bool(counting.update(is_double=True, double_reason=reason))
    if changed:
        audit.record(AuditVerb.LEFT_OUT_RESPONSE, response, by=by, reason=reason)
    return changed


@transaction.atomic
def count_again(response: Response, *, reason: str, by: audit.Actor) -> bool:
    """Undoes `leave_out`; False if there is nothing to undo, or if it is the second answer of one person."""
    changed = bool(left_out(pk=response.pk).update(is_double=False, double_reason=""))
    if changed:
        audit.record(AuditVerb.COUNTED_RESPONSE, response, by=by, reason=reason)
    return changed


def left_out(**which: int) -> ResponseQuerySet:
    """What the analyst left out; not the second answers of one person."""
    return Response.objects.filter(is_double=True, **which).exclude(double_reason="")


def let_first_count(of_one_person: ResponseQuerySet) -> None:
    """Of two sent answers the later is set apart; what the analyst left out stays out and pushes no other away."""
    not_left_out = of_one_person.completed().filter(double_reason="").order_by("completed_at", "pk")
    sent = list(not_left_out.values_list("pk", flat=True))
    if len(sent) > 1:
        not_left_out.update(is_double=~Q(pk=sent[0]))


def let_one_count(of_one_person: ResponseQuerySet, counts: Response) -> None:
    """That one and no other, also where the analyst had left it out."""
    of_one_person.update(is_double=~Q(pk=counts.pk), double_reason="")


def let_all_count(of_two_persons: ResponseQuerySet) -> None:
    """They are two persons after all; what the analyst left out stays out."""
    of_two_persons.filter(double_reason="").update(is_double=False)
