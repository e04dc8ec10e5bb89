"""The whole stack as somebody starts it: one real `manage.py up`, hurt in every way that happens."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import IO

import psutil
import psycopg
import pytest

from barometer.localstack import environment, ports
from barometer.localstack.home import REPOSITORY

pytestmark = pytest.mark.slow
CHILDREN = ("postgres", "valkey", "smtp", "web", "worker", "beat")
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "LINK_KEY", "STATIC_ROOT", "MAILBOX_DIR")


class Stack:
    """One BAROMETER_HOME and port, and the `up` that runs there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = ports.find_free()
        self.process: subprocess.Popen[str] | None = None

    def command(self, port: int | None = None, output: IO[str] | int = PIPE) -> subprocess.Popen[str]:
        env = {key: value for key, value in os.environ.items() if key not in OURS}
        # A narrow terminal: nothing may depend on how much of a command line `ps` shows.
        env |= {"BAROMETER_HOME": str(self.home), "PORT": str(port or self.port), "COLUMNS": "40"}
        return subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-demo"],
            cwd=REPOSITORY,
            env=env,
            text=True,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def start(self) -> None:
        said = self.home.with_suffix(".log")
        with said.open("w") as output:
            self.process = self.command(output=output)
        wait_for(lambda: "Barometer draait." in said.read_text(), 180)

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def refused(self, port: int | None = None) -> tuple[int, str]:
        """Status and words of a start that must not succeed."""
        process = self.command(port)
        said, _ = process.communicate(timeout=30)
        return process.returncode, said

    def pid(self, child: str) -> int:
        return int((self.home / "run" / f"{child}.pid").read_text().split()[0])

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        url = environment.read(self.home)["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def processes(self) -> list[str]:
        """What still runs of this stack, by the folder or the session that it was started in."""
        found = []
        for process in psutil.process_iter(["cmdline", "status"]):
            line = " ".join(process.info["cmdline"] or [])
            if str(self.home) in line and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(line)
        return found


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home = tmp_path_factory.mktemp("home")
    for folder in (home, *home.parents[:3]):
        if folder.owner() == home.owner() and folder != Path("/tmp"):  # noqa: S108
            folder.chmod(0o755)
    stack = Stack(home)
    try:
        stack.start()
        yield stack
    finally:
        if stack.process and stack.process.poll() is None:
            stack.process.terminate()
            stack.process.wait(30)


def test_up_serves_pages_with_their_static_files(stack: Stack) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}/postvak/") as answer:
        html = answer.read().decode()

    address = re.search(r"/static/css/page\.[0-9a-f]+\.css", html)
    assert address is not None
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}{address[0]}") as css:
        assert "max-age=315360000" in css.headers["Cache-Control"]


def test_up_keeps_its_secrets_to_itself(stack: Stack) -> None:
    assert (stack.home / environment.FILE).stat().st_mode & 0o777 == 0o600
    secrets = environment.read(stack.home)
    shown = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]

    assert not [line for line in shown for name in environment.SECRETS if secrets[name] in line]


def test_a_second_up_at_the_same_time_is_refused(stack: Stack) -> None:
    status, said = stack.refused(ports.find_free())

    assert status == 2
    assert said.startswith("Barometer draait al in ")
    assert stack.is_healthy()


def test_a_taken_port_is_named(stack: Stack, tmp_path: Path) -> None:
    status, said = Stack(tmp_path).refused(stack.port)

    assert status == 2
    assert (
        said
        == f"Poort {stack.port} is al bezet. Start met een andere poort, bijvoorbeeld PORT={stack.port + 1}.\n"
    )


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    assert Stack(tmp_path).refused(70_000)[0] == 2


def test_every_child_that_is_killed_comes_back(stack: Stack) -> None:
    before = {child: stack.pid(child) for child in CHILDREN}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    wait_for(lambda: all(stack.pid(child) != before[child] for child in CHILDREN), 30)
    wait_for(stack.is_healthy, 30)


def test_after_a_kill_of_up_itself_the_next_start_takes_over(stack: Stack) -> None:
    wait_for(stack.is_healthy, 30)
    stack.ask("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    assert stack.process is not None
    stack.process.kill()
    stack.process.wait()
    left_behind = {child: stack.pid(child) for child in CHILDREN}

    stack.start()

    assert stack.ask("SELECT answer FROM kept") == [(42,)]
    assert [child for child, pid in left_behind.items() if psutil.pid_exists(pid)] == []


def test_sigterm_stops_everything_cleanly_and_the_next_start_continues(stack: Stack) -> None:
    assert stack.process is not None
    stack.process.terminate()

    assert stack.process.wait(40) == 0
    assert stack.processes() == []
    assert (
        "database system is shut down" in (stack.home / "log" / "postgres.log").read_text().splitlines()[-1]
    )
    stack.start()
    assert stack.ask("SELECT answer FROM kept") == [(42,)]
