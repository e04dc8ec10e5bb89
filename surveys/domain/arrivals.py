"""When and how the counted answers of an edition came in: one pass over one index, whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from surveys.enums import Channel
from surveys.models import Edition

# Every column is in the index `response_arrived`, and its condition is that of the index: no row is opened.
ARRIVALS = """
SELECT gemeente_id, day, channel, source, count(*), min(day), grouping(gemeente_id), grouping(day)
FROM (
    SELECT gemeente_id, channel, source, (completed_at AT TIME ZONE 'Europe/Amsterdam')::date AS day
    FROM surveys_response
    WHERE edition_id = %(edition)s AND completed_at IS NOT NULL
    AND NOT is_test AND NOT is_late AND NOT is_double
) arrived
GROUP BY GROUPING SETS ((gemeente_id), (day), (channel, source))
"""


@dataclass(frozen=True)
class Arrivals:
    """Sent questionnaires that count. Who answered without a gemeente is in the days and channels only."""

    by_gemeente: dict[int, int] = field(default_factory=dict)
    first_on: dict[int, date] = field(default_factory=dict)
    by_day: dict[date, int] = field(default_factory=dict)
    by_channel: dict[tuple[Channel, str], int] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        return sum(self.by_day.values())

    def of_channel(self, channel: Channel) -> Mapping[str, int]:
        """By the source of the link, the largest first; "" is a link that says none."""
        found = [(source, count) for (one, source), count in self.by_channel.items() if one == channel]
        return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def arrivals(edition: Edition) -> Arrivals:
    """As it is now, in one query."""
    found = Arrivals()
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS, {"edition": edition.pk})
        for row in cursor.fetchall():
            _add(found, *row)
    return found


def _add(
    found: Arrivals,
    gemeente: int | None,
    day: date,
    channel: Any,
    source: str,
    count: int,
    first: date,
    *without: int,
) -> None:
    """`without` says of gemeente and day whether the row is about all of them together."""
    without_gemeente, without_day = without
    if not without_day:
        found.by_day[day] = count
    elif without_gemeente:
        found.by_channel[Channel(channel), source] = count
    elif gemeente is not None:
        found.by_gemeente[gemeente], found.first_on[gemeente] = count, first


def gemeenten_by_channel(edition: Edition, channel: Channel) -> set[int]:
    """Of which at least one answer that counts came by it, in one query."""
    came = edition.responses.that_count().filter(channel=channel)
    return set(came.exclude(gemeente=None).order_by().values_list("gemeente", flat=True).distinct())
