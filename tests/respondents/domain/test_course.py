from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from respondents.domain.course import Course, Moment, Week, course_of
from respondents.enums import WaveKind, WaveState
from surveys.domain.arrivals import Arrivals
from surveys.domain.editions import at
from surveys.models import Edition
from tests.factories.respondents import WaveFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory, SurveyFactory

pytestmark = pytest.mark.django_db

OPENS = date(2026, 6, 12)


def lasting(days: int, opens_on: date = OPENS, **fields: object) -> Edition:
    closes_at = at(opens_on + timedelta(days=days - 1), time(23, 59, 59))
    return EditionFactory(opens_at=at(opens_on, time.min), closes_at=closes_at, **fields)


def came(*days: int) -> Arrivals:
    return Arrivals(by_day={OPENS + timedelta(days=day): day + 1 for day in days}, first_on={1: OPENS})


@time_machine.travel(datetime(2026, 6, 14, 10, tzinfo=UTC))
def test_days_are_counted_from_the_opening_until_today() -> None:
    course = course_of(lasting(10), came(0, 2), [])

    assert course == Course(
        opens_on=OPENS,
        days=10,
        per_day=[1, 0, 3],
        gemeenten_per_day=[1, 0, 0],
        moments=[Moment(9, "Sluiting")],
        before=[],
        before_year=None,
    )
    assert course.weeks == [Week(OPENS, 4, 1)]


@time_machine.travel(datetime(2026, 8, 1, tzinfo=UTC))
def test_what_came_around_the_fieldwork_counts_with_its_ends() -> None:
    assert course_of(lasting(3), came(-1, 0, 2, 3), []).per_day == [1, 0, 7]


@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC))
def test_before_the_opening_there_are_no_days() -> None:
    course = course_of(lasting(3), Arrivals(), [])

    assert (course.per_day, course.weeks, course.days) == ([], [], 3)


@time_machine.travel(datetime(2026, 6, 13, tzinfo=UTC))
def test_the_edition_before_it_is_that_of_the_same_survey() -> None:
    edition = lasting(3)
    older, before = lasting(9, date(2024, 6, 12), year=2024), lasting(9, date(2025, 6, 10), year=2025)
    other = lasting(9, date(2026, 1, 1), survey=SurveyFactory(slug="inwoners"))
    later = lasting(9, date(2027, 1, 1))
    for day in (0, 1, 1, 5):
        ResponseFactory(
            edition=before,
            gemeente=GemeenteFactory(),
            completed_at=at(date(2025, 6, 10) + timedelta(days=day), time(12)),
        )

    course = course_of(edition, Arrivals(), [older, other, later, before])

    assert (course.before_year, course.before, course.before_in_week(0)) == (2025, [1, 2, 0], 3)


def test_moments_are_mailings_that_take_place_the_phone_round_and_the_close() -> None:
    edition = lasting(60, phone_from=date(2026, 7, 20), phone_until=date(2026, 7, 30))
    begun = at(date(2026, 6, 13), time(9))

    def wave(day: date, kind: WaveKind = WaveKind.REMINDER, **fields: object) -> None:
        WaveFactory(edition=edition, kind=kind, planned_at=at(day, time(9)), **fields)

    wave(date(2026, 6, 12), WaveKind.INVITATION, started_at=begun, state=WaveState.CANCELLED)
    wave(date(2026, 6, 20), state=WaveState.CANCELLED)
    wave(date(2026, 6, 30))
    wave(date(2026, 7, 10))
    wave(date(2027, 1, 10))

    assert course_of(edition, Arrivals(), []).moments == [
        Moment(1, "Uitnodiging"),
        Moment(18, "Herinnering 1"),
        Moment(28, "Herinnering 2"),
        Moment(38, "Start bellen"),
        Moment(59, "Sluiting"),
    ]
