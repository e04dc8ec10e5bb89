"""A mailbox on loopback that speaks as much IMAP as reading it takes, and keeps what was said to it."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Mailbox:
    """`flags` has those of each mail; with `keywords` off only the standard ones are kept.

    With a `certificate` it speaks by TLS alone, and goes by the name of localhost.
    """

    mails: list[bytes]
    keywords: bool = True
    password: str = "geheim"
    dies_after: int = 1_000_000
    certificate: Path | None = None
    flags: list[set[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        scheme, host = ("imaps", "localhost") if self.certificate else ("imap", "127.0.0.1")
        return f"{scheme}://barometer%40bureau.example:{self.password}@{host}:{self.port}/INBOX"


@contextmanager
def imap(box: Mailbox) -> Iterator[Mailbox]:
    box.flags = box.flags or [set() for _ in box.mails]

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK hier\r\n")
            for line in self.rfile:
                tag, _, words = line.decode().strip().partition(" ")
                box.said.append(words)
                if len(box.said) > box.dies_after:
                    return
                self.wfile.write(answer(box, words) + f"{tag} {verdict(box, words)}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that does not trust the certificate leaves in the middle of a word."""

    with Server(("127.0.0.1", 0), Handler) as server:
        box.port = server.server_address[1]
        if box.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(box.certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield box
        server.shutdown()
        thread.join()


def verdict(box: Mailbox, words: str) -> str:
    if words.startswith("LOGIN"):
        return "OK in" if words == 'LOGIN "barometer@bureau.example" "geheim"' else "NO geen toegang"
    return "OK klaar"


def answer(box: Mailbox, words: str) -> bytes:
    command, *rest = words.split()
    if command == "CAPABILITY":
        return b"* CAPABILITY IMAP4rev1\r\n"
    if command == "SELECT":
        kept = r"(\Seen \*)" if box.keywords else r"(\Seen)"
        return f"* {len(box.mails)} EXISTS\r\n* OK [PERMANENTFLAGS {kept}] kept\r\n".encode()
    return of_uid(box, rest) if command == "UID" else b""


def of_uid(box: Mailbox, words: list[str]) -> bytes:
    if words[0] == "SEARCH":
        hidden = "\\Seen" if words[1] == "UNSEEN" else words[2]
        found = [str(i + 1) for i, flags in enumerate(box.flags) if hidden not in flags]
        return f"* SEARCH {' '.join(found)}\r\n".encode()
    number = int(words[1]) - 1
    if words[0] == "FETCH":
        size = int(re.findall(r"<0\.(\d+)>", words[2])[0])
        raw = box.mails[number][:size]
        return (
            f"* {number + 1} FETCH (UID {number + 1} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        )
    box.flags[number] |= set(" ".join(words[3:]).strip("()").split())
    return b""
