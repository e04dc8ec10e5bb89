"""Sessions of staff, in Valkey: an hour after the last use they are gone, and twelve hours after signing in anyway."""

import time
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.backends.cache import SessionStore as CacheStore
from django.http import HttpRequest

LONGEST = 12 * 60 * 60
SINCE, ROLES = "signed_in_at", "signed_in_with"


class SessionStore(CacheStore):
    """The server forgets it at the time that it ends, whatever the browser keeps."""

    def get_expiry_age(self, **kwargs: Any) -> int:
        age: int = super().get_expiry_age(**kwargs)
        since = self.get(SINCE)
        return age if since is None else max(0, min(age, int(since + LONGEST - time.time())))


def begin(*, request: HttpRequest, user: User, **_: Any) -> None:
    """A receiver of Django's `user_logged_in`: when it began, and with which roles."""
    request.session[SINCE] = int(time.time())
    request.session[ROLES] = rights(user, list(user.groups.order_by("pk").values_list("pk", flat=True)))


def rights(user: User, role_ids: list[int]) -> list[Any]:
    """What the roles of a session are compared with; other roles end it."""
    return [user.is_staff, user.is_superuser, *role_ids]


def is_overtaken(request: HttpRequest) -> bool:
    """The roles of who is signed in are no longer those of when this session began."""
    return request.session.get(ROLES) != rights(request.user, request.user.role_ids)  # type: ignore[union-attr, arg-type]


def is_background(request: HttpRequest) -> bool:
    """A script of a page looks whether something changed: no sign that anybody is there."""
    return (
        request.method in ("GET", "HEAD") and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    )
