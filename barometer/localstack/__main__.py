"""`python -m barometer.localstack exec -- COMMAND`: a command with servers that are thrown away after it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from barometer.localstack import environment, ports
from barometer.localstack.postgres import FAST_AND_LOOSE, Postgres, make_account
from barometer.localstack.supervisor import Supervisor
from barometer.localstack.valkey import Valkey


def main(arguments: Sequence[str]) -> int:
    """The exit status of the command."""
    if arguments[:2] != ["exec", "--"] or len(arguments) < 3:
        sys.stderr.write("Gebruik: python -m barometer.localstack exec -- OPDRACHT\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="barometer-") as folder:
        return run(Path(folder), arguments[2:])


def run(home: Path, command: Sequence[str]) -> int:
    home.chmod(0o755)  # PostgreSQL may run under another account; its own folder stays closed.
    for name in ("run", "log", "static"):
        (home / name).mkdir()
    supervisor = Supervisor(home, say=lambda _: None)
    with supervisor.stopping_on_signals():
        variables = environment.with_secrets({}) | environment.for_site(home, 8000)
        variables["MAILBOX_DIR"] = ""
        variables |= start_servers(supervisor, home, variables)
        process = subprocess.Popen(command, env=environment.for_children(variables))
        while process.poll() is None and not supervisor.stopping:
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        if supervisor.stopping:
            process.terminate()
        return process.wait()


def start_servers(supervisor: Supervisor, home: Path, variables: dict[str, str]) -> dict[str, str]:
    started: dict[str, str] = {}
    if not os.environ.get("DATABASE_URL"):
        make_account()
        postgres = Postgres(home, ports.find_free(), variables["POSTGRES_PASSWORD"], FAST_AND_LOOSE)
        postgres.prepare()
        supervisor.add_server(postgres.child(), postgres.accepts_connections)
        started["DATABASE_URL"] = postgres.url
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(home, ports.find_free(), variables["VALKEY_PASSWORD"])
        valkey.prepare()
        supervisor.add_server(valkey.child(), valkey.accepts_connections)
        started["REDIS_URL"] = valkey.url
    return started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
