"""The page of the fieldwork against the query that joins answers to gemeenten by way of people.

RESPONSES=1000000 adds a million, which takes a few minutes to make.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection

from respondents.domain.fieldwork import fieldwork_of
from respondents.models import Invitation
from surveys.domain import gemeenten
from surveys.domain.arrivals import arrivals
from surveys.models import Edition, Gemeente
from tests.benchmarks import Figure, cpu_seconds
from tests.copies import copy_row
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, ResponseFactory

SIZES, MANY, LONG_ENOUGH = [10_000, 100_000], 1_000_000, 200_000

BY_JOINS = """
SELECT gemeente.provincie, date(response.completed_at), response.channel,
    count(response.id), count(DISTINCT gemeente.id)
FROM surveys_response response
JOIN respondents_invitation invitation ON invitation.response_id = response.id
JOIN respondents_respondent respondent ON respondent.id = invitation.respondent_id
JOIN surveys_gemeente gemeente ON gemeente.id = respondent.gemeente_id
WHERE response.edition_id = %s AND response.completed_at IS NOT NULL
AND NOT response.is_test AND NOT response.is_late AND NOT response.is_double
GROUP BY 1, 2, 3
"""


def figures() -> Iterator[Figure]:
    gemeenten.load()
    more = int(os.environ.get("RESPONSES", "0"))
    pages = {}
    for size in [*SIZES, *([more] if more else [])]:
        whole, one, joins = measured(filled(size), times=max(1, LONG_ENOUGH // size))
        pages[size] = whole
        yield Figure(
            f"{size:,}: one joined query / all counts of the answers", f"{joins / one:.1f} x", must_of(size)
        )
        yield Figure(f"{size:,}: CPU of the whole page", f"{whole * 1000:.0f} ms")
    few, many, *_ = pages.values()
    yield Figure("CPU of the whole page at 100,000 / at 10,000", f"{many / few:.1f} x")


def must_of(size: int) -> str:
    """With few rows both spend their time on other things than rows."""
    return "5 x" if size >= MANY else ""


def measured(edition: Edition, *, times: int) -> list[float]:
    """CPU is counted in hundredths of a second, so what is quick is done many times."""
    contenders = [partial(often, work, edition, times) for work in (fieldwork_of, arrivals, by_joins)]
    return [spent / times for spent in cpu_seconds(contenders)]


def often(work: Callable[[Edition], object], edition: Edition, times: int) -> None:
    for _ in range(times):
        work(edition)


def by_joins(edition: Edition) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_JOINS, [edition.pk])
        cursor.fetchall()


def filled(size: int) -> Edition:
    """An edition of its own: so many answers over 342 gemeenten and a hundred days, and one draft for each twenty."""
    edition = EditionFactory(measured_minutes=14)
    first = Gemeente.objects.order_by("pk").first()
    invitation = InvitationFactory(
        edition=edition,
        respondent__gemeente=first,
        response=ResponseFactory(
            edition=edition, gemeente=first, answers={"text": "x" * 900}, completed=True
        ),
    )
    gemeente = "(SELECT min(id) FROM surveys_gemeente) + mod(n, 342)"
    add_responses(invitation, size, gemeente)
    add_people(invitation, size, gemeente)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # Their work would be nobody's.
        cursor.execute("VACUUM ANALYZE")
    return edition


def add_responses(invitation: Invitation, size: int, gemeente: str) -> None:
    response = invitation.response
    assert response is not None
    copy_row(
        response,
        size,
        gemeente_id=gemeente,
        receipt=f"lpad(to_hex({response.pk} + n), 8, '0')",
        channel="(ARRAY['personal', 'open', 'phone'])[1 + mod(n, 3)]",
        completed_at="CASE WHEN mod(n, 20) > 0 THEN one.completed_at - mod(n, 100) * interval '1 day' END",
    )


def add_people(invitation: Invitation, size: int, gemeente: str) -> None:
    copy_row(
        invitation.respondent,
        size,
        gemeente_id=gemeente,
        normalized_email=f"'p' || {invitation.pk} || '-' || n || '@gemeente.example'",
    )
    copy_row(
        invitation,
        size,
        respondent_id=f"{invitation.respondent_id} + n",
        response_id=f"{invitation.response_id} + n",
        link_digest="NULL",
        opt_out_digest="NULL",
    )
