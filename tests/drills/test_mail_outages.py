"""All workers killed at once, Valkey wiped, PostgreSQL stopped at once: mail goes on within a minute, once for each.

Two clocks ring, and nobody else does. `make test` runs it with a few faults and clocks of a second; OUTAGES, WIPES,
STOPPED, LETTERS_OUT and BEAT say other numbers. The minute that a dead worker keeps its letters is passed over.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from barometer.localstack import ports
from barometer.localstack.valkey import Valkey
from respondents.domain import waves
from respondents.models import Wave
from surveys.models import Edition
from tests import workers
from tests.at_once import at_once
from tests.drills import mailing
from tests.factories.respondents import WaveFactory
from tests.site import site, wait_for
from tests.smtp import Journal

pytestmark = pytest.mark.slow

OUTAGES = int(os.environ.get("OUTAGES", "1"))
WIPES = int(os.environ.get("WIPES", "1"))
STOPPED = int(os.environ.get("STOPPED", "1"))
LETTERS = int(os.environ.get("LETTERS_OUT", "120"))
BEAT = os.environ.get("BEAT", "1")
WORKERS = PROCESSES = 2
LONGEST_DELAY = 60

A_MINUTE_PASSES = """
UPDATE respondents_letter SET leased_until = now() WHERE state = 'queued' AND leased_until IS NOT NULL;
UPDATE respondents_wave SET canary_ends_at = now() WHERE canary_ends_at > now();
"""
MINUTES_PASS = """
UPDATE respondents_letter SET sending_since = now() - interval '10 minutes'
WHERE state = 'sending' AND sending_since < now() - interval '5 seconds';
"""


class Mailing:
    """The rows of a wave that is on its way, seen from outside, and the mails that arrived."""

    def __init__(self, url: str, journal: Journal) -> None:
        self.url, self.journal = url, journal

    def execute(self, statements: str) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute(statements)

    def letters(self) -> dict[str, str]:
        """The state of the letter to each address."""
        with psycopg.connect(self.url) as connection:
            return dict(
                connection.execute("SELECT normalized_email, state FROM respondents_letter").fetchall()
            )

    def until_sent(self, count: int) -> float:
        """Gives how many seconds it took until the next mail came."""
        began, before = time.monotonic(), len(self.journal.recipients)
        wait_for(lambda: self._goes_on(before + 1), seconds=2 * LONGEST_DELAY)
        took = time.monotonic() - began
        wait_for(lambda: self._goes_on(count), seconds=2 * LONGEST_DELAY)
        return took

    def _goes_on(self, count: int) -> bool:
        self.execute("UPDATE respondents_wave SET canary_ends_at = now() WHERE canary_ends_at > now()")
        states = self.letters().values()
        return len(self.journal.recipients) >= count or (len(states) > 0 and "queued" not in states)

    def until_finished(self) -> None:
        wait_for(self._is_finished, seconds=60 + LETTERS / 10)

    def _is_finished(self) -> bool:
        time.sleep(0.3)
        self.execute(A_MINUTE_PASSES + MINUTES_PASS)
        states = set(self.letters().values())
        return bool(states) and not states & {"queued", "sending"}

    def judge(self, faults: str, delay: float, *, most_in_doubt: int) -> None:
        recipients, letters = self.journal.recipients, self.letters()
        in_doubt = {address for address, state in letters.items() if state == "in_doubt"}
        silent = letters.keys() - set(recipients) - in_doubt
        print(  # noqa: T201
            f"{len(letters)} letters, {faults}: {len(mailing.doubled(recipients))} doubled, {len(silent)} silent, "
            f"{len(in_doubt)} in doubt, mail went on after {delay:.0f} s at most"
        )
        assert len(letters) == LETTERS
        assert set(letters.values()) <= {"accepted", "in_doubt"}
        assert (mailing.doubled(recipients), silent) == ([], set())
        assert len(in_doubt) <= most_in_doubt
        assert delay <= LONGEST_DELAY


@contextmanager
def valkey(home: Path) -> Iterator[str]:
    """One of its own, for it is wiped."""
    for name in ("run", "log"):
        (home / name).mkdir()
    server = Valkey(home, ports.find_free(), "only-for-this-test")
    server.prepare()
    child = server.child()
    child.start()
    try:
        wait_for(server.accepts_connections)
        yield server.url
    finally:
        child.stop()


@contextmanager
def started(
    env: dict[str, str], home: Path, *, beats: int, group: int
) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Clocks that go on, and a group of workers that may be replaced in the list."""
    clocks = [clock(env, home / f"beat-{number}") for number in range(beats)]
    running = [worker(env) for _ in range(group)]
    try:
        yield running
    finally:
        for process in [*clocks, *running]:
            workers.kill(process)


def clock(env: dict[str, str], file: Path) -> "subprocess.Popen[bytes]":
    arguments = ("beat", f"--schedule={file}", "--pidfile=", "--loglevel=ERROR")
    return workers.start(env, *arguments, app="tests.drills.impatient")


def worker(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return workers.start(env, "worker", f"--concurrency={PROCESSES}", *workers.QUIET)


@pytest.mark.django_db(transaction=True)
def test_all_workers_die_and_the_broker_forgets(edition: Edition, tmp_path: Path) -> None:
    mailing.invite(edition, LETTERS)
    wave = WaveFactory(edition=edition, released=True)
    wiped, delays = set(random.sample(range(OUTAGES), WIPES)), [0.0]
    with ExitStack() as stack:
        broker = stack.enter_context(valkey(tmp_path))
        journal = stack.enter_context(Journal(tmp_path / "journal"))
        env = workers.environment(smtp_port=journal.port, broker=broker, BEAT=BEAT)
        mails = Mailing(workers.database_url(), journal)
        running = stack.enter_context(started(env, tmp_path, beats=2, group=WORKERS))
        at_once([lambda: waves.materialise(Wave.objects.get(pk=wave.pk))] * 4)
        for number in range(OUTAGES):
            delays.append(mails.until_sent((number + 1) * LETTERS // (OUTAGES + 2)))
            if number in wiped:
                redis.Redis.from_url(broker).flushall()
            for process in running:
                workers.kill(process)
            mails.execute(A_MINUTE_PASSES)
            running[:] = [worker(env) for _ in running]
        delays.append(mails.until_sent(0))
        mails.until_finished()

    wave.refresh_from_db()
    assert wave.selected_count == LETTERS
    most = OUTAGES * WORKERS * PROCESSES
    mails.judge(f"all workers killed {OUTAGES} x, Valkey wiped {WIPES} x", max(delays), most_in_doubt=most)


def test_postgresql_stops_at_once(migrated: str, tmp_path: Path) -> None:
    """The workers and the clock live on, and find it again by themselves."""
    delays = [0.0]
    with ExitStack() as stack:
        running = stack.enter_context(site(migrated, invitations=LETTERS))
        journal = stack.enter_context(Journal(tmp_path / "journal"))
        broker = stack.enter_context(valkey(tmp_path))
        env = running.env | {
            "EMAIL_URL": f"smtp://127.0.0.1:{journal.port}",
            "REDIS_URL": broker,
            "BEAT": BEAT,
        }
        subprocess.run([sys.executable, "-m", "tests.drills.plan_wave"], env=env, check=True)
        mails = Mailing(running.postgres.url, journal)
        stack.enter_context(started(env, tmp_path, beats=1, group=1))
        for number in range(STOPPED):
            delays.append(mails.until_sent((number + 1) * LETTERS // (STOPPED + 2)))
            running.crash_database(signal.SIGQUIT)
            time.sleep(random.uniform(0.2, 1))
            running.start_database()
            mails.execute(A_MINUTE_PASSES)
        delays.append(mails.until_sent(0))
        mails.until_finished()
        mails.judge(f"PostgreSQL stopped at once {STOPPED} x", max(delays), most_in_doubt=STOPPED * PROCESSES)
