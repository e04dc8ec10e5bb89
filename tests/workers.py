"""Real workers and beats for tests: processes of their own, on the test's database and a broker of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL
from urllib.parse import quote

from django.conf import settings
from django.db import connection

QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=ERROR")


def broker_url(number: int) -> str:
    """Another database of the same Valkey, so that the rings of two tests do not mix."""
    return f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{number}"


def database_url(name: str = "") -> str:
    """Of the database of this process's tests, or of another one beside it."""
    database = connection.settings_dict
    account = f"{database['USER']}:{quote(database['PASSWORD'])}"
    return f"postgres://{account}@{database['HOST']}:{database['PORT']}/{name or database['NAME']}"


def environment(*, smtp_port: int, broker: str, **more: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        **more,
    }


def start(env: dict[str, str], *arguments: str, app: str = "barometer.celery") -> subprocess.Popen[bytes]:
    """A Celery program in a group of its own, so that all of it can be killed at once."""
    celery = str(Path(sys.executable).parent / "celery")
    command = [celery, "-A", app, *arguments]
    return subprocess.Popen(command, env=env, start_new_session=True, stdout=DEVNULL, stderr=DEVNULL)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of the process and everything that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
