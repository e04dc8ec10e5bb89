"""The web server of production, with its static files, on the test's database."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from barometer.localstack import ports
from barometer.localstack.up import is_healthy
from tests.site import CONFIG
from tests.workers import database_url

GUNICORN = str(Path(sys.executable).parent / "gunicorn")
COLLECT = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]


@dataclass(frozen=True)
class Site:
    url: str


def collect_static_files(folder: Path) -> None:
    """Compressing them takes longer than all the rest of a start."""
    subprocess.run(COLLECT, env=os.environ | {"STATIC_ROOT": str(folder)}, check=True)


@contextmanager
def running_site(folder: Path, static: Path, **more: str) -> Iterator[Site]:
    """Answers on a free port until the block ends; `folder` gets the log, `static` holds the collected files."""
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "STATIC_ROOT": str(static),
        "BAROMETER_LOCAL": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        **more,
    }
    port = ports.find_free()
    command = [GUNICORN, CONFIG, f"--bind=127.0.0.1:{port}", "--workers=2"]
    log = folder / "web.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        try:
            wait_until_healthy(process, port, log)
            yield Site(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(30)


def wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Fails with the end of the log: a site that only gives errors would keep every test waiting."""
    deadline = time.monotonic() + 60
    while not is_healthy(port):
        assert process.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.05)
