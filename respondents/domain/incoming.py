"""A mail that came in, read from its bytes: never fails on what it finds, and keeps no more than the start of it."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from django.utils import timezone

from respondents.domain.addresses import normalize_email

# What somebody writes, and what a server says, stands before any attachment.
LONGEST_MAIL = 256 * 1024
LONGEST_TEXT = 20_000
DEEPEST = 12
MOST_PARTS = 60

MESSAGE_ID = re.compile(r"<[^<>\s]{3,200}>")
MARK = re.compile(r"(<[^<>]*>)")
BREAKS = ("<br", "<p", "</p", "<div", "</div", "<li", "<tr", "</tr", "</table", "<h", "</h")
UNSEEN = ("<style", "<script", "<head", "<title")
# Below this stands what was written before: ours, or a mail of somebody else.
QUOTED = re.compile(
    r"^(?:>.*|-{2,}\s*(?:oorspronkelijk|original|doorgestuurd|forwarded).*|_{10,}|"
    r"\*?(?:van|from)\*?:\s.*|op .{5,100} schreef.*:?|on .{5,100} wrote:?|"
    r"(?:op|on) .{5,100}<[^<>]*@[^<>]*>.{0,12})$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Failure:
    """What a server says of one recipient: its action, its code and its words."""

    action: str
    words: str
    recipient: str


@dataclass(frozen=True)
class Incoming:
    """One mail as far as sorting it needs; `references` are the Message-IDs that it names, nearest first."""

    digest: str
    sender: str
    subject: str
    text: str
    sent_at: datetime
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    failure: Failure | None = None
    report: str = ""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def read(raw: bytes) -> Incoming:
    raw = raw[:LONGEST_MAIL].replace(b"\x00", b"")
    mail = message_from_bytes(raw)
    headers = tuple((name.lower(), _plain(value)) for name, value in mail.items()[:200])
    parts = _parts(mail)
    text = _text(parts)
    sender = _address(headers, "from")
    return Incoming(
        digest=_digest(raw, headers, sender),
        sender=sender,
        subject=_first(headers, "subject")[:300],
        text=text,
        sent_at=_moment(_first(headers, "date")),
        references=_references(headers, parts, text),
        headers=headers,
        failure=_failure(parts),
        report=_parameter(mail, "report-type"),
    )


def own_words(text: str) -> str:
    """What the sender wrote, without the mail below it that is answered or sent on."""
    lines: list[str] = []
    for line in text.splitlines():
        if QUOTED.match(line.strip()[:300]):
            break
        lines.append(line)
    return "\n".join(lines).strip()


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key == name), "")


def _digest(raw: bytes, headers: tuple[tuple[str, str], ...], sender: str) -> str:
    """The same mail has the same one in each mailbox that it is read from."""
    message_id = _first(headers, "message-id")
    key = f"{message_id}\n{sender}".encode() if MESSAGE_ID.search(message_id) else raw
    return hashlib.sha256(key).hexdigest()


def _plain(value: object) -> str:
    """The words of a header, on one line, in signs that the database can keep."""
    try:
        words = "".join(_decoded(part, charset) for part, charset in decode_header(str(value)))
    except (ValueError, MessageError):  # Base64 that is none.
        words = str(value)
    return " ".join(_storable(words).split())[:2000]


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return part.decode("cp1252", "replace")


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _address(headers: tuple[tuple[str, str], ...], name: str) -> str:
    found = getaddresses([_first(headers, name)])
    return normalize_email(found[0][1])[:254] if found else ""


def _moment(value: str) -> datetime:
    """When it was sent; a clock that is ahead or a date that is none is now."""
    now = timezone.now()
    try:
        found = parsedate_to_datetime(value)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return min(found.astimezone(UTC), now) if found.year > 2000 else now
    except (ValueError, TypeError, IndexError, OverflowError):
        return now


def _parts(mail: Message, depth: int = 0) -> list[Message]:
    """All parts in order, also those of a mail inside; not without end."""
    found = [mail]
    for part in _inside(mail) if depth < DEEPEST else []:
        if len(found) < MOST_PARTS:
            found += _parts(part, depth + 1)
    return found[:MOST_PARTS]


def _inside(mail: Message) -> list[Message]:
    payload = mail.get_payload() if mail.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)][:MOST_PARTS]


def _text(parts: list[Message]) -> str:
    """The first plain text, or else the first page; what is inside a mail inside comes later than both."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                text = _content(part)
                text = _without_marks(text) if kind == "text/html" else text
                if text.strip():
                    return text.replace("\r\n", "\n")[:LONGEST_TEXT]
    return ""


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        charset = None
    return _storable(_decoded(payload, charset))


def _without_marks(page: str) -> str:
    words, hidden = [], ""
    for piece in MARK.split(page):
        lowered = piece[:12].lower()
        if hidden:
            hidden = "" if lowered.startswith(hidden) else hidden
        elif lowered.startswith(UNSEEN):
            hidden = "</" + next(name for name in UNSEEN if lowered.startswith(name))[1:]
        elif lowered.startswith(BREAKS):
            words.append("\n")
        elif not lowered.startswith("<"):
            words.append(html.unescape(" ".join(piece.split("\n"))))
    return _storable("".join(words))


def _references(headers: tuple[tuple[str, str], ...], parts: list[Message], text: str) -> tuple[str, ...]:
    """Those of the answer, then those of a returned mail, then those that are only in the words of a server."""
    own = [_first(headers, name) for name in ("in-reply-to", "references", "x-failed-message-id")]
    returned = [_plain(part.get("Message-ID", "")) for part in parts[1:]]
    attached = [_content(part) for part in parts[1:] if part.get_content_type() == "text/rfc822-headers"]
    words = [*own, *returned, *attached, text]
    found = [message_id for part in words for message_id in MESSAGE_ID.findall(part[:LONGEST_TEXT])]
    return tuple(dict.fromkeys(found))[:50]


def _failure(parts: list[Message]) -> Failure | None:
    """The first recipient of a report of delivery that failed, or else the first that it names."""
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    blocks = [block for report in reports[:1] for block in _blocks(report)]
    named = [_failure_of(block) for block in blocks if block.get("Action") or block.get("Final-Recipient")]
    failed = [failure for failure in named if failure.action == "failed"]
    return next(iter(failed or named), None)


def _blocks(report: Message) -> list[Message]:
    """Parsed already by `email`, which does not look into one that was packed in base64."""
    blocks = _inside(report)
    if str(report.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return blocks
    packed = "".join(_content(block) for block in blocks)
    try:
        unpacked = base64.b64decode(packed.encode("ascii", "ignore"))
    except ValueError:
        return blocks
    return [message_from_bytes(block) for block in re.split(rb"\r?\n\r?\n", unpacked)[:MOST_PARTS]]


def _failure_of(block: Message) -> Failure:
    words = f"{_plain(block.get('Diagnostic-Code', ''))} {_plain(block.get('Status', ''))}"
    recipient = _plain(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return Failure(
        action=_plain(block.get("Action", "")).lower(),
        words=words[:1000],
        recipient=normalize_email(recipient.rpartition(";")[2].strip().strip("<>"))[:254],
    )


def _parameter(mail: Message, name: str) -> str:
    value = mail.get_param(name)
    return str(value[2] if isinstance(value, tuple) else value or "").lower()
