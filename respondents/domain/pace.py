"""How fast mail leaves: a bucket for everything together, and one for each domain that receives it.

The buckets are rows of PostgreSQL and not keys of Redis. They are taken from in the transaction that claims the
letters, so that both happen or neither, a hundred letters at a time: that costs next to nothing, and a wiped Redis
does not make us send faster. A bucket says only when it will be full again; a lost row is a full one, so that losing
them all costs a receiver five seconds' worth of mail at once, and never a letter.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import floor, inf

from django.conf import settings
from django.utils import timezone

from respondents.models import Pace

# What a bucket holds: a receiver who got nothing for a while gets so many seconds' worth at once.
BURST = timedelta(seconds=5)
# How long a worker sleeps when only letters of full domains wait.
NAP = timedelta(milliseconds=500)
EVERYTHING = ""
# A server that says how long it wants to rest is not believed beyond this.
LONGEST_REST = timedelta(hours=1)


def is_limited() -> bool:
    return bool(settings.MAIL_PER_SECOND or settings.MAIL_PER_SECOND_PER_DOMAIN)


def empty_from(now: datetime) -> dict[str, datetime]:
    """A bucket that will be full later than this has nothing in it now: of everything, and of a domain."""
    return {"rests": now + _spare(EVERYTHING), "full": now + _spare("domain")}


def take(domains: Sequence[str], *, at: datetime) -> list[bool]:
    """Which of the letters to these domains may leave now; those are taken from the buckets. In a transaction."""
    rows = _locked([EVERYTHING, *domains], at)
    free = {key: _free(row, at) for key, row in rows.items()}
    taken = []
    for domain in domains:
        may_leave = free[EVERYTHING] >= 1 and free[domain] >= 1
        if may_leave:
            free[EVERYTHING] -= 1
            free[domain] -= 1
        taken.append(may_leave)
    left = Counter(domain for domain, may_leave in zip(domains, taken, strict=True) if may_leave)
    for key, count in (left | Counter({EVERYTHING: left.total()})).items():
        rows[key].full_at = max(rows[key].full_at, at) + count * _interval(key)
    Pace.objects.bulk_update(rows.values(), ["full_at"])
    return taken


def rests() -> bool:
    """Whether who takes our mail asked for a pause that is longer than a worker naps."""
    later = timezone.now() + _burst(EVERYTHING) + NAP
    return Pace.objects.filter(key=EVERYTHING, full_at__gt=later).exists()


def rest(seconds: int) -> None:
    """Nothing leaves for so long: who takes our mail asked for it."""
    until = timezone.now() + min(timedelta(seconds=seconds), LONGEST_REST) + _spare(EVERYTHING)
    Pace.objects.update_or_create(key=EVERYTHING, defaults={"full_at": until})


def _locked(keys: Sequence[str], now: datetime) -> dict[str, Pace]:
    """In one order, so that two workers wait for each other and never for ever."""
    wanted = sorted(set(keys))
    Pace.objects.bulk_create([Pace(key=key, full_at=now) for key in wanted], ignore_conflicts=True)
    locked = Pace.objects.select_for_update().filter(key__in=wanted).order_by("key")
    return {row.key: row for row in locked}


def _free(row: Pace, now: datetime) -> float:
    interval = _interval(row.key)
    if not interval:
        return inf if row.full_at <= now else 0
    return floor((_burst(row.key) - max(row.full_at - now, timedelta())) / interval)


def _interval(key: str) -> timedelta:
    """Between two mails; nothing if there is no limit."""
    rate = settings.MAIL_PER_SECOND_PER_DOMAIN if key else settings.MAIL_PER_SECOND
    return timedelta(seconds=1 / rate) if rate else timedelta()


def _burst(key: str) -> timedelta:
    """At least one mail, however slow."""
    return max(BURST, _interval(key))


def _spare(key: str) -> timedelta:
    interval = _interval(key)
    return _burst(key) - interval if interval else timedelta()
