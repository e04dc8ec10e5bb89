"""Takes an import back, as long as nobody whom it added or invited was mailed or has answered."""

from django.db import transaction
from django.db.models import Q, QuerySet

from respondents.enums import ImportState
from respondents.exceptions import ImportRefused
from respondents.models import CallAttempt, ContactImport, Invitation, Letter, Respondent
from surveys.domain import audit
from surveys.enums import AuditVerb

UNDONE = "Deze import is al teruggedraaid."


def why_not(contact_import: ContactImport) -> str:
    """The sentence that says why it stays; empty if it can be taken back."""
    if contact_import.state != ImportState.STORED:
        return UNDONE
    invitations = _invitations(contact_import)
    mailed = Letter.objects.filter(invitation__in=invitations).values("invitation").distinct().count()
    if mailed:
        return f"Terugdraaien kan niet meer: er zijn al brieven gemaakt voor {mailed} van deze mensen."
    answered = invitations.filter(Q(response__isnull=False) | Q(joined_response__isnull=False)).count()
    if answered:
        return f"Terugdraaien kan niet meer: {answered} van deze mensen zijn begonnen met antwoorden."
    called = CallAttempt.objects.filter(respondent__contact_import=contact_import).count()
    if called:
        return "Terugdraaien kan niet meer: met deze mensen is al gebeld."
    # Another contact would go with the one into which it was merged.
    if contact_import.respondents.filter(Q(merged_into__isnull=False) | Q(merged__isnull=False)).exists():
        return "Terugdraaien kan niet meer: contacten van deze import zijn samengevoegd met andere."
    return ""


def _invitations(contact_import: ContactImport) -> QuerySet[Invitation]:
    of_it = Q(contact_import=contact_import) | Q(respondent__contact_import=contact_import)
    return Invitation.objects.filter(of_it)


@transaction.atomic
def undo(contact_import: ContactImport, *, by: audit.Actor) -> int:
    """Removes the respondents that it added and the invitations that it made; gives how many respondents.

    Addresses without mail stay so, and what it filled in of who was known stays. Raises ImportRefused with why not.
    """
    locked = ContactImport.objects.select_for_update().get(pk=contact_import.pk)
    # A letter that is being made for one of them waits here, or is seen below.
    list(_invitations(locked).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if reason := why_not(locked):
        raise ImportRefused(reason)
    _invitations(locked).delete()
    people = Respondent.objects.filter(contact_import=locked)
    count = people.count()
    people.delete()
    ContactImport.objects.filter(pk=locked.pk).update(state=ImportState.UNDONE)
    audit.record(AuditVerb.UNDID_IMPORT, locked, by=by, count=count)
    return count
