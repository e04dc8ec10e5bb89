"""No mail any more: remembered with the person, and by a digest of the address that outlives them."""

from django.db import transaction
from django.utils import timezone

from respondents.domain.addresses import address_digest, suppress
from respondents.enums import SuppressionReason
from respondents.models import Respondent, Suppression
from surveys.domain import audit
from surveys.enums import AuditVerb


@transaction.atomic
def opt_out(respondent: Respondent, *, by: audit.Actor = None) -> None:
    """Holds for the address, in every gemeente and every edition; a second time changes nothing."""
    is_new = suppress(respondent.normalized_email, SuppressionReason.OPT_OUT)
    mark(respondent)
    if is_new:
        audit.record(AuditVerb.OPTED_OUT, respondent, by=by)


@transaction.atomic
def complain(respondent: Respondent) -> None:
    """Holds for good: nobody undoes it with a link, and not even a link on request is sent."""
    if suppress(respondent.normalized_email, SuppressionReason.COMPLAINT):
        audit.record(AuditVerb.OPTED_OUT, respondent, by=None, reason="klacht bij de mailprovider")
    mark(respondent)


def mark(respondent: Respondent) -> None:
    Respondent.objects.filter(normalized_email=respondent.normalized_email, opted_out_at__isnull=True).update(
        opted_out_at=timezone.now()
    )


@transaction.atomic
def undo(respondent: Respondent) -> None:
    """The person changed their mind; a bounce or a complaint about the address stays."""
    Suppression.objects.filter(
        digest=address_digest(respondent.normalized_email), reason=SuppressionReason.OPT_OUT
    ).delete()
    Respondent.objects.filter(normalized_email=respondent.normalized_email).update(opted_out_at=None)
