"""A real SMTP server whose mail stays on this machine: one file for each mail, read in the browser at /postvak/."""

import asyncio
import signal
import sys
import time
from email.utils import formatdate
from itertools import count
from pathlib import Path
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, Envelope, Session

LONGEST_NAME = 150


class KeepMail:
    """The name of a file holds the time and the recipient, so that finding one does not mean reading all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        for recipient in envelope.rcpt_tos:
            self._write(recipient, envelope)
        return "250 OK"

    def _write(self, recipient: str, envelope: Envelope) -> None:
        moment = f"{time.time_ns():020}-{next(self.numbers):06}"
        name = f"{moment}-{quote(recipient, safe='@')}"[:LONGEST_NAME]
        received = f"X-Received-At: {formatdate(localtime=True)}\r\nX-Envelope-To: {recipient}\r\n"
        unfinished = self.folder / f"{name}.new"
        unfinished.write_bytes(received.encode() + content(envelope))
        unfinished.rename(self.folder / f"{name}.eml")


def content(envelope: Envelope) -> bytes:
    given = envelope.content or b""
    return given.encode() if isinstance(given, str) else given


async def serve(folder: Path, port: int) -> None:
    loop = asyncio.get_running_loop()
    handler = KeepMail(folder)
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", port)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
