"""`manage.py up`: PostgreSQL, Valkey, mail, web, worker and beat on this machine, until it is told to stop."""

import argparse
import fcntl
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from barometer.localstack import environment, ports
from barometer.localstack.home import REPOSITORY, default_home
from barometer.localstack.postgres import Postgres, ServerFailed, make_account
from barometer.localstack.processes import Child, stop_leftover
from barometer.localstack.supervisor import NotReady, Supervisor
from barometer.localstack.valkey import Valkey

PREPARE = (sys.executable, "-m", "barometer.localstack.prepare")
ROLES = ("projectteam", "beller", "analist", "beheerder")


class Refused(Exception):
    """The stack cannot start; the text is Dutch and says what to do."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """0 after a clean stop, 1 if something in the stack failed, 2 if it could not be started at all."""
    parser = argparse.ArgumentParser(prog="manage.py up", description=__doc__)
    parser.add_argument("--no-demo", action="store_true", help="zonder de gegevens van de demonstratie")
    options = parser.parse_args(arguments)
    home = Path(os.environ.get("BAROMETER_HOME") or default_home()).resolve()
    try:
        port = port_of(os.environ.get("PORT") or "8000")
        lock = lock_home(home)
        stop_leftovers(home)
        refuse_taken(port)
    except Refused as refusal:
        say(str(refusal))
        return 2
    with lock:
        return run(home, port, demo=not options.no_demo)


def port_of(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused(f"PORT={text} is geen poort. Kies een getal van 1 tot en met 65535.")
    return int(text)


def lock_home(home: Path) -> IO[str]:
    """Held as long as the file is open, so that a supervisor that was killed leaves no lock behind."""
    try:
        for folder in (home, *(home / name for name in ("run", "log", "mailbox", "static"))):
            folder.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("w")
    except OSError as error:
        raise Refused(
            f"In {home} kan niet worden geschreven. Zet BAROMETER_HOME op een andere map."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused(
            f"Barometer draait al in {home}. Stop die eerst, of kies een andere BAROMETER_HOME."
        ) from error
    return lock


def refuse_taken(port: int) -> None:
    if not ports.is_free(port):
        raise Refused(f"Poort {port} is al bezet. Start met een andere poort, bijvoorbeeld PORT={port + 1}.")


def run(home: Path, port: int, *, demo: bool) -> int:
    supervisor = Supervisor(home, say)
    with supervisor.stopping_on_signals():
        try:
            variables = start_servers(supervisor, home, port)
            env = environment.for_children(variables)
            prepare_site(env, demo=demo, stopping=lambda: supervisor.stopping)
        except (NotReady, ServerFailed, subprocess.CalledProcessError) as failure:
            if supervisor.stopping:
                return 0
            say(f"Starten is niet gelukt: {failure}")
            return 1
        for child in site_children(home, port, env):
            supervisor.add(child)
        supervisor.run(announce_once(port, env, demo=demo))
        say("Barometer stopt.")
    say("Barometer is gestopt.")
    return 0


def start_servers(supervisor: Supervisor, home: Path, port: int) -> dict[str, str]:
    """Starts what the environment does not give, and writes down where everything is."""
    variables = environment.with_secrets(environment.read(home)) | environment.for_site(home, port)
    make_account()
    if not os.environ.get("DATABASE_URL"):
        variables |= start_postgres(supervisor, home, variables)
    if not os.environ.get("REDIS_URL"):
        variables |= start_valkey(supervisor, home, variables)
    if not os.environ.get("EMAIL_URL"):
        variables |= start_mail(supervisor, home, variables)
    environment.write(home, variables)
    return variables


def stop_leftovers(home: Path) -> None:
    """Of a supervisor that was killed: the site first, then the servers under it."""
    for name in ("beat", "worker", "web", "smtp", "valkey"):
        stop_leftover(home / "run" / f"{name}.pid")
    Postgres(home, port=0, password="").stop_leftover()
    stop_leftover(home / "run" / "postgres.pid")


def start_postgres(supervisor: Supervisor, home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    port = ports.keep_or_find(variables.get("POSTGRES_PORT"))
    server = Postgres(home, port, variables["POSTGRES_PASSWORD"])
    server.prepare()
    supervisor.add_server(server.child(), server.accepts_connections)
    return {"POSTGRES_PORT": str(port), "DATABASE_URL": server.url}


def start_valkey(supervisor: Supervisor, home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    port = ports.keep_or_find(variables.get("VALKEY_PORT"))
    server = Valkey(home, port, variables["VALKEY_PASSWORD"])
    server.prepare()
    supervisor.add_server(server.child(), server.accepts_connections)
    return {"VALKEY_PORT": str(port), "REDIS_URL": server.url}


def start_mail(supervisor: Supervisor, home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    port = ports.keep_or_find(variables.get("SMTP_PORT"))
    command = [sys.executable, "-m", "barometer.localstack.smtp_sink", str(home / "mailbox"), str(port)]
    child = Child("smtp", command, dict(os.environ) | {"PYTHONPATH": str(REPOSITORY)}, home)
    supervisor.add_server(child, lambda: ports.answers(port))
    return {"SMTP_PORT": str(port), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}


def prepare_site(env: Mapping[str, str], *, demo: bool, stopping: Callable[[], bool]) -> None:
    """Raises CalledProcessError if it does not get to its end, also where that is because we stop."""
    command = [*PREPARE, *(["--demo"] if demo else [])]
    process = subprocess.Popen(command, env=env, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        if stopping():
            process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def site_children(home: Path, port: int, env: Mapping[str, str]) -> list[Child]:
    bin_folder = Path(sys.executable).parent
    celery = [str(bin_folder / "celery"), "-A", "barometer.celery"]
    schedule = f"--schedule={home / 'run' / 'beat-schedule'}"
    web = [str(bin_folder / "gunicorn"), "--config=python:barometer.web_server", "--workers=2"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    inside = dict(env) | {"PYTHONPATH": str(REPOSITORY)}
    return [
        Child("web", [*web, f"--bind=127.0.0.1:{port}"], inside, home),
        Child("worker", [*celery, "worker", "--concurrency=2", *quiet], inside, home),
        Child("beat", [*celery, "beat", "--loglevel=WARNING", schedule, "--pidfile="], inside, home),
    ]


def announce_once(port: int, env: Mapping[str, str], *, demo: bool) -> Callable[[], None]:
    """Says where to go at the first moment that the site answers."""
    said = False

    def look() -> None:
        nonlocal said
        if not said and is_healthy(port):
            said = True
            say(announcement(port, env, demo=demo))

    return look


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def announcement(port: int, env: Mapping[str, str], *, demo: bool) -> str:
    lines = [
        "",
        "Barometer draait.",
        f"  Beheer       http://localhost:{port}/beheer/",
        f"  Postvak      http://localhost:{port}/postvak/  (alle mail blijft op deze machine)",
    ]
    if demo:
        lines += [
            f"  Accounts     {', '.join(ROLES)}",
            f"  Wachtwoord   {env['DEMO_PASSWORD']}",
        ]
    return "\n".join([*lines, "Ctrl-C stopt alles.", ""])
