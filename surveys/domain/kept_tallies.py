"""Counts that were made before, kept in Valkey; without it they are made again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger("surveys.tallies")
Counted = TypeVar("Counted")
KEPT = int(timedelta(days=1).total_seconds())


def kept(of_what: object, count: Callable[[], Counted]) -> Counted:
    """What was counted for the same before; `of_what` says whose data, in which state, and how divided."""
    key = f"tallies:{sha256(repr(of_what).encode()).hexdigest()}"
    try:
        rows: Counted | None = cache.get(key)
    except (RedisError, OSError):
        log.warning("Valkey is away; figures are counted anew")
        return count()
    if rows is None:
        rows = count()
        with suppress(RedisError, OSError):
            cache.set(key, rows, timeout=KEPT)
    return rows
