"""What allauth asks of us: who may come in, what is said, what is remembered."""

import time
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from barometer.sign_in import browsers, limits, sessions
from barometer.sign_in.limits import Guess
from surveys.domain import audit
from surveys.enums import AuditVerb

# So long after signing in nobody is asked again who they are, before their own account is changed.
FRESH = 10 * 60
TOO_MANY = "Er is te vaak geprobeerd in te loggen. Wacht vijf minuten en probeer het dan opnieuw."
WRONG_CODE = "Deze code klopt niet. Kijk of de klok van uw telefoon goed staat en typ de nieuwste code."


class StaffAccounts(DefaultAccountAdapter):
    """Nobody signs up; the administrator invites."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "De gebruikersnaam of het wachtwoord klopt niet. Probeer het opnieuw.",
        "incorrect_password": "Dit wachtwoord klopt niet. Probeer het opnieuw.",
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *_: Any, **__: Any) -> None:
        """The pages themselves say what was done."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        name = credentials["username"].lower()
        limits.count(request, Guess.PASSWORD, name, get_user_by_username(name))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.forget(request, Guess.PASSWORD, credentials["username"].lower())
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Which account, if there is such a one; never what was typed, for that may be a password."""
        user = get_user_by_username(credentials["username"])
        audit.record(AuditVerb.SIGN_IN_FAILED, user or User, by=None)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        answer = super().post_login(request, user, **options)
        browsers.remember(answer, user)
        return answer

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        since = self.request.session.get(sessions.SINCE, 0)
        return time.time() - since > FRESH and super().is_reauthentication_required(app=app, **options)


class StaffFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, scale=4)
        return drawn.getvalue().decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()
