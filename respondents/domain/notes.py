"""What the team writes down of a gemeente: added, hidden and shown again, never changed."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from respondents.models import GemeenteNote
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Gemeente


@transaction.atomic
def add(gemeente: Gemeente, text: str, *, by: User) -> GemeenteNote:
    note = GemeenteNote.objects.create(gemeente=gemeente, text=text, made_by=by)
    audit.record(AuditVerb.NOTED_GEMEENTE, note, by=by)
    return note


@transaction.atomic
def hide(note: GemeenteNote, *, by: User) -> bool:
    """Out of sight, and kept; False if it was hidden before."""
    shown = GemeenteNote.objects.filter(pk=note.pk, hidden_at=None)
    hidden = shown.update(hidden_by=by, hidden_at=timezone.now())
    if hidden:
        audit.record(AuditVerb.HID_NOTE, note, by=by)
    return bool(hidden)


@transaction.atomic
def show(note: GemeenteNote, *, by: User) -> bool:
    """Undoes `hide`; False if it was shown."""
    hidden = GemeenteNote.objects.filter(pk=note.pk, hidden_at__isnull=False)
    shown = hidden.update(hidden_by=None, hidden_at=None)
    if shown:
        audit.record(AuditVerb.SHOWED_NOTE, note, by=by)
    return bool(shown)
