"""Where the servers of one machine keep their data."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def default_home() -> Path:
    """`.local` in the repository; as root outside any home, since PostgreSQL runs under a user of its own."""
    return Path("/var/lib/barometer") if os.geteuid() == 0 else REPOSITORY / ".local"


def reachable_by_others(path: Path) -> bool:
    """Whether another user may go through every folder on the way to `path`."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (resolved, *resolved.parents) if folder.is_dir())
