"""The append-only log of who did what; ids and counts, never values or addresses."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from surveys.enums import AuditVerb
from surveys.models import AuditEntry

# None is the system itself: a command on the server, or the worker.
Actor = AbstractBaseUser | None


def record(
    verb: AuditVerb,
    target: models.Model | type[models.Model],
    *,
    by: Actor,
    count: int | None = None,
    reason: str = "",
) -> AuditEntry:
    """Stands in the same transaction as the act, so that neither exists without the other.

    A model as the target means rows of that kind, of which there are too many to name.
    """
    kind = target._meta.model_name
    name = str(kind) if isinstance(target, type) else f"{kind}:{target.pk}"
    actor_id = by.pk if by else None
    return AuditEntry.objects.create(actor_id=actor_id, verb=verb, target=name, count=count, reason=reason)
