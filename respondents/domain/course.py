"""The course of the fieldwork, day by day: what came in, when mail left, and how the edition before it went."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from respondents.enums import WaveKind, WaveState
from respondents.models import Wave
from surveys.domain.arrivals import Arrivals, arrivals
from surveys.models import Edition

DAY = timedelta(days=1)
CLOSE = "Sluiting"


@dataclass(frozen=True)
class Moment:
    """Something that may move the curve, on a day of the fieldwork counted from 0."""

    day: int
    words: str


@dataclass(frozen=True)
class Week:
    """Seven days of the fieldwork: questionnaires, and gemeenten that answered for the first time."""

    first_day: date
    questionnaires: int
    gemeenten: int


@dataclass(frozen=True)
class Course:
    """Questionnaires per day, from the opening; `days` is how long it lasts, `per_day` ends with today.

    `before` is the edition before it, on the same days of its own fieldwork.
    """

    opens_on: date
    days: int
    per_day: list[int]
    gemeenten_per_day: list[int]
    moments: list[Moment]
    before: list[int]
    before_year: int | None

    @property
    def weeks(self) -> list[Week]:
        return [
            Week(
                self.opens_on + DAY * first,
                sum(self.per_day[first : first + 7]),
                sum(self.gemeenten_per_day[first : first + 7]),
            )
            for first in range(0, len(self.per_day), 7)
        ]

    def day(self, number: int) -> date:
        return self.opens_on + DAY * number

    def before_in_week(self, week: int) -> int:
        return sum(self.before[7 * week : 7 * week + 7])


def course_of(edition: Edition, came: Arrivals, others: Iterable[Edition]) -> Course:
    """What came in before the opening or after the last day counts with the first and the last day."""
    opens_on, days = opens_on_of(edition), length_of(edition)
    previous = edition_before(edition, others)
    so_far = max(0, min(days, (timezone.localdate() - opens_on).days + 1))
    return Course(
        opens_on=opens_on,
        days=days,
        per_day=_spread(came.by_day, opens_on, so_far),
        gemeenten_per_day=_spread(Counter(came.first_on.values()), opens_on, so_far),
        moments=moments_of(edition, days),
        before=_of_previous(previous)[:days] if previous else [],
        before_year=previous.year if previous else None,
    )


def _of_previous(edition: Edition) -> list[int]:
    return _spread(arrivals(edition).by_day, opens_on_of(edition), length_of(edition))


def opens_on_of(edition: Edition) -> date:
    return timezone.localdate(edition.opens_at)


def length_of(edition: Edition) -> int:
    """In days, the first and the last included."""
    return (timezone.localdate(edition.closes_at) - opens_on_of(edition)).days + 1


def edition_before(edition: Edition, others: Iterable[Edition]) -> Edition | None:
    """The last edition of the same survey that opened before this one."""
    earlier = [
        one for one in others if one.survey_id == edition.survey_id and one.opens_at < edition.opens_at
    ]
    return max(earlier, key=lambda one: one.opens_at, default=None)


def _spread(by_day: Mapping[date, int], opens_on: date, days: int) -> list[int]:
    per_day = [0] * days
    for day, number in by_day.items():
        if days:
            per_day[min(max(0, (day - opens_on).days), days - 1)] += number
    return per_day


def moments_of(edition: Edition, days: int) -> list[Moment]:
    """The mailings, the phone round and the close, in order of time; a mailing that never began is left out."""
    opens_on = opens_on_of(edition)
    found = [(timezone.localdate(at), words) for at, words in _mailings(edition)]
    if edition.phone_from:
        found.append((edition.phone_from, "Start bellen"))
    found.append((opens_on + DAY * (days - 1), CLOSE))
    placed = [Moment((day - opens_on).days, words) for day, words in found]
    return sorted((one for one in placed if 0 <= one.day < days), key=lambda one: one.day)


def _mailings(edition: Edition) -> Iterable[tuple[datetime, str]]:
    waves = [one for one in edition.waves.order_by("planned_at") if _takes_place(one)]
    reminders = [one for one in waves if one.kind == WaveKind.REMINDER]
    for wave in waves:
        number = f" {reminders.index(wave) + 1}" if wave in reminders else ""
        yield wave.started_at or wave.planned_at, f"{wave.get_kind_display()}{number}"


def _takes_place(wave: Wave) -> bool:
    return wave.state != WaveState.CANCELLED or wave.started_at is not None
