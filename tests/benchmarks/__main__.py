"""`python -m tests.benchmarks [NAME]`: all benchmarks, or one, each on a database that is thrown away."""

import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

import django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from tests import benchmarks


def main(wanted: Sequence[str]) -> int:
    """Each in a process of its own, so that none sees the memory or the caches of another."""
    if wanted:
        measure(wanted[0])
        return 0
    names = [module.name for module in iter_modules(benchmarks.__path__) if module.name != "__main__"]
    return max(
        subprocess.run([sys.executable, "-m", benchmarks.__name__, name], check=False).returncode
        for name in names
    )


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
