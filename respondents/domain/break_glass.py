"""To see what one respondent answered, with the name: for a reason, by who asked, for four hours, and written down.

The reason outlives an erasure in the log, so it may not say who the respondent is.
"""

import re
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from respondents.exceptions import BreakGlassRefused
from respondents.models import BreakGlass, Invitation, Respondent
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Response

OPEN_FOR = timedelta(hours=4)
NO_NAMES = "Noem in de reden geen naam, adres of telefoonnummer: het logboek blijft altijd bestaan."
NAMES_SOMEBODY = re.compile(r"@|\d[\d\s-]{5,}")


def ask(invitation: Invitation, reason: str, *, by: User) -> BreakGlass:
    """Each asking is a row of its own, also while an earlier one is open."""
    if not responses_of(invitation):
        raise BreakGlassRefused("Van deze respondent zijn er geen antwoorden om in te zien.")
    if names(invitation.respondent, reason):
        raise BreakGlassRefused(NO_NAMES)
    with transaction.atomic():
        glass = BreakGlass.objects.create(
            invitation=invitation, asked_by=by, reason=reason, ends_at=timezone.now() + OPEN_FOR
        )
        audit.record(AuditVerb.BROKE_GLASS, glass, by=by, reason=reason)
    return glass


def names(respondent: Respondent, reason: str) -> bool:
    """Whether the text tells who it is about; a short part such as `de` tells nothing."""
    parts = {part for part in re.findall(r"\w+", respondent.name.lower()) if len(part) > 3}
    return bool(NAMES_SOMEBODY.search(reason)) or not parts.isdisjoint(re.findall(r"\w+", reason.lower()))


def look(pk: int, *, by: User) -> BreakGlass | None:
    """Every look is written down; None for who did not ask, or when the hours are over."""
    glass = BreakGlass.objects.select_related("invitation__respondent__gemeente").filter(pk=pk).first()
    if glass is None or not glass.is_open:
        return None
    if glass.asked_by_id != by.pk:
        audit.record(AuditVerb.REFUSED_ACCESS, glass, by=by)
        return None
    audit.record(AuditVerb.READ_ANSWERS, glass.invitation, by=by, reason=f"inzage {glass.pk}")
    return glass


def responses_of(invitation: Invitation) -> list[Response]:
    """By the personal link, and by the open link if that was theirs too."""
    return [one for one in (invitation.response, invitation.joined_response) if one is not None]
