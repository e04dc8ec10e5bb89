"""The first step on the open link: until there is an answer, all that is known travels in the address, signed.

A mail gateway that follows the link and posts its form leaves nothing behind. The key of a start is unique among the
responses, so posting its first page twice makes one response; starting twice on one machine makes two.
"""

import re
import secrets
import time
from dataclasses import astuple, dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer

from surveys.enums import ResponseFlag

# Whoever reads a question and presses a button needs longer than this.
FASTEST_FIRST_ANSWER = 2
NOT_IN_SOURCE = re.compile(r"[^a-z0-9-]+")
LONGEST_SOURCE = 60
# A token that was derived from a row never has this sign.
SEPARATOR = "."


@dataclass(frozen=True)
class Start:
    """Somebody pressed *Start* on the open link; `at` in seconds since 1970."""

    edition_id: int
    gemeente_id: int | None
    source: str
    key: str
    at: int
    flags: tuple[str, ...] = ()


def new_key() -> str:
    return secrets.token_urlsafe(16)


def now() -> int:
    return int(time.time())


def token_of(start: Start) -> str:
    """What the address bears until there is a response; it has no time limit, as no link to answer by has."""
    return _signer().sign_object(astuple(start))


def read(token: str) -> Start | None:
    """The start that the token bears; None if it is not one of ours."""
    try:
        edition_id, gemeente_id, source, key, at, flags = _signer().unsign_object(token)
    except BadSignature:
        return None
    return Start(edition_id, gemeente_id, source, key, at, tuple(flags))


def is_start(token: str) -> bool:
    return SEPARATOR in token


def _signer() -> Signer:
    return Signer(
        key=settings.LINK_KEY,
        fallback_keys=[*settings.LINK_KEY_OLD],
        salt="respondents.starts",
        sep=SEPARATOR,
    )


def flags_at_first_answer(start: Start) -> list[str]:
    """What was remarkable about the start, now that its first answer is here."""
    is_fast = now() - start.at < FASTEST_FIRST_ANSWER
    return [*start.flags, *([ResponseFlag.FAST_START] if is_fast else [])]


def clean_source(text: str) -> str:
    """The `bron` of an open link as small letters, digits and dashes."""
    return NOT_IN_SOURCE.sub("-", text.lower()).strip("-")[:LONGEST_SOURCE].rstrip("-")
