"""When very many start on one open link at once, each of them first does a sum, or waits a moment.

Nobody is refused and nothing rests on an address on the net: a whole gemeente sits behind one. The sum is done by
the browser while its owner chooses the gemeente; who has no JavaScript waits, and is flagged. If Valkey is away,
everybody goes on.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import altcha
import structlog
from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from respondents.domain import starts
from surveys.enums import ResponseFlag
from surveys.models import Edition

log = structlog.get_logger("respondents.crowd")

Answer = TypeVar("Answer")

# Starts a minute for one edition: more than a newsletter to all gemeenten brings, far less than a flood.
SOFT_LIMIT = 60
MINUTE = 60
# A browser does this sum as fast as a robot does, without JavaScript's slowness: at most 400 times 10,000 rounds.
ALGORITHM, ROUNDS, MOST_ATTEMPTS = "PBKDF2/SHA-256", 10_000, 400
LIFETIME = 30 * MINUTE
# Instead of the sum; in seconds since the page was given out.
WAIT = 10
UNSOLVED = altcha.Solution(counter=-1, derived_key="")


@dataclass(frozen=True)
class Entry:
    """Somebody may start; the same proof gives the same key, so that it is good for one response."""

    key: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Queue:
    """Somebody has to do the sum of `proof` first, or to wait so many `seconds`."""

    proof: str
    seconds: int


def enter(edition: Edition, *, gemeente: str, proof: str) -> Entry | Queue:
    """Lets somebody start, at once or after the proof that the crowd asks for.

    A proof is spent on one gemeente: again for that one it gives the same entry, as for a second click.
    """
    entry = _entry(edition, gemeente, proof) if is_crowded(edition) else Entry(starts.new_key())
    if isinstance(entry, Entry):
        _unless_away(lambda: _count(edition), None)
    return entry


def queue(edition: Edition) -> Queue | None:
    """What the start page gives along: nothing as long as it is quiet."""
    return _new_queue(edition) if is_crowded(edition) else None


def is_crowded(edition: Edition) -> bool:
    return _unless_away(lambda: cache.get(_counter(edition), 0), 0) >= SOFT_LIMIT


def _counter(edition: Edition) -> str:
    return f"open-starts:{edition.pk}:{starts.now() // MINUTE}"


def _count(edition: Edition) -> None:
    cache.add(_counter(edition), 0, timeout=2 * MINUTE)
    cache.incr(_counter(edition))


def _new_queue(edition: Edition) -> Queue:
    challenge = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=secrets.randbelow(MOST_ATTEMPTS),
        expires_at=starts.now() + LIFETIME,
        data={"edition": edition.pk},
        hmac_secret=_secret(),
    )
    return Queue(altcha.Payload(challenge, UNSOLVED).to_base64(), WAIT)


def _entry(edition: Edition, gemeente: str, proof: str) -> Entry | Queue:
    result = altcha.verify_solution(proof, _secret())
    if result.invalid_signature is not False:  # Also None: it is rubbish, or it is too old.
        return _new_queue(edition)
    challenge = altcha.Payload.from_base64(proof).challenge
    seconds = 0 if result.verified else _seconds_left(challenge)
    if seconds > 0:
        return Queue(proof, seconds)
    if not _is_of(edition, challenge) or not _spend(challenge, gemeente):
        return _new_queue(edition)
    return Entry(_key_of(challenge), () if result.verified else (ResponseFlag.UNPROVEN,))


def _seconds_left(challenge: altcha.Challenge) -> int:
    given_out = (challenge.parameters.expires_at or 0) - LIFETIME
    return WAIT - (starts.now() - given_out)


def _is_of(edition: Edition, challenge: altcha.Challenge) -> bool:
    return challenge.parameters.data == {"edition": edition.pk}


def _spend(challenge: altcha.Challenge, gemeente: str) -> bool:
    """True the first time, and again for the same gemeente."""
    key = f"open-proof:{challenge.signature}"
    first = _unless_away(lambda: cache.add(key, gemeente, timeout=LIFETIME), True)
    return first or _unless_away(lambda: cache.get(key), gemeente) == gemeente


def _key_of(challenge: altcha.Challenge) -> str:
    digest = hashlib.sha256(str(challenge.signature).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _secret() -> str:
    return f"respondents.crowd:{settings.LINK_KEY}"


def _unless_away(ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What Valkey says, or `otherwise` if it cannot be reached: then people go first."""
    try:
        return ask()
    except (RedisError, OSError, ValueError):  # The last: it was emptied between the two steps of counting.
        log.warning("Valkey is away; the open link lets everybody on")
        return otherwise
