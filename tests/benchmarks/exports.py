"""What each file costs a worker: seconds of CPU, the database's included, and memory beyond that of the process."""

import multiprocessing
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from surveys.exports import FORMATS, file_of
from surveys.models import Edition
from tests.benchmarks import Figure, cpu_seconds
from tests.benchmarks.csv_export import fill, make_edition

RESPONSES = int(os.environ.get("RESPONSES", "50000"))
MUST = {"sav": ("5 s", "250 MB")}


def figures() -> Iterator[Figure]:
    edition = make_edition()
    fill(edition, RESPONSES)
    connection.close()
    for code in ("sav", "xlsx", "long"):
        seconds, megabytes = in_a_process_of_its_own(code, edition.pk)
        must = MUST.get(code, ("", ""))
        yield Figure(f"{code} at {RESPONSES:,}, CPU", f"{seconds:.1f} s", must[0])
        yield Figure(f"{code} at {RESPONSES:,}, peak memory of the process", f"{megabytes:.0f} MB", must[1])


def in_a_process_of_its_own(code: str, edition_id: int) -> tuple[float, float]:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(measured, (code, edition_id))


def measured(code: str, edition_id: int) -> tuple[float, float]:
    edition = Edition.objects.get(pk=edition_id)
    (seconds,) = cpu_seconds([lambda: write(code, edition)], rounds=1)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(code: str, edition: Edition) -> None:
    with TemporaryDirectory(prefix="barometer-") as folder, (Path(folder) / code).open("wb") as target:
        target.writelines(file_of(edition, FORMATS[code], labels=False).chunks)
