"""The audit log as it is read: who did what, when, to which object by its number."""

import re
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import QuerySet

from surveys.enums import AuditVerb
from surveys.models import AuditEntry

TARGET = re.compile(r"[a-z]+(:\d+)?")
# A name, and a number behind it.
SPOKEN = re.compile(r"(.+?)(?: (\d+))?")


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
    return f"{_names().get(kind, kind)} {number}".strip()


def target_of(words: str) -> str:
    """The target that reads as those words, or that is written so; empty if none can be."""
    kinds = {name.lower(): kind for kind, name in _names().items()}
    spoken = SPOKEN.fullmatch(words.lower())
    if spoken and spoken[1] in kinds:
        kind, number = kinds[spoken[1]], spoken[2]
        return f"{kind}:{number}" if number else kind
    return words if TARGET.fullmatch(words) else ""


def _names() -> dict[str, str]:
    return {str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()}
