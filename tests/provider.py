"""A mail provider for tests: a small HTTP server on loopback that speaks as Brevo, Mailjet, Postmark and Amazon do.

It can misbehave on purpose, at any stage of a request. `requests` is what it got, `mails` what it took.
"""

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# How each says that it took a mail to an address, as number so many.
TAKEN: dict[str, Any] = {
    "/smtp/email": lambda number, _to: {"messageId": f"<{number}@provider.example>"},
    "/send": lambda number, to: {
        "Messages": [{"Status": "success", "To": [{"Email": to, "MessageID": number}]}]
    },
    "/email": lambda number, to: {
        "ErrorCode": 0,
        "Message": "OK",
        "MessageID": f"{number}",
        "To": to,
        "SubmittedAt": "2027-06-12T09:00:00Z",
    },
    "/v2/email/outbound-emails": lambda number, _to: {"MessageId": f"{number}"},
}
STATUS = {"/smtp/email": 201}


@dataclass
class Fault:
    """What goes wrong with the next requests; an answer of the API, or a `stage` at which the connection breaks.

    Stages: `before` reads nothing, `unread` takes no mail, `after` takes it and says nothing, `silent` takes it and
    keeps still.
    """

    status: int = 0
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    stage: str = ""
    times: int = 1_000_000


@dataclass
class Provider:
    server: "Server"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    @property
    def requests(self) -> list[dict[str, Any]]:
        return self.server.requests

    @property
    def mails(self) -> list[dict[str, Any]]:
        return self.server.mails

    def misbehave(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def misbehave_once(self, faults: dict[str, Fault]) -> None:
        """By recipient, each at its first request."""
        self.server.once = faults


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *, dedups: bool) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.requests: list[dict[str, Any]] = []
        self.mails: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.dedups = dedups
        self.fault: Fault | None = None
        self.once: dict[str, Fault] = {}
        self.lock = threading.Lock()

    def next_fault(self) -> Fault:
        with self.lock:
            if self.fault is None or not self.fault.times:
                return Fault()
            self.fault.times -= 1
            return self.fault

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""


class Request(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        fault = self.server.next_fault()
        if fault.stage == "before":
            self.reset()
            return
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"headers": dict(self.headers), "body": sent})
        fault = self.server.once.pop(recipient_of(sent), fault)
        if fault.stage == "unread":
            self.reset()
        elif fault.stage or not fault.status:
            self.take(sent, fault)
        else:
            self.say(fault.status, fault.body, fault.headers)

    def take(self, sent: dict[str, Any], fault: Fault) -> None:
        key = sent.get("headers", {}).get("idempotencyKey", "")
        with self.server.lock:
            is_known = self.server.dedups and key in self.server.keys
            self.server.keys.add(key)
            if not is_known:
                self.server.mails.append(sent)
            number = len(self.server.mails)
        if fault.stage == "after":
            self.reset()
        elif fault.stage == "silent":
            time.sleep(1.5)
        elif is_known:
            self.say(400, '{"code": "duplicate_parameter", "message": "This key was used before."}', {})
        else:
            body = json.dumps(TAKEN[self.path](number, recipient_of(sent)))
            self.say(STATUS.get(self.path, 200), body, {})

    def say(self, status: int, body: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def reset(self) -> None:
        """The connection breaks at once, without a farewell."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Nobody reads the log of a server in a test."""


def recipient_of(sent: dict[str, Any]) -> str:
    if "Destination" in sent:
        return sent["Destination"]["ToAddresses"][0]
    if "Messages" in sent:
        return sent["Messages"][0]["To"][0]["Email"]
    return sent["to"][0]["email"] if "to" in sent else sent["To"].split("<")[-1].rstrip(">")


@contextlib.contextmanager
def provider(*, dedups: bool = True) -> Iterator[Provider]:
    with Server(dedups=dedups) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Provider(server)
        server.shutdown()
        thread.join()
