"""One child process: started in a group of its own, known by a pid file, and stopped with all it started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Child:
    """`stop_signal` is what it takes as a request to end cleanly; `user` is another account than ours."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    home: Path
    stop_signal: signal.Signals = signal.SIGTERM
    user: str | None = None
    stdin: str | None = None
    process: subprocess.Popen[str] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)

    @property
    def pid_file(self) -> Path:
        return self.home / "run" / f"{self.name}.pid"

    @property
    def log_file(self) -> Path:
        return self.home / "log" / f"{self.name}.log"

    def start(self) -> None:
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                stdin=subprocess.PIPE if self.stdin else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        if self.stdin and self.process.stdin:
            self.process.stdin.write(self.stdin)
            self.process.stdin.close()
        self.started_at = time.monotonic()
        self.pid_file.write_text(f"{self.process.pid} {self.command[0]}\n")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = 15) -> None:
        """Asks, waits, and then kills whatever is left of the group."""
        if self.process is None:
            return
        if self.is_running():
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self.kill_group()
        self.pid_file.unlink(missing_ok=True)

    def kill_group(self) -> None:
        """Ends what the child had started itself, such as the workers of a worker that was killed."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def stop_leftover(pid_file: Path) -> None:
    """Stops the child of a supervisor that was killed; its pid may be somebody else's by now, so look first."""
    with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        pid_text, program = pid_file.read_text().split(maxsplit=1)
        pid = int(pid_text)
        if Path(program.strip()).name in command_of(pid):
            os.killpg(pid, signal.SIGTERM)
            wait_until_gone(pid, seconds=10)
            os.killpg(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)


def command_of(pid: int) -> str:
    """The command line of a process, by `ps` since that is on every system; empty if there is none."""
    # Without `ww` it is cut off at COLUMNS, and a program deep in a folder is not known any more.
    ps = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    asked = subprocess.run(ps, capture_output=True, text=True)
    return asked.stdout


def wait_until_gone(pid: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not command_of(pid).strip() or "<defunct>" in command_of(pid):
            return
        time.sleep(0.1)
