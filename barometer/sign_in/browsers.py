"""The browsers in which somebody signed in before: whoever guesses does not have theirs."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "barometer_browser", "barometer.sign_in.browsers"
REMEMBERED = 180 * 24 * 60 * 60


def remember(response: HttpResponse, user: User) -> None:
    """The browser shows it again at the next sign-in; it opens nothing, and another password ends it."""
    response.set_signed_cookie(
        COOKIE,
        _mark(user),
        salt=SALT,
        max_age=REMEMBERED,
        path="/beheer/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, user: User | None) -> bool:
    shown = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=REMEMBERED)
    return user is not None and shown == _mark(user)


def _mark(user: User) -> str:
    return f"{user.pk}:{user.get_session_auth_hash()[:20]}"
