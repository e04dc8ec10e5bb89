"""What allauth and Django tell about signing in, for the audit log; connected when the project starts."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed
from django.contrib.auth import signals as auth
from django.contrib.auth.models import User

from barometer.sign_in import sessions
from surveys.domain import audit
from surveys.enums import AuditVerb


def connect() -> None:
    auth.user_logged_in.connect(sessions.begin, dispatch_uid="session")
    auth.user_logged_out.connect(signed_out, dispatch_uid="audit")
    user_logged_in.connect(signed_in, dispatch_uid="audit")
    authentication_failed.connect(wrong_code, dispatch_uid="audit")


def signed_in(*, user: User, **_: Any) -> None:
    audit.record(AuditVerb.SIGNED_IN, user, by=user)


def signed_out(*, user: User | None, **_: Any) -> None:
    """Django tells it also when nobody was signed in."""
    if user is not None:
        audit.record(AuditVerb.SIGNED_OUT, user, by=user)


def wrong_code(*, user: User, **_: Any) -> None:
    audit.record(AuditVerb.SECOND_FACTOR_FAILED, user, by=None)
