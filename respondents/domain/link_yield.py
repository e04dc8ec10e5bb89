"""What each open link brought in, in all and per day; visits are not followed, only what was kept of an answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from respondents.domain.starts import clean_source
from respondents.models import OpenLink
from surveys.domain.percentages import percent
from surveys.enums import Channel
from surveys.models import Edition, Response

# Anybody can make up tags; the page shows those by which most came in.
MOST_UNKNOWN = 50
FEWEST_DAYS = 28
FLAGGED = Count("pk", filter=Q(flags__len__gt=0))


@dataclass(frozen=True)
class Day:
    """`begun` on that day, sent or not since; `completed` on that day, whenever begun."""

    day: date
    begun: int = 0
    completed: int = 0
    flagged: int = 0


@dataclass(frozen=True)
class Yield:
    """`flagged` came in in a remarkable way, and counts all the same."""

    tag: str
    days: tuple[Day, ...] = ()
    link: OpenLink | None = None

    @property
    def can_be_adopted(self) -> bool:
        """Not what an address could never have brought."""
        return bool(self.tag) and clean_source(self.tag) == self.tag

    @property
    def begun(self) -> int:
        return sum(day.begun for day in self.days)

    @property
    def completed(self) -> int:
        return sum(day.completed for day in self.days)

    @property
    def flagged(self) -> int:
        return sum(day.flagged for day in self.days)

    @property
    def percent(self) -> float | int | None:
        """Of who began, who sent."""
        return percent(self.completed, self.begun)


@dataclass(frozen=True)
class Overview:
    """`links` in use first; of the unknown tags the largest, and `others` together as one."""

    links: list[Yield]
    ended: list[Yield]
    unknown: list[Yield]
    others: Yield
    other_count: int
    untagged: Yield
    total: Yield


def overview(edition: Edition) -> Overview:
    days = _days(edition)
    links = [
        Yield(link.tag, days.pop(link.tag, ()), link) for link in OpenLink.objects.filter(edition=edition)
    ]
    untagged = Yield("", days.pop("", ()))
    unknown = sorted((Yield(tag, found) for tag, found in days.items()), key=_largest_first)
    others = Yield("", _together(unknown[MOST_UNKNOWN:]))
    return Overview(
        links=[line for line in links if line.link and line.link.ended_at is None],
        ended=[line for line in links if line.link and line.link.ended_at is not None],
        unknown=unknown[:MOST_UNKNOWN],
        others=others,
        other_count=len(unknown[MOST_UNKNOWN:]),
        untagged=untagged,
        total=Yield("", _together([*links, untagged, *unknown])),
    )


def _largest_first(line: Yield) -> tuple[int, str]:
    return (-line.begun, line.tag)


def yield_of(link: OpenLink) -> Yield:
    return Yield(link.tag, _days(link.edition, tag=link.tag).get(link.tag, ()), link)


def _days(edition: Edition, **only: str) -> dict[str, tuple[Day, ...]]:
    """By tag the days on which something happened, in order; two queries whatever the number of answers."""
    came = Response.objects.counted().filter(edition=edition, channel=Channel.OPEN).order_by()
    came = came.filter(source=only["tag"]) if only else came
    sent = came.completed()
    begun = came.values_list("source", TruncDate("started_at")).annotate(number=Count("pk"), flagged=FLAGGED)
    completed = sent.values_list("source", TruncDate("completed_at")).annotate(Count("pk"))
    found: dict[str, dict[date, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for tag, day, number, flagged in begun:
        found[tag][day] = {"begun": number, "flagged": flagged}
    for tag, day, number in completed:
        found[tag][day]["completed"] = number
    return {tag: tuple(Day(day, **days[day]) for day in sorted(days)) for tag, days in found.items()}


def _together(lines: Iterable[Yield]) -> tuple[Day, ...]:
    """The sums per day."""
    found: dict[date, Day] = {}
    for day in (day for line in lines for day in line.days):
        known = found.get(day.day, Day(day.day))
        found[day.day] = Day(
            day.day,
            known.begun + day.begun,
            known.completed + day.completed,
            known.flagged + day.flagged,
        )
    return tuple(found[day] for day in sorted(found))


@dataclass(frozen=True)
class Period:
    """From the opening to today, or to the close, and as far around it as anything came in."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """In days, and wide enough that a bar stays a bar."""
        return max(FEWEST_DAYS, (self.last - self.first).days + 1)


@dataclass(frozen=True)
class Bar:
    """The completed answers of one day: place in days from the first, `height` as part of a hundred."""

    place: int
    height: int

    @property
    def top(self) -> int:
        return 100 - self.height


def period_of(edition: Edition, days: Iterable[Day]) -> Period:
    opened, closed = timezone.localdate(edition.opens_at), timezone.localdate(edition.closes_at)
    with_answers = [day.day for day in days]
    last = max([opened, min(timezone.localdate(), closed), *with_answers])
    return Period(min([opened, *with_answers]), last)


def bars(days: Iterable[Day], period: Period, highest: int) -> list[Bar]:
    """One for each day on which something was sent; the highest of all links is a hundred."""
    return [
        Bar((day.day - period.first).days, max(4, round(100 * day.completed / highest)))
        for day in days
        if day.completed
    ]


def highest_of(lines: Iterable[Yield]) -> int:
    return max((day.completed for line in lines for day in line.days), default=0)


def place_of(day: date | None, period: Period) -> int | None:
    """The place of a day among the bars; None if it is not in the period."""
    return (day - period.first).days if day and period.first <= day <= period.last else None
