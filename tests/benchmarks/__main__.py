"""`python -m tests.benchmarks [NAME]`: all benchmarks, or one, each on a database that is thrown away.

PostgreSQL is one of its own that waits for the disk, as in production; the servers of the tests do not.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from barometer.localstack import ports
from barometer.localstack.postgres import Postgres, make_account
from tests import benchmarks
from tests.site import wait_for

MEASURE = "import sys; from tests.benchmarks.__main__ import measure; measure(sys.argv[1])"


def main(wanted: Sequence[str]) -> int:
    """Each in a process of its own, so that none sees the memory or the caches of another."""
    names = [module.name for module in iter_modules(benchmarks.__path__) if module.name != "__main__"]
    with durable_database() as url:
        variables = os.environ | {"DATABASE_URL": url}
        return max(
            subprocess.run([sys.executable, "-c", MEASURE, name], check=False, env=variables).returncode
            for name in wanted or names
        )


@contextmanager
def durable_database() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="barometer-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # PostgreSQL may run under another account; its own folder stays closed.
        for name in ("run", "log"):
            (home / name).mkdir()
        make_account()
        postgres = Postgres(home, ports.find_free(), "only-for-this-benchmark")
        postgres.prepare()
        server = postgres.child()
        server.start()
        try:
            wait_for(postgres.accepts_connections)
            yield postgres.url
        finally:
            server.kill_group()


def measure(name: str) -> None:
    django.setup()
    setup_test_environment(debug=False)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        for figure in import_module(f"{benchmarks.__name__}.{name}").figures():
            sys.stdout.write(f"{name}  {figure}\n")
            sys.stdout.flush()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
