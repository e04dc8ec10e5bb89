"""Many letters to people with names of every sort, each looked at as a mail program does."""

import os
import random
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from pytest_django import Settings

from respondents.domain import letters, texts
from respondents.enums import LetterKind, WaveKind
from respondents.models import Invitation, Letter, Respondent, Wave
from respondents.transports.smtp import Mail
from respondents.validators import one_line
from surveys.models import Edition, Gemeente, Questionnaire
from tests.factories.surveys import EditionFactory

# The long form: LETTERS=1000.
LETTERS = int(os.environ.get("LETTERS", "100"))
HOST = "https://barometer.example"
HEADERS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Auto-Submitted", "X-Auto-Response-Suppress",
}  # fmt: skip
FIRST = (
    "Anna",
    "Zoë",
    "Jan-Willem",
    "Ōkubo",
    "Chaïma",
    "山田",
    "D’Arcy",
    "O'Neil",
    "Ἑλένη",
    "نور",
    "🙂",
    "",
    "I.",
)
LAST = (
    "de Vries",
    "van ’t Hof",
    "<b>vet</b>",
    "& Zonen",
    "[[link]]",
    "{{ 7*7 }}",
    "x" * 140,
    '"Bob"',
    "%s",
    "Bcc: a@b.nl",
)
PLACES = ("Zwolle", "'s-Gravenhage", "Súdwest-Fryslân", "Nuenen, Gerwen en Nederwetten", "Hengelo (O)", "Ee")
SOURCES = ("Overheid in Nederland", "Website van de gemeente", "Almanak & gids <2023>", "b" * 200)
WORDS = [
    (WaveKind.INVITATION, "invitation"),
    (WaveKind.REMINDER, "reminder"),
    (WaveKind.REMINDER, "last_reminder"),
]
# What the HTML says more than the text: its name, its button and what to do without one.
MORE = {
    "Barometer Burgerparticipatie 2023",
    "Naar de vragenlijst",
    "Werkt de knop niet? Kopieer dit adres in uw browser:",
    "Afmelden",
}


class Words(HTMLParser):
    """What a reader of the HTML sees, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.is_hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_hidden = tag in ("style", "title")
        values = dict(attrs)
        if tag == "a":
            self.links.append(values.get("href") or "")
        self.loads += [values[name] or "" for name in ("src", "background", "srcset") if name in values]

    def handle_endtag(self, tag: str) -> None:
        self.is_hidden = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.is_hidden:
            self.lines.append(data.strip())


def many(edition: Edition) -> Iterator[Letter]:
    """Always the same ones; none is stored."""
    dice = random.Random(2023)
    for number in range(1, LETTERS + 1):
        kind, words = WORDS[number % len(WORDS)]
        subject, body = texts.read(words)
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}".strip() if number % 10 else ""
        one_line(name)
        respondent = Respondent(
            pk=number,
            name=name,
            email=f"lezer.{number}@{dice.choice(('zwolle', 'den-haag'))}.example",
            gemeente=Gemeente(name=dice.choice(PLACES)) if number % 7 else None,
            source=dice.choice(SOURCES),
        )
        wave = Wave(pk=1, kind=kind, subject=subject, body=body, edition=edition)
        invitation = Invitation(pk=number, respondent=respondent, edition=edition)
        yield Letter(pk=number, kind=kind, wave=wave, invitation=invitation)


@pytest.fixture
def edition(settings: Settings) -> Edition:
    settings.PUBLIC_URL = HOST
    return EditionFactory.build(questionnaire=Questionnaire(minutes=15))


def lint(letter: Letter) -> list[str]:
    """A line for each fault."""
    answers_to = "<eerder@barometer.example>" if letter.kind == LetterKind.REMINDER else ""
    body = Mail.of(letters.compose(letter, answers_to)).body
    mail = message_from_bytes(body, policy=default)
    assert isinstance(mail, EmailMessage)
    return [*envelope_faults(mail, letter, answers_to), *word_faults(mail, letter), *weight_faults(body)]


def envelope_faults(mail: EmailMessage, letter: Letter, answers_to: str) -> Iterator[str]:
    assert letter.invitation is not None
    if [address.addr_spec for address in mail["To"].addresses] != [letter.invitation.respondent.email]:
        yield f"to {mail['To']}"
    expected = HEADERS | ({"In-Reply-To", "References"} if answers_to else set())
    names = [name for name in mail.keys() if name not in ("Content-Type", "MIME-Version")]  # noqa: SIM118 - repeats
    if sorted(names) != sorted(expected):
        yield f"headers {names}"
    if mail.defects or [part.defects for part in mail.walk() if part.defects]:
        yield "does not parse"
    if re.search(r"[\r\n]", str(mail["Subject"])) or not str(mail["Subject"]).strip():
        yield f"subject {mail['Subject']!r}"


def word_faults(mail: EmailMessage, letter: Letter) -> Iterator[str]:
    text, html = (str(mail.get_body((part,)).get_content()) for part in ("plain", "html"))  # type: ignore[union-attr]
    seen, ours = Words(html), [*vars(letters.links_of(letter)).values()]
    if re.findall(r"https?://\S+", text) != ours or seen.links != ours:
        yield f"links {seen.links}"
    if seen.loads or not all(link.startswith(f"{HOST}/") for link in ours):
        yield f"loads {seen.loads}"
    if placeholders := texts.PLACEHOLDER.findall(text.replace("[[link]]", "")):
        yield f"left {placeholders}"
    said = [line for line in seen.lines if line not in MORE and line not in ours]
    if said != [line.strip() for line in text.splitlines() if line.strip() and line.strip() not in ours]:
        yield "the text does not say what the html says"


def weight_faults(body: bytes) -> Iterator[str]:
    if len(body) >= 60_000:
        yield f"{len(body)} bytes"
    if max(map(len, body.split(b"\r\n"))) > 998:
        yield "a line that is too long for SMTP"


def test_every_letter_is_one_that_we_would_like_to_get(edition: Edition) -> None:
    faults = {letter.pk: found for letter in many(edition) if (found := lint(letter))}

    assert faults == {}
