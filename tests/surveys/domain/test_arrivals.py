from datetime import UTC, date, datetime
from itertools import chain

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from surveys.domain.arrivals import ARRIVALS, Arrivals, arrivals, gemeenten_by_channel
from surveys.enums import Channel
from surveys.models import Edition, Response
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = datetime(2026, 6, 15, 12, tzinfo=UTC), datetime(2026, 6, 16, 12, tzinfo=UTC)


def test_answers_are_counted_by_gemeente_day_and_way(edition: Edition) -> None:
    first, second = GemeenteFactory.create_batch(2)
    ResponseFactory(edition=edition, gemeente=first, completed_at=TUESDAY)
    ResponseFactory(edition=edition, gemeente=first, completed_at=MONDAY, channel=Channel.PHONE)
    for source in ("linkedin", "nieuwsbrief", "nieuwsbrief"):
        ResponseFactory(
            edition=edition, gemeente=second, completed_at=TUESDAY, channel=Channel.OPEN, source=source
        )
    ResponseFactory(edition=edition, gemeente=None, completed_at=TUESDAY)

    found = arrivals(edition)

    assert found == Arrivals(
        by_gemeente={first.pk: 2, second.pk: 3},
        first_on={first.pk: date(2026, 6, 15), second.pk: date(2026, 6, 16)},
        by_day={date(2026, 6, 15): 1, date(2026, 6, 16): 5},
        by_channel={
            (Channel.PERSONAL, ""): 2,
            (Channel.PHONE, ""): 1,
            (Channel.OPEN, "linkedin"): 1,
            (Channel.OPEN, "nieuwsbrief"): 2,
        },
    )
    assert found.persons == 6
    assert found.of_channel(Channel.OPEN) == {"nieuwsbrief": 2, "linkedin": 1}


def test_what_does_not_count_is_not_counted(edition: Edition) -> None:
    for other in ({"is_test": True}, {"is_late": True}, {"is_double": True}, {"completed_at": None}):
        ResponseFactory(edition=edition, **{"completed_at": MONDAY, **other})
    ResponseFactory(completed_at=MONDAY)

    assert arrivals(edition) == Arrivals()


def test_a_gemeente_answered_by_each_channel_of_its_answers(edition: Edition) -> None:
    both, personal, none = GemeenteFactory.create_batch(3)
    for channel in (Channel.PHONE, Channel.PHONE, Channel.PERSONAL):
        ResponseFactory(edition=edition, gemeente=both, completed=True, channel=channel)
    ResponseFactory(edition=edition, gemeente=personal, completed=True)
    ResponseFactory(edition=edition, gemeente=None, completed=True, channel=Channel.PHONE)
    ResponseFactory(gemeente=none, completed=True, channel=Channel.PHONE)
    for other in ({"is_test": True}, {"is_late": True}, {"is_double": True}, {"completed_at": None}):
        ResponseFactory(
            edition=edition, gemeente=none, **{"completed_at": MONDAY, "channel": Channel.PHONE, **other}
        )

    found = {channel: gemeenten_by_channel(edition, channel) for channel in Channel}

    assert found == {
        Channel.PERSONAL: {both.pk, personal.pk},
        Channel.OPEN: set(),
        Channel.PHONE: {both.pk},
    }


def test_a_day_is_one_in_amsterdam(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed_at=datetime(2026, 6, 15, 22, 30, tzinfo=UTC))

    assert list(arrivals(edition).by_day) == [date(2026, 6, 16)]


@pytest.mark.parametrize("count", [1, 300])
def test_it_is_one_query(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Response.objects.bulk_create(ResponseFactory.build_batch(count, **sent(edition)))

    with django_assert_num_queries(1):
        assert arrivals(edition).persons == count


def test_no_row_of_answers_is_opened(edition: Edition) -> None:
    """Of so few rows the planner would read the whole table, so that is forbidden.

    What earlier tests rolled back still swells each index, and so its cost.
    """
    drafts = sent(edition) | {"completed_at": None, "answers": {"definitie": "x" * 1500}}
    both = [ResponseFactory.build_batch(300, **drafts), ResponseFactory.build_batch(30, **sent(edition))]
    Response.objects.bulk_create(chain.from_iterable(both))
    with connection.cursor() as cursor:
        cursor.execute("REINDEX TABLE surveys_response")
        cursor.execute("ANALYZE surveys_response")
        for way in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {ARRIVALS}", {"edition": edition.pk})
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Only Scan using response_arrived" in plan


def sent(edition: Edition) -> dict[str, object]:
    """For rows that are stored together; the gemeente makes no difference."""
    return {"edition": edition, "gemeente": None, "completed_at": MONDAY}
