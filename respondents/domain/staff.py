"""What the administrator does with the account of a colleague: written down, and never to oneself."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction

from respondents.exceptions import StaffRefused
from surveys.domain import audit
from surveys.enums import AuditVerb

NOT_YOURSELF = "Dit kan niet bij uw eigen account. Vraag een andere beheerder."


def stop(colleague: User, *, by: User) -> bool:
    """Whether this call did it. The account stays, for the log names it; its sessions end."""
    return _set_active(colleague, False, AuditVerb.STOPPED_STAFF, by=by)


def reopen(colleague: User, *, by: User) -> bool:
    return _set_active(colleague, True, AuditVerb.REOPENED_STAFF, by=by)


def _set_active(colleague: User, is_active: bool, verb: AuditVerb, *, by: User) -> bool:
    _refuse(colleague, by)
    with transaction.atomic():
        done = User.objects.filter(pk=colleague.pk, is_active=not is_active).update(is_active=is_active)
        if done:
            audit.record(verb, colleague, by=by)
    return bool(done)


def reset_second_factor(colleague: User, *, by: User | None) -> bool:
    """The next sign-in asks for the password only, and leads to a new one; `by` is None on the server."""
    _refuse(colleague, by)
    with transaction.atomic():
        deleted, _ = Authenticator.objects.filter(user=colleague).delete()
        if deleted:
            audit.record(AuditVerb.RESET_SECOND_FACTOR, colleague, by=by)
    return bool(deleted)


def _refuse(colleague: User, by: User | None) -> None:
    if by is not None and colleague.pk == by.pk:
        raise StaffRefused(NOT_YOURSELF)
