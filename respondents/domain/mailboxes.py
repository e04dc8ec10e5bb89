"""Where mail that came back is read from: an IMAP mailbox, or a folder of messages. Nothing is ever deleted.

A mail is marked after it is noted, so that a crash in between reads it again, which changes nothing. What is for people
stays unread where the server knows keywords, with a keyword that says that we have seen it.
"""

import imaplib
import mailbox
import re
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from django.db import DataError
from django.utils import timezone

from respondents.domain import replies
from respondents.domain.incoming import LONGEST_MAIL
from respondents.enums import ReplyKind
from respondents.exceptions import MailboxRefused

log = structlog.get_logger("respondents.mailboxes")

TIMEOUT = 30
SEEN_BY_US = "BarometerGelezen"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNREADABLE = "unreadable"

NO_ADDRESS = (
    "Zet MAILBOX_URL, zoals imaps://naam:wachtwoord@mail.example/INBOX, of noem een map met --folder."
)
NOT_THERE = "Deze map of dit bestand is er niet. Kijk het pad na."
NO_MAILS = "Hier staat geen mail in: geen .eml-bestanden, geen mbox en geen Maildir."

Counts = Counter[str]


def read_folder(path: Path) -> Counts:
    """One .eml file, a folder of those, an mbox or a Maildir; nothing in it changes."""
    counts: Counts = Counter()
    try:
        for raw in _mails_in(path):
            _take_in(raw, counts)
    except OSError as problem:
        raise MailboxRefused(
            f"{path} is niet te lezen ({type(problem).__name__}). Kijk de rechten na."
        ) from None
    return counts


def _mails_in(path: Path) -> Iterator[bytes]:
    if not path.exists():
        raise MailboxRefused(NOT_THERE)
    if path.is_file() and path.suffix.lower() != ".eml":
        return _in_box(mailbox.mbox(path, create=False))
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return _in_box(mailbox.Maildir(path, create=False))
    files = [path] if path.is_file() else sorted(path.glob("*.eml"))
    if not files:
        raise MailboxRefused(NO_MAILS)
    return (_start_of(file) for file in files)


def _in_box(box: mailbox.Mailbox) -> Iterator[bytes]:
    with closing(box):
        for key in sorted(box.keys(), key=str) if isinstance(box, mailbox.Maildir) else box.keys():
            with suppress(KeyError):  # Somebody else moved it meanwhile.
                yield box.get_bytes(key)


def _start_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LONGEST_MAIL)


def _take_in(raw: bytes, counts: Counts) -> ReplyKind | None:
    """None for a mail that nobody can sort; it stays unread, for people. Without a database nothing is marked."""
    try:
        kind, is_new = replies.take_in(raw)
    except (DataError, ValueError, TypeError, LookupError, AttributeError) as problem:
        # One mail that breaks must not keep the others unread. Never its words: they are somebody's.
        log.error("a mail could not be read", state=type(problem).__name__)
        counts[UNREADABLE] += 1
        return None
    counts[kind if is_new or kind == ReplyKind.OWN else "known"] += 1
    return kind


def read_imap(address: str) -> Counts:
    """Raises MailboxRefused if the server cannot be reached, or lets us not in."""
    counts: Counts = Counter()
    parts = _parts_of(address)
    try:
        with _signed_in(parts) as server:
            _read_new(server, counts)
    except (OSError, imaplib.IMAP4.error) as problem:
        raise MailboxRefused(_unreachable(parts, problem)) from None  # Its words may bear the password.
    return counts


def _parts_of(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("imap", "imaps") and parts.hostname and parts.username and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise MailboxRefused(NO_ADDRESS)
    return parts


def _unreachable(parts: SplitResult, problem: Exception) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return (
            f"Het certificaat van {parts.hostname} klopt niet, dus er is niets gelezen. "
            "Kijk in MAILBOX_URL de naam van de server na, of vraag wie hem beheert om een geldig certificaat."
        )
    return (
        f"De mailbox op {parts.hostname} is nu niet te lezen ({type(problem).__name__}). "
        "Kijk MAILBOX_URL na: naam, wachtwoord, server en map. Er gaat niets verloren; de volgende keer gaat verder."
    )


@contextmanager
def _signed_in(parts: SplitResult) -> Iterator[imaplib.IMAP4]:
    """With TLS in any case, unless the server is this machine."""
    server = _connect(parts)
    try:
        server.login(_quoted(unquote(parts.username or "")), unquote(parts.password or ""))
        _ok(server.select(_quoted(unquote(parts.path.strip("/")) or "INBOX")))
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
        with suppress(OSError, imaplib.IMAP4.error):
            server.shutdown()  # Saying goodbye to a server that is gone leaves the socket open.


def _connect(parts: SplitResult) -> imaplib.IMAP4:
    assert parts.hostname is not None
    safe = ssl.create_default_context()
    if parts.scheme == "imaps":
        return imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, ssl_context=safe, timeout=TIMEOUT)
    server = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=TIMEOUT)
    if parts.hostname not in LOOPBACK:
        server.starttls(safe)
    return server


def _quoted(name: str) -> str:
    if re.search(r"[\r\n\x00]", name):
        raise MailboxRefused(NO_ADDRESS)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ok(answer: tuple[str, list]) -> list:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return data


def _read_new(server: imaplib.IMAP4, counts: Counts) -> None:
    knows_keywords = any(b"\\*" in flags for flags in _flags(server))
    found = _ok(server.uid("SEARCH", *_wanted(knows_keywords)))
    for uid in (found[0] or b"").split():
        raw = _fetch(server, uid.decode())
        if raw is None:
            continue
        kind = _take_in(raw, counts)
        _mark(server, uid.decode(), for_people=kind in (None, ReplyKind.OTHER), knows_keywords=knows_keywords)


def _flags(server: imaplib.IMAP4) -> list[bytes]:
    """Which flags the server keeps; `\\*` is any keyword."""
    return [flag for flag in server.untagged_responses.get("PERMANENTFLAGS", []) if isinstance(flag, bytes)]


def _wanted(knows_keywords: bool) -> list[str]:
    """With keywords also what a person opened before us; without them only what is unread."""
    if not knows_keywords:
        return ["UNSEEN"]
    since = timezone.now() - timedelta(days=replies.KEPT_FOR.days)
    return [
        "UNKEYWORD",
        SEEN_BY_US,
        "SINCE",
        f"{since.day:02}-{ENGLISH_MONTHS[since.month - 1]}-{since.year}",
    ]


def _fetch(server: imaplib.IMAP4, uid: str) -> bytes | None:
    """The start of it, without marking it as read; None if it is gone."""
    data = _ok(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST_MAIL}>)"))
    return next((part[1] for part in data if isinstance(part, tuple)), None)


def _mark(server: imaplib.IMAP4, uid: str, *, for_people: bool, knows_keywords: bool) -> None:
    flags = ([] if for_people else ["\\Seen"]) + ([SEEN_BY_US] if knows_keywords else [])
    if flags:
        _ok(server.uid("STORE", uid, "+FLAGS.SILENT", f"({' '.join(flags)})"))
