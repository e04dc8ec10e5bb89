"""Keeps children running until it is told to stop; then stops them in the opposite order."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from barometer.localstack.processes import Child

# A child that falls over at once is tried again after a pause that doubles up to this many seconds.
LONGEST_PAUSE = 10.0
# A child that has run this long starts again without a pause.
STEADY_AFTER = 30.0


class NotReady(Exception):
    """A server did not accept connections in time; its log says why."""


class Supervisor:
    def __init__(self, home: Path, say: Callable[[str], None] = print) -> None:
        self.home = home
        self.say = say
        self.children: list[Child] = []
        self.stopping = False
        self._pauses: dict[str, float] = {}
        self._retry_at: dict[str, float] = {}

    def add(self, child: Child) -> None:
        """Starts the child; from now on it is kept running."""
        child.start()
        self.children.append(child)

    def add_server(self, child: Child, accepts_connections: Callable[[], bool], seconds: float = 60) -> None:
        """Starts the child and waits until it answers. Raises NotReady if it does not."""
        self.add(child)
        deadline = time.monotonic() + seconds
        while not accepts_connections():
            if time.monotonic() > deadline or self.stopping:
                raise NotReady(f"{child.name} start niet. Kijk in {child.log_file}.")
            self.restart_the_dead()
            time.sleep(0.1)

    def run(self, every_round: Callable[[], None] = lambda: None) -> None:
        """Until `stop` is asked for, by a signal or by `stopping`."""
        while not self.stopping:
            self.restart_the_dead()
            every_round()
            time.sleep(0.2)

    def restart_the_dead(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if not child.is_running() and now >= self._retry_at.get(child.name, 0):
                self._restart(child, now)

    def _restart(self, child: Child, now: float) -> None:
        steady = now - child.started_at > STEADY_AFTER
        pause = 0.5 if steady else min(self._pauses.get(child.name, 0.25) * 2, LONGEST_PAUSE)
        self._pauses[child.name], self._retry_at[child.name] = pause, now + pause
        self.say(f"{child.name} is gestopt en start opnieuw.")
        child.kill_group()
        child.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
        self.children.clear()

    @contextlib.contextmanager
    def stopping_on_signals(self) -> Iterator[None]:
        """SIGTERM, SIGHUP and Ctrl-C end the loop; whatever happens inside, all children are stopped."""

        def ask(*_: object) -> None:
            self.stopping = True

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, ask)
        try:
            yield
        finally:
            self.stop()
