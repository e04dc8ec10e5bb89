"""Mails with the same words, made by filling in the first of them: making each anew takes longer than sending it.

The text part takes a value as it is and the HTML part escaped, as the template does. The first mail of every mould
is also made in the ordinary way; where both do not say the same, the mould is not used.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import Header
from email.message import Message
from functools import cache, lru_cache
from html import escape

from respondents import emails
from respondents.domain import letters, senders, texts
from respondents.models import Letter
from respondents.transports.smtp import Mail
from surveys.models import Edition

HTML_PART = b"Content-Type: text/html"
SUBJECT = re.compile(rb"^Subject: .*?\r\n(?=\S)", re.MULTILINE | re.DOTALL)
CODED = re.compile(rb"Content-Transfer-Encoding: (quoted-printable|base64)")
MARK = re.compile(rb"zq([a-z_]+)qz")
ENVELOPE = ("to", "message_id", "answers_to", "subject_line")
# Of RFC 5322; a mail with a longer one must be coded.
LONGEST_LINE = 998
# What differs from one making to the next without meaning anything.
PASSING = {"date", "content-type"}


def _mark(name: str) -> str:
    return f"zq{name}qz"


@dataclass(frozen=True)
class Mould:
    """Fixed pieces with the names of the values between them; those from `html_from` on are escaped."""

    sender: str
    pieces: tuple[bytes, ...]
    html_from: int

    def fill(self, recipient: str, values: Mapping[str, str]) -> Mail:
        filled = list(self.pieces)
        for place in range(1, len(filled), 2):
            value = values[filled[place].decode()]
            filled[place] = (escape(value) if place >= self.html_from else value).encode()
        return Mail(self.sender, recipient, b"".join(filled))


class Moulds:
    """Those of one round: what is fixed in a mould is its key, so that other words make another one."""

    def __init__(self) -> None:
        self.made: dict[tuple[Hashable, ...], Mould | None] = {}
        self.look_anew()

    def look_anew(self) -> None:
        """At each batch, so that a change of the edition is never far behind."""
        self.words_of = cache(letters.of_edition)
        self.fixed_of = cache(_fixed)

    def filled(self, letter: Letter) -> dict[str, str]:
        """As `letters.filled`, with the words of an edition put together once."""
        return letters.filled(letter, self.words_of)

    def mail(
        self, letter: Letter, answers_to: str, filled_in: Mapping[str, str] | None = None
    ) -> Mail | None:
        """None if the letter must be made in the ordinary way."""
        if letter.wave_id is None or letter.invitation is None:
            return None
        values = _values(letter, answers_to, self.filled(letter) if filled_in is None else filled_in)
        if values is None:
            return None
        key = (*letters.text_of(letter), bool(answers_to), self.fixed_of(letter.invitation.edition))
        if key not in self.made:
            self.made[key] = _tested(letter, answers_to, values)
        mould = self.made[key]
        mail = mould and mould.fill(values["to"], values)
        return mail if mail and max(map(len, mail.body.split(b"\r\n"))) <= LONGEST_LINE else None


def _fixed(edition: Edition) -> tuple[str, ...]:
    """What the mails of an edition have in their headers."""
    return edition.title, senders.from_header(edition), senders.answers_address(edition)


def _values(letter: Letter, answers_to: str, filled_in: Mapping[str, str]) -> dict[str, str] | None:
    """None for what only the ordinary way can judge: an address with other letters, a value of two lines."""
    values = letters.with_links(filled_in, letters.links_of(letter))
    address = letters.address_of(letter)
    if not address.isascii() or any("\r" in value or "\n" in value for value in values.values()):
        return None
    subject = texts.fill(letters.text_of(letter)[0], values)
    envelope = (address, letters.message_id(letter), answers_to, _coded(subject))
    return values | dict(zip(ENVELOPE, envelope, strict=True)) | {"subject": subject}


@lru_cache(maxsize=1000)
def _coded(subject: str) -> str:
    """Kept, since coding takes as long as all the rest, and colleagues of one gemeente get the same subject."""
    return Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _tested(letter: Letter, answers_to: str, values: Mapping[str, str]) -> Mould | None:
    mould = _cast(letter, answers_to, values)
    if mould is None:
        return None
    ordinary = Mail.of(letters.compose(letter, answers_to))
    filled = mould.fill(values["to"], values)
    same = filled.recipient == ordinary.recipient and _said(filled.body) == _said(ordinary.body)
    return mould if same else None


def _cast(letter: Letter, answers_to: str, values: Mapping[str, str]) -> Mould | None:
    """None if the text is such that it was coded: then a value cannot be put in as it is."""
    marks = {name: _mark(name) for name in values if name not in ("titel", *ENVELOPE, "subject")}
    subject, body = letters.text_of(letter)
    # The host of the Message-ID is of use to other headers, so here the id is a real one.
    envelope = replace(
        letters.envelope_of(letter, _mark("answers_to") * bool(answers_to)), to="zqtoqz@example.nl"
    )
    message = emails.letter(
        subject=texts.fill(subject, marks),
        body=texts.fill(body, marks),
        title=values["titel"],
        links=emails.Links(marks["link"], marks["afmelden"]),
        envelope=envelope,
    )
    mail = Mail.of(message)
    if CODED.search(mail.body):
        return None
    head = mail.body.replace(b"zqtoqz@example.nl", _mark("to").encode())
    head = head.replace(values["message_id"].encode(), _mark("message_id").encode())
    whole = SUBJECT.sub(b"Subject: " + _mark("subject_line").encode() + b"\r\n", head, count=1)
    whole = whole.replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: 8bit")
    text, html = whole[: whole.index(HTML_PART)], whole[whole.index(HTML_PART) :]
    pieces = (*MARK.split(text), *MARK.split(html))
    return _joined(mail.sender, pieces, len(MARK.split(text)))


def _joined(sender: str, pieces: tuple[bytes, ...], border: int) -> Mould:
    """The last piece of the text and the first of the HTML are neighbours, so they become one."""
    one = pieces[border - 1] + pieces[border]
    return Mould(sender, (*pieces[: border - 1], one, *pieces[border + 1 :]), border)


def _said(body: bytes) -> list[object]:
    """What a reader sees of a mail, whatever its boundary is."""
    mail = message_from_bytes(body)
    told = {name.lower(): " ".join(value.split()) for name, value in mail.items()}
    heads = sorted(item for item in told.items() if item[0] not in PASSING)
    return [heads, [_part(part) for part in mail.walk() if not part.is_multipart()]]


def _part(part: Message) -> object:
    return part["Content-Type"], part.get_payload(decode=True)
