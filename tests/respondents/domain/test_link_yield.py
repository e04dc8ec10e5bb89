from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from respondents.domain import link_yield, open_links
from respondents.domain.link_yield import Bar, Day, Period, bars, overview, period_of, place_of, yield_of
from surveys.enums import Channel, ResponseFlag
from surveys.models import Edition, Response
from tests.factories.surveys import EditionFactory, ResponseFactory

pytestmark = pytest.mark.django_db

# Half past eleven in the evening in UTC is the next day in Amsterdam.
MONDAY = datetime(2026, 6, 14, 23, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def come(edition: Edition, source: str, sent: datetime | None = None, **fields: object) -> Response:
    return ResponseFactory(
        edition=edition,
        channel=Channel.OPEN,
        source=source,
        started_at=MONDAY,
        completed_at=sent,
        **fields,
    )


def counts(line: link_yield.Yield) -> tuple[str, int, int, int | float | None, int]:
    return (line.tag, line.begun, line.completed, line.percent, line.flagged)


def test_each_link_shows_who_began_who_sent_and_what_was_remarkable(edition: Edition) -> None:
    link = open_links.add(edition, name="LinkedIn", by=None)
    open_links.add(edition, name="Website", by=None)
    come(edition, "linkedin", MONDAY, flags=[ResponseFlag.FAST_START])
    come(edition, "linkedin", TUESDAY)
    come(edition, "linkedin")
    come(edition, "linkedin", TUESDAY, is_late=True)
    come(edition, "")
    come(edition, "van-een-vriend", TUESDAY)

    found = overview(edition)

    assert [counts(line) for line in found.links] == [
        ("linkedin", 4, 2, 50, 1),
        ("website", 0, 0, None, 0),
    ]
    assert [counts(line) for line in found.unknown] == [("van-een-vriend", 1, 1, 100, 0)]
    assert counts(found.untagged) == ("", 1, 0, 0, 0)
    assert counts(found.total) == ("", 6, 3, 50, 1)
    assert yield_of(link).days == (Day(date(2026, 6, 15), 4, 1, 1), Day(date(2026, 6, 16), 0, 1))


def test_tests_doubles_other_ways_and_other_editions_are_not_of_a_link(edition: Edition) -> None:
    come(edition, "linkedin", MONDAY, is_test=True)
    come(edition, "linkedin", MONDAY, is_double=True)
    come(EditionFactory(), "linkedin", MONDAY)
    ResponseFactory(edition=edition, completed=True)

    assert counts(overview(edition).total) == ("", 0, 0, None, 0)


def test_another_name_changes_no_count(edition: Edition) -> None:
    link = open_links.add(edition, name="LinkedIn", by=None)
    come(edition, "linkedin", MONDAY)

    stands = {"tag": "linkedin", "placed_by": "", "placed_on": None}
    renamed = open_links.change(link, name="Bericht van Anna", **stands, by=None)

    assert counts(yield_of(renamed)) == ("linkedin", 1, 1, 100, 0)


def test_an_ended_link_goes_on_counting(edition: Edition) -> None:
    link = open_links.add(edition, name="LinkedIn", by=None)
    open_links.end(link, by=None)
    come(edition, "linkedin", MONDAY)

    found = overview(edition)

    assert ([counts(line) for line in found.ended], found.links) == ([("linkedin", 1, 1, 100, 0)], [])


def test_of_many_made_up_tags_the_largest_are_shown(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_yield, "MOST_UNKNOWN", 2)
    for tag in ("a", "b", "b", "c", "c", "c", "d"):
        come(edition, tag, MONDAY if tag == "d" else None)

    found = overview(edition)

    assert [line.tag for line in found.unknown] == ["c", "b"]
    assert (found.other_count, counts(found.others)) == (2, ("", 2, 1, 50, 0))
    assert found.total.begun == 7


def test_a_day_is_as_high_as_what_was_sent_on_it() -> None:
    period = Period(date(2026, 6, 14), date(2026, 6, 17))
    days = [Day(date(2026, 6, 15), 5, 4), Day(date(2026, 6, 16), 3), Day(date(2026, 6, 17), 1, 1)]

    found = bars(days, period, highest=8)

    assert (period.length, found) == (28, [Bar(1, 50), Bar(3, 12)])
    assert [bar.top for bar in found] == [50, 88]
    assert bars([Day(date(2026, 6, 15), 1, 1)], period, highest=1000) == [Bar(1, 4)]
    assert [place_of(day, period) for day in (date(2026, 6, 16), date(2026, 6, 18), None)] == [2, None, None]


def test_the_period_runs_from_the_opening_to_today_and_past_it_if_something_came_in() -> None:
    now, closed = EditionFactory(), EditionFactory(closed=True)
    opened = timezone.localdate(now.opens_at)
    ended = timezone.localdate(closed.closes_at)

    assert period_of(now, []) == Period(opened, timezone.localdate())
    assert period_of(closed, []).last == ended
    assert period_of(closed, [Day(ended + timedelta(days=1), 0, 1)]).last == ended + timedelta(days=1)
    upcoming = EditionFactory(upcoming=True)
    assert period_of(upcoming, []).length == 28
    assert period_of(closed, []).length == 100
