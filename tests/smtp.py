"""A mail server for tests: it journals every mail that it takes to a file, and can misbehave on purpose.

It runs in a process of its own, so that a test that judges by the journal stands outside of what it judges.
"""

import contextlib
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from barometer.localstack import ports

# What the server says at each stage; a stage that is missing goes well, and "drop" ends the connection.
Script = dict[str, str]
# Longer than a client in a test waits.
SILENCE = 3


class Conversation(socketserver.StreamRequestHandler):
    """One client. `script` of the server says what goes wrong; `taken` gets the recipient and the mail."""

    def handle(self) -> None:
        self.say("220 test")
        recipient = ""
        for line in self.rfile:
            verb = line.split(b":")[0].split()[0].upper().decode() if line.strip() else ""
            if verb == "RCPT":
                recipient = line.decode().split("<")[1].split(">")[0]
            if verb == "QUIT":
                self.say("221 bye")
                return
            if not self.answer(verb, recipient):
                return

    def answer(self, verb: str, recipient: str) -> bool:
        """Whether the conversation goes on."""
        script = self.server.script_for(verb, recipient)  # type: ignore[attr-defined]
        if script.get(verb) == "drop":
            return False
        if verb in script:
            self.say(script[verb])
            return True
        if verb == "EHLO":
            self.say("250 test")
        elif verb == "DATA":
            return self.take_body(recipient, script)
        else:
            self.say("250 ok")
        return True

    def take_body(self, recipient: str, script: Script) -> bool:
        self.say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
            if script.get("BODY") == "drop":
                return False
        if script.get("DOT") == "refuse":
            self.say("552 too big")
            return True
        self.server.taken(recipient, b"".join(lines))  # type: ignore[attr-defined]
        if script.get("DOT") == "drop":
            return False
        if script.get("DOT") == "silent":
            time.sleep(SILENCE)
            return False
        self.say("250 taken")
        return True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, taken: Callable[[str, bytes], None]) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.script: Script = {}
        self.once: dict[str, Script] = {}
        self.taken = taken

    def script_for(self, verb: str, recipient: str) -> Script:
        """What happens to a mail to that address: something of its own the first time, if so planned."""
        if verb == "DATA":
            return self.once.pop(recipient, self.script)
        script = self.once.get(recipient, self.script)
        if verb in script:
            self.once.pop(recipient, None)
        return script


@dataclass
class Sink:
    """A server inside the test; `mails` are what it took, as (recipient, mail)."""

    server: Server
    mails: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.mails]

    def misbehave(self, **script: str) -> None:
        self.server.script = script

    def misbehave_once(self, scripts: dict[str, Script]) -> None:
        """By recipient, each at its first mail."""
        self.server.once = scripts


@contextlib.contextmanager
def sink() -> Iterator[Sink]:
    mails: list[tuple[str, bytes]] = []
    with Server(0, lambda *mail: mails.append(mail)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Sink(server, mails)
        server.shutdown()
        thread.join()


class Journal:
    """A server in a process of its own; each mail that it took is a line in a file before it says so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.port = ports.find_free()

    def __enter__(self) -> "Journal":
        self.process = subprocess.Popen([sys.executable, "-m", "tests.smtp", str(self.path), str(self.port)])
        while not ports.answers(self.port):
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    @property
    def recipients(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []


def serve_journal(path: str, port: int) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Server(port, lambda recipient, _: os.write(file, f"{recipient}\n".encode())) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve_journal(sys.argv[1], int(sys.argv[2]))
