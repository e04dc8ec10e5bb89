"""No mail any more: remembered with the person, and by a digest of the address that outlives them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from respondents.domain import declines
from respondents.domain.addresses import address_digests, suppress
from respondents.enums import OptOutReason, SuppressionReason
from respondents.models import Invitation, Respondent, Suppression
from surveys.domain import audit
from surveys.enums import AuditVerb


@transaction.atomic
def opt_out(respondent: Respondent, *, by: audit.Actor = None) -> None:
    """Holds for the address, in every gemeente and every edition; a second time changes nothing."""
    is_new = suppress(respondent.normalized_email, SuppressionReason.OPT_OUT)
    mark(respondent)
    if is_new:
        audit.record(AuditVerb.OPTED_OUT, respondent, by=by)
    if respondent.merged_into is not None:
        opt_out(respondent.merged_into, by=by)


@transaction.atomic
def complain(respondent: Respondent) -> None:
    """Holds for good: nobody undoes it with a link, and not even a link on request is sent."""
    if suppress(respondent.normalized_email, SuppressionReason.COMPLAINT):
        audit.record(AuditVerb.OPTED_OUT, respondent, by=None, reason="klacht bij de mailprovider")
    mark(respondent)
    if respondent.merged_into is not None:
        complain(respondent.merged_into)


def mark(respondent: Respondent) -> None:
    mark_all([respondent.normalized_email])


def mark_all(emails: Iterable[str]) -> None:
    """Everybody at one of these normalised addresses; who had opted out before did so then."""
    unmarked = Respondent.objects.filter(normalized_email__in=emails, opted_out_at__isnull=True)
    unmarked.update(opted_out_at=timezone.now())


@transaction.atomic
def say_why(invitation: Invitation, reason: OptOutReason, note: str) -> bool:
    """What somebody says after it, if anything; the last that was said stands.

    False if they did not opt out, or took it back meanwhile. That the gemeente takes no part is put to the team.
    """
    opted_out = Respondent.objects.filter(pk=invitation.respondent_id, opted_out_at__isnull=False)
    if not opted_out.update(opt_out_reason=reason, opt_out_note=note):
        return False
    if reason == OptOutReason.GEMEENTE_DECLINES:
        declines.claim(invitation)
    else:
        declines.take_back(invitation)
    return True


@transaction.atomic
def undo(invitation: Invitation, *, by: audit.Actor = None) -> None:
    """The person changed their mind, or a caller heard it wrong; a bounce or a complaint about the address stays."""
    respondent = invitation.respondent
    Suppression.objects.filter(
        digest__in=address_digests(respondent.normalized_email), reason=SuppressionReason.OPT_OUT
    ).delete()
    Respondent.objects.filter(normalized_email=respondent.normalized_email).update(
        opted_out_at=None, opt_out_reason=OptOutReason.NONE, opt_out_note=""
    )
    declines.take_back(invitation)
    audit.record(AuditVerb.UNDID_OPT_OUT, respondent, by=by)
