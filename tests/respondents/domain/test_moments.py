"""Wall times around the days on which the clocks change: each is one moment, or refused."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from respondents.domain import schedule
from respondents.exceptions import MomentRefused
from tests.factories.surveys import EditionFactory

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
QUARTER = timedelta(minutes=15)
at = datetime.fromisoformat


def around(day: date) -> list[datetime]:
    """A hundred wall times, each quarter of an hour from 14:00 of the day before."""
    begin = datetime.combine(day - timedelta(days=1), time(14))
    return [begin + QUARTER * step for step in range(100)]


def expected(wall: datetime) -> datetime | None:
    """By the law and not by a library: two hours ahead of UTC in summer, one in winter."""
    if at("2026-03-29T02:00") <= wall < at("2026-03-29T03:00"):
        return None
    is_summer = at("2026-03-29T03:00") <= wall < at("2026-10-25T03:00")
    return (wall - timedelta(hours=2 if is_summer else 1)).replace(tzinfo=UTC)


def found(wall: datetime) -> datetime | None:
    try:
        return schedule.moment(wall.date(), wall.time()).astimezone(UTC)
    except MomentRefused:
        return None


def test_200_wall_times_around_both_changes_are_the_right_moment_once() -> None:
    walls = [*around(SPRING), *around(AUTUMN)]

    moments = [found(wall) for wall in walls]

    assert moments == [expected(wall) for wall in walls]
    assert (len(walls), moments.count(None)) == (200, 4)
    assert len(set(moments)) == 200 - 4 + 1  # Each moment once, and None.


def test_an_hour_that_does_not_exist_says_so() -> None:
    with pytest.raises(MomentRefused) as refusal:
        schedule.moment(SPRING, time(2, 30))

    assert str(refusal.value) == (
        "02:30 uur bestaat niet op 29 maart 2026: dan gaat de klok van 2 naar 3 uur. Kies een ander tijdstip."
    )


@pytest.mark.parametrize(
    ("wall", "remarks"),
    [
        (at("2026-06-12T08:00"), []),
        (at("2026-06-12T18:00"), []),
        (at("2026-06-12T18:01"), ["18:01 uur valt buiten kantoortijd (08:00 tot 18:00 uur)."]),
        (at("2026-06-13T09:00"), ["13 juni 2026 is geen werkdag (zaterdag)."]),
        (
            at("2026-04-27T07:00"),
            [
                "27 april 2026 is geen werkdag (Koningsdag).",
                "07:00 uur valt buiten kantoortijd (08:00 tot 18:00 uur).",
            ],
        ),
    ],
)
def test_an_unusual_moment_is_remarked_upon(wall: datetime, remarks: list[str]) -> None:
    assert schedule.remarks(schedule.moment(wall.date(), wall.time())) == remarks


@pytest.mark.parametrize(
    ("wall", "problem"),
    [
        (at("2026-06-12T09:00"), ""),
        (
            at("2026-06-11T09:00"),
            "De editie is dan niet open. Kies een tijdstip tussen 12 juni 2026, 00:00 uur en",
        ),
        (at("2026-09-26T00:00"), "De editie is dan niet open."),
        (at("2026-05-31T09:00"), "Dit tijdstip is voorbij."),
    ],
)
@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False)
def test_mail_leaves_in_the_future_and_while_the_edition_is_open(wall: datetime, problem: str) -> None:
    opens_at, closes_at = (
        schedule.moment(date(2026, 6, 12), time()),
        schedule.moment(date(2026, 9, 26), time()),
    )
    edition = EditionFactory.build(opens_at=opens_at, closes_at=closes_at)

    try:
        schedule.check(schedule.moment(wall.date(), wall.time()), edition)
    except MomentRefused as refusal:
        said = str(refusal)
    else:
        said = ""

    assert said.startswith(problem) if problem else said == ""
