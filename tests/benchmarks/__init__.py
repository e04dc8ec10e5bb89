"""Ratios of things that are measured in one run: absolute times mean nothing on shared machines.

A module in this folder with a `figures()` is a benchmark; it begins on a migrated database, in a process of its own.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import psutil
from django.db import connection


@dataclass(frozen=True)
class Figure:
    """One line of the outcome; `must` says what was promised, where something was."""

    what: str
    value: str
    must: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.value}" + (f"  (must: {self.must})" if self.must else "")


def cpu_seconds(contenders: Sequence[Callable[[], Any]], rounds: int = 5) -> list[float]:
    """What each takes of the CPU, here and in the database: the median of some rounds in turns.

    Others on the machine change the time on the clock several times over, this hardly.
    """
    spent = [[_spent(contender) for contender in contenders] for _ in range(rounds)]
    return [median(column) for column in zip(*spent, strict=True)]


def seconds(contenders: Sequence[Callable[[], Any]], rounds: int = 5) -> list[float]:
    """What each takes on the clock, the disk included: the median of some rounds in turns."""
    spent = [[_took(contender) for contender in contenders] for _ in range(rounds)]
    return [median(column) for column in zip(*spent, strict=True)]


def _took(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _spent(work: Callable[[], Any]) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        processes = [psutil.Process(os.getpid()), psutil.Process(cursor.fetchone()[0])]
    before = _cpu(processes)
    work()
    return _cpu(processes) - before


def _cpu(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return sum(time.user + time.system for time in times)
