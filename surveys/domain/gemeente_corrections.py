"""A response by the open link with which somebody chose the wrong gemeente: counted for the right one."""

from django.db import transaction

from surveys.domain import audit
from surveys.enums import AuditVerb, Channel
from surveys.exceptions import CleaningRefused
from surveys.models import Gemeente, GemeenteCorrection, Response

WITH_A_PERSON = (
    "Dit antwoord hoort bij iemand die is uitgenodigd. Verplaats dan het contact, en niet het antwoord."
)
NOT_OF_EDITION = "{} bestond niet op de dag waarop deze editie opende. Kies een gemeente van toen."
THE_SAME = "Dit antwoord telt al voor {}. Kies een andere gemeente."


@transaction.atomic
def correct(response: Response, gemeente: Gemeente, *, reason: str, by: audit.Actor) -> GemeenteCorrection:
    """From now on it counts for that gemeente; to put it back is another correction.

    Raises CleaningRefused if it is not a sent one of the open link, or that gemeente cannot be it.
    """
    locked = (
        Response.objects.select_for_update(of=["self"])
        .select_related("edition", "gemeente")
        .get(pk=response.pk)
    )
    _refuse(locked, gemeente)
    correction = GemeenteCorrection.objects.create(
        response=locked,
        was=locked.gemeente,
        became=gemeente,
        reason=reason,
        made_by_id=by.pk if by else None,
    )
    Response.objects.filter(pk=locked.pk).update(gemeente=gemeente)
    audit.record(AuditVerb.CORRECTED_GEMEENTE, locked, by=by, reason=reason)
    return correction


def _refuse(response: Response, gemeente: Gemeente) -> None:
    if response.channel != Channel.OPEN or not response.is_completed:
        raise CleaningRefused(WITH_A_PERSON)
    if response.gemeente == gemeente:
        raise CleaningRefused(THE_SAME.format(gemeente))
    if not response.edition.gemeenten.filter(pk=gemeente.pk).exists():
        raise CleaningRefused(NOT_OF_EDITION.format(gemeente))
