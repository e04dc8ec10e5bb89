"""Guessing is slowed, and whoever is guessed at comes in all the same.

From one address an account can be tried five times in five minutes, so an attacker elsewhere does not stand in the
way of the owner. Tries from many addresses together count too, but not in a browser in which the owner signed in
before. Codes are short, so fewer of those. `ACCOUNT_RATE_LIMITS` holds the numbers, Valkey the counts.
"""

from enum import StrEnum

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib.auth.models import User
from django.http import HttpRequest

from barometer.sign_in import browsers


class Guess(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of what is guessed
    CODE = "code"


def count(request: HttpRequest, guess: Guess, name: str, owner: User | None) -> None:
    """Raises a ValidationError when this one is too many; `name` is the account as it was asked for."""
    allowed = ratelimit.consume(request, action=f"{guess}_here", key=_here(request, name))
    if allowed and not browsers.is_known(request, owner):
        allowed = ratelimit.consume(request, action=f"{guess}_anywhere", key=name)
    if not allowed:
        raise get_adapter().validation_error("too_many_login_attempts")


def forget(request: HttpRequest, guess: Guess, name: str) -> None:
    """It was right: what was mistyped before, here, does not count any more."""
    ratelimit.clear(request, action=f"{guess}_here", key=_here(request, name))


def _here(request: HttpRequest, name: str) -> str:
    return f"{name} {get_adapter().get_client_ip(request)}"
