"""No mail any more: remembered with the person, and by a digest of the address that outlives them."""

from django.db import transaction
from django.utils import timezone

from respondents.domain.addresses import address_digest
from respondents.enums import SuppressionReason
from respondents.models import Respondent, Suppression
from surveys.domain import audit
from surveys.enums import AuditVerb


@transaction.atomic
def opt_out(respondent: Respondent, *, by: audit.Actor = None) -> None:
    """Holds for the address, in every gemeente and every edition; a second time changes nothing."""
    _, is_new = Suppression.objects.get_or_create(
        digest=address_digest(respondent.normalized_email), defaults={"reason": SuppressionReason.OPT_OUT}
    )
    Respondent.objects.filter(normalized_email=respondent.normalized_email, opted_out_at__isnull=True).update(
        opted_out_at=timezone.now()
    )
    if is_new:
        audit.record(AuditVerb.OPTED_OUT, respondent, by=by)


@transaction.atomic
def undo(respondent: Respondent) -> None:
    """The person changed their mind; a bounce or a complaint about the address stays."""
    Suppression.objects.filter(
        digest=address_digest(respondent.normalized_email), reason=SuppressionReason.OPT_OUT
    ).delete()
    Respondent.objects.filter(normalized_email=respondent.normalized_email).update(opted_out_at=None)
