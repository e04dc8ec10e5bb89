"""All figures of an edition: at growing sizes, when nothing changed since, and broken down."""

import os
from collections.abc import Iterator

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.domain.figures import figures as printed
from surveys.domain.tabulation import tabulate
from surveys.models import Edition
from tests.benchmarks import Figure, cpu_seconds
from tests.benchmarks.csv_export import fill, make_edition

FEW = 10_000
SIZES = [int(size) for size in os.environ.get("SIZES", "50000 100000").split()]
MUST = {10_000: "0.3 s", 50_000: "1 s"}
BY = ("provincie", "grootteklasse", "functiefamilie", "kanaal")


def figures() -> Iterator[Figure]:
    edition = make_edition()
    with connection.cursor() as cursor:
        # A helper of the database would do a part of the work where nobody counts it.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    first = 0.0
    for size in (FEW, *SIZES):
        fill(edition, size)
        make_different()
        anew, kept = cpu_seconds([lambda: count(edition), lambda: look(edition)], rounds=3)
        first = first or anew
        yield Figure(f"all figures at {size:,}, CPU", f"{anew:.2f} s", MUST.get(size, ""))
        yield Figure(
            f"time at {size:,} / at {FEW:,}", f"{anew / first:.1f} x", f"{size / FEW:.0f} x, and a little"
        )
        yield Figure(f"looked at again at {size:,}, CPU", f"{kept * 1000:.0f} ms")
    (broken_down,) = cpu_seconds([lambda: count(edition, *BY)], rounds=1)
    yield Figure(
        f"by {len(BY)} breakdowns besides, at {size:,}", f"{broken_down / anew:.1f} x of all figures"
    )
    with CaptureQueriesContext(connection) as queries:
        count(edition, *BY)
    yield Figure("queries for all of these", str(len(queries)), "20")


def make_different() -> None:
    """No answer twice: PostgreSQL would remember what it found in the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE surveys_response SET answers = answers || jsonb_build_object('definitie', 'Wij ' || id)"
        )
        cursor.execute("VACUUM ANALYZE surveys_response")


def count(edition: Edition, *by: str) -> None:
    cache.clear()
    look(edition, *by)


def look(edition: Edition, *by: str) -> None:
    assert printed(tabulate(edition, by=by).questions)
