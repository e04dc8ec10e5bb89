"""The web server as in production, on a PostgreSQL of its own with full durability: both may be hurt."""

import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg

from barometer.localstack import environment, ports
from barometer.localstack.home import REPOSITORY
from barometer.localstack.postgres import Postgres, binary, make_account
from barometer.localstack.processes import Child

WORKERS = 2
CONFIG = "--config=python:barometer.web_server"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Site:
    """`tokens` are those of the personal links of an edition that is open.

    Its database begins as a copy of the `migrated` one, for to migrate takes longer than all the rest.
    """

    def __init__(self, home: Path, migrated: str, invitations: int) -> None:
        for name in ("run", "log", "static"):
            (home / name).mkdir()
        self.port = ports.find_free()
        self.postgres = Postgres(home, ports.find_free(), "only-for-this-test")
        self.env = os.environ | environment.for_site(home, self.port)
        self.env |= {"DATABASE_URL": self.postgres.url, "DJANGO_SETTINGS_MODULE": "tests.site_settings"}
        make_account()
        self.postgres.prepare()
        self.database = self.postgres.child()
        self.start_database()
        copy_database(migrated, self.postgres.url)
        self.tokens = self._seed(invitations)
        self.web = Child("web", self._gunicorn(), self.env, home)
        self.web.start()
        wait_for(lambda: len(self.workers()) == WORKERS and ports.answers(self.port))

    def _seed(self, invitations: int) -> list[str]:
        command = [sys.executable, "-m", "tests.seed", str(invitations)]
        said = subprocess.run(
            command, env=self.env, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True
        )
        return said.stdout.split()

    def _gunicorn(self) -> list[str]:
        program = str(Path(sys.executable).parent / "gunicorn")
        return [program, CONFIG, f"--bind=127.0.0.1:{self.port}", f"--workers={WORKERS}"]

    def throw_away(self) -> None:
        self.web.kill_group()
        self.database.kill_group()

    def workers(self) -> list[psutil.Process]:
        """Those that have not just been killed."""
        assert self.web.process is not None
        found = psutil.Process(self.web.process.pid).children()
        return [worker for worker in found if worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE]

    def kill_worker(self) -> None:
        """kill -9 of one web worker, when both are there; the web server starts another."""
        wait_for(lambda: len(self.workers()) == WORKERS)
        random.choice(self.workers()).kill()

    def stop_database(self) -> None:
        self.database.stop()

    def crash_database(self, how: signal.Signals) -> None:
        """SIGQUIT: the server stops at once without writing anything; SIGKILL: nobody of it gets to do anything."""
        assert self.database.process is not None
        if how is signal.SIGQUIT:
            self.database.process.send_signal(how)
            self.database.process.wait(10)
        self.database.kill_group()

    def start_database(self) -> None:
        self.database.start()
        wait_for(self.postgres.accepts_connections)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres.url) as connection:
            return connection.execute(statement).fetchall()

    def request(self, path: str, data: Any = None) -> "Answer":
        """Raises OSError or HTTPException if the worker dies before it answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            if data is None:
                connection.request("GET", path)
            else:
                connection.request("POST", path, urlencode(data, doseq=True), FORM)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        finally:
            connection.close()


def copy_database(source: str, target: str) -> None:
    """Into one that is empty, perhaps of another server."""
    dump, load = (str(binary(REPOSITORY, name)) for name in ("pg_dump", "psql"))
    rows = subprocess.run([dump, "--no-owner", source], check=True, stdout=subprocess.PIPE).stdout
    put = [load, "--quiet", "--set=ON_ERROR_STOP=1", target]
    subprocess.run(put, check=True, input=rows, stdout=subprocess.DEVNULL)


class Answer:
    def __init__(self, status: int, headers: Mapping[str, str], html: str) -> None:
        self.status, self.headers, self.html = status, headers, html


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


@contextmanager
def site(migrated: str, *, invitations: int) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="barometer-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # PostgreSQL may run under another account; its own folder stays closed.
        running = Site(home, migrated, invitations)
        try:
            yield running
        finally:
            running.throw_away()
