"""A mail server that does as little as it can, for measuring: it takes every mail and journals to whom it went.

It reads whole chunks instead of lines, so that it is not what is measured. `python -m tests.smtp_sink JOURNAL PORT`.
"""

import asyncio
import os
import re
import sys

RECIPIENT = re.compile(rb"TO:<([^>]*)>", re.IGNORECASE)
END = b"\r\n.\r\n"
ANSWERS = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Conversation(asyncio.Protocol):
    """One client, which waits for each answer before it goes on."""

    def __init__(self, journal: int) -> None:
        self.journal = journal
        self.waiting = b""
        self.recipient = b""
        self.in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        if self.in_body:
            self.take_body()
        elif self.waiting.endswith(b"\r\n"):
            self.answer()

    def answer(self) -> None:
        line, self.waiting = self.waiting, b""
        verb = line[:4].upper()
        if verb == b"RCPT":
            found = RECIPIENT.search(line)
            self.recipient = found[1] if found else b""
        self.in_body = verb == b"DATA"
        self.transport.write(ANSWERS.get(verb, b"250 ok\r\n"))

    def take_body(self) -> None:
        if self.waiting.endswith(END):
            os.write(self.journal, self.recipient + b"\n")
            self.waiting, self.in_body = b"", False
            self.transport.write(b"250 taken\r\n")


async def serve(path: str, port: int) -> None:
    journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(journal), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
