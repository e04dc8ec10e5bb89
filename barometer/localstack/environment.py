"""What the stack tells its children, and every `manage.py` command beside it: a file `local.env` in its home."""

import os
import secrets
from pathlib import Path

FILE = "local.env"
SECRETS = ("SECRET_KEY", "LINK_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD")


def read(home: Path) -> dict[str, str]:
    """The variables of an earlier start; none before the first."""
    file = home / FILE
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def write(home: Path, variables: dict[str, str]) -> None:
    """Replaces the file at once, readable by its owner only: it holds the keys of every personal link."""
    fresh = home / f"{FILE}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(
        "".join(f"{key}={value}\n" for key, value in sorted(variables.items())), encoding="utf-8"
    )
    fresh.replace(home / FILE)


def with_secrets(variables: dict[str, str]) -> dict[str, str]:
    """Secrets are made once and kept: a new LINK_KEY would end every link that was sent."""
    made = {name: secrets.token_urlsafe(48) for name in SECRETS}
    demo = {"DEMO_PASSWORD": "-".join(secrets.token_hex(2) for _ in range(4))}
    return made | demo | variables


def for_site(home: Path, port: int) -> dict[str, str]:
    """How the site is reached on this machine."""
    return {
        "BAROMETER_LOCAL": "1",
        "BAROMETER_HOME": str(home),
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "STATIC_ROOT": str(home / "static"),
        "MAILBOX_DIR": str(home / "mailbox"),
        "DJANGO_SETTINGS_MODULE": "barometer.settings",
    }


def for_children(variables: dict[str, str]) -> dict[str, str]:
    """What is set outside wins: that is how servers of one's own take the place of ours."""
    return variables | dict(os.environ) | {"PYTHONUNBUFFERED": "1"}
