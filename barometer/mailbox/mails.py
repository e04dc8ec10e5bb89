"""The folder into which the local mail server writes: one file for each mail, its name says when and to whom."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings

NAME = re.compile(r"(?P<nanoseconds>\d{20})-\d{6}-(?P<recipient>[^/]*)\.eml")


@dataclass(frozen=True)
class Mail:
    """One mail by its file name; its content is read only when asked for."""

    name: str

    @property
    def recipient(self) -> str:
        return unquote(self._part("recipient"))

    @property
    def received_at(self) -> datetime:
        return datetime.fromtimestamp(int(self._part("nanoseconds")) / 1e9, tz=UTC)

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes((folder() / self.name).read_bytes(), policy=email.policy.default)

    @property
    def subject(self) -> str:
        return self.message.get("Subject", "(geen onderwerp)")

    def _part(self, name: str) -> str:
        match = NAME.fullmatch(self.name)
        return match[name] if match else ""


def folder() -> Path:
    return Path(settings.MAILBOX_DIR)


def newest_first(search: str = "") -> list[Mail]:
    """Every mail, or those to an address with `search` in it."""
    names = sorted((path.name for path in folder().glob("*.eml")), reverse=True)
    mails = [Mail(name) for name in names if NAME.fullmatch(name)]
    return [mail for mail in mails if search.lower() in mail.recipient.lower()]


def find(name: str) -> Mail | None:
    """The mail of that file; a name that is none of ours, such as one with a path in it, finds nothing."""
    if not NAME.fullmatch(name) or not (folder() / name).is_file():
        return None
    return Mail(name)


def body(mail: Mail, kind: str) -> str:
    """The text (`plain`) or `html` part; empty if there is none."""
    part = mail.message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
