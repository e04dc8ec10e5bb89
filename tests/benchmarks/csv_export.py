"""CSV with labels against a COPY of the same text from a wide table, and whether time and memory stay flat."""

import csv
import io
import os
import resource
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from django.db import connection

from respondents.domain import demo
from surveys.domain import gemeenten, questionnaires
from surveys.domain.definition_file import read_file
from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.models import Edition, Survey
from tests.benchmarks import Figure, cpu_seconds

SEED = 75
# With RESPONSES=1000000 some minutes more, and 6 GB of the disk.
FEW, MANY = 10_000, int(os.environ.get("RESPONSES", "100000"))
ROUNDS = {FEW: 5}

# Every response of the demo again and again, each with a receipt of its own.
REPEAT = """
INSERT INTO surveys_response (
    edition_id, questionnaire_id, gemeente_id, channel, source, answers, revision, receipt,
    started_at, saved_at, completed_at, is_test, is_late
)
SELECT edition_id, questionnaire_id, gemeente_id, channel, source, answers, revision,
    lpad((row_number() OVER () + %(there)s)::text, 8, '0'),
    started_at, saved_at, completed_at, is_test, is_late
FROM (SELECT * FROM surveys_response ORDER BY id LIMIT %(seed)s) AS response, generate_series(1, %(times)s)
LIMIT %(wanted)s - %(there)s
"""


def figures() -> Iterator[Figure]:
    edition = make_edition()
    with connection.cursor() as cursor:
        # A helper of the database would do a part of the work where nobody counts it.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    few, memory = yield from against_copy(edition, FEW)
    many, more_memory = yield from against_copy(edition, MANY)
    yield Figure(f"CPU at {MANY:,} / at {FEW:,}", f"{many / few:.1f} x", f"{MANY / FEW:.0f} x, and a little")
    yield Figure(f"peak memory at {MANY:,} / at {FEW:,}", f"{more_memory / memory:.2f} x", "1.1 x")


def against_copy(edition: Edition, responses: int) -> Generator[Figure, None, tuple[float, float]]:
    """Gives the seconds of CPU and the memory that ours took."""
    fill(edition, responses)
    exhaust(exported(edition))
    memory = peak_memory()
    with in_a_file(exported(edition)) as text:
        make_wide_table(text)
        with in_a_file(copied()) as copy:
            assert all(a == b for a, b in zip(csv.reader(text), csv.reader(copy), strict=True))
    contenders = [lambda: exhaust(exported(edition)), lambda: exhaust(copied())]
    ours, theirs = cpu_seconds(contenders, rounds=ROUNDS.get(responses, 1))
    yield Figure(f"CSV with labels / COPY of the same text, {responses:,}", f"{ours / theirs:.1f} x", "2.5 x")
    yield Figure("rows per second of CPU, the database's included", f"{responses / ours:,.0f}")
    yield Figure(f"peak memory, {responses:,}", f"{memory:.0f} MB", "150 MB")
    return ours, memory


def make_edition() -> Edition:
    """That of 2023, with the answers of the demo."""
    gemeenten.load()
    questionnaire = questionnaires.store(read_file(Path("surveys/definitions/ambtenaren-2023.yaml")))
    questionnaires.publish(questionnaire, by=None)
    return demo.make_published_edition(Survey.objects.get(slug="ambtenaren"))


def fill(edition: Edition, wanted: int) -> None:
    """Repeats the responses of the demo until there are so many; in the database, to leave our memory alone."""
    there = edition.responses.count()
    with connection.cursor() as cursor:
        cursor.execute(REPEAT, {"there": there, "times": wanted // SEED + 1, "seed": SEED, "wanted": wanted})
        cursor.execute("ANALYZE surveys_response")


def exported(edition: Edition) -> Iterator[bytes]:
    return FORMATS["csv"].write(read_extract(edition), True)


@contextmanager
def in_a_file(chunks: Iterator[bytes]) -> Iterator[TextIO]:
    """The whole text, read from its beginning; memory is measured here, so it stands on the disk."""
    with TemporaryFile() as file:
        file.writelines(chunks)
        file.seek(0)
        yield io.TextIOWrapper(file, encoding="utf-8", newline="")


def make_wide_table(text: TextIO) -> None:
    names = next(csv.reader(text))
    columns = ", ".join(f'"{name}" text' for name in names)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS wide")
        cursor.execute(f"CREATE TABLE wide ({columns})")
        with cursor.copy("COPY wide FROM STDIN (FORMAT csv)") as copy:
            while part := text.read(1_000_000):
                copy.write(part)
        cursor.execute("ANALYZE wide")
    text.seek(0)


def copied() -> Iterator[bytes]:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY (SELECT * FROM wide) TO STDOUT (FORMAT csv, HEADER)") as copy,
    ):
        for chunk in copy:
            yield bytes(chunk)


def exhaust(chunks: Iterator[bytes]) -> int:
    return sum(len(chunk) for chunk in chunks)


def peak_memory() -> float:
    """Of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
