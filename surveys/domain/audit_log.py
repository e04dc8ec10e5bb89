"""The audit log as it is read: who did what, when, to which object by its number."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import QuerySet

from surveys.enums import AuditVerb
from surveys.models import AuditEntry


@dataclass(frozen=True)
class Wanted:
    """What of the log is wanted; what is None is not asked for."""

    actor: User | None = None
    verb: AuditVerb | None = None
    day: date | None = None
    target: str = ""


def entries(wanted: Wanted) -> QuerySet[AuditEntry]:
    """The newest first."""
    found = AuditEntry.objects.select_related("actor")
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.day:
        found = found.filter(at__date=wanted.day)
    return found.filter(target=wanted.target) if wanted.target else found


def in_words(target: str) -> str:
    """`edition:3` is *editie 3*; a kind that the code does not have any more stays as it was written."""
    kind, _, number = target.partition(":")
    names = {model._meta.model_name: model._meta.verbose_name for model in apps.get_models()}
    return f"{names.get(kind, kind)} {number}".strip()
