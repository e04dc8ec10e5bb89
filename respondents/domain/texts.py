"""The texts of a wave: plain text with a closed list of placeholders, replaced and nothing more.

No template engine and no `str.format` on text that people edit: either would give away settings.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from respondents.enums import LetterKind, WaveKind
from respondents.exceptions import TextRefused

PLACEHOLDER = re.compile(r"\[\[([^\[\]]*)\]\]")
KNOWN = (
    *("aanhef", "gemeente", "link", "sluitdatum", "duur", "bron", "titel", "afmelden"),
    *("afzender", "verantwoordelijke", "contact", "privacy"),
)
ONCE = ("link", "afmelden")

DATA = Path(__file__).parent.parent / "data"


def default(kind: WaveKind | LetterKind) -> tuple[str, str]:
    """Subject and body that a new wave of that kind begins with, or that a letter without a wave has."""
    subject, _, body = (DATA / f"{kind}.txt").read_text(encoding="utf-8").partition("\n\n")
    return subject, body


def check(subject: str, body: str) -> None:
    """Raises TextRefused with a sentence for each fault, in Dutch."""
    problems = [*subject_problems(subject), *body_problems(body)]
    if problems:
        raise TextRefused(problems)


def subject_problems(subject: str) -> list[str]:
    problems = _unknown(subject)
    if any(name in ONCE for name in PLACEHOLDER.findall(subject)):
        problems.append("In het onderwerp kan geen link. Haal [[link]] en [[afmelden]] daar weg.")
    if "\n" in subject or "\r" in subject:
        problems.append("Het onderwerp past op één regel. Haal de regeleinden weg.")
    return problems


def body_problems(body: str) -> list[str]:
    return [*_unknown(body), *_not_once(body)]


def _unknown(text: str) -> list[str]:
    known = ", ".join(f"[[{name}]]" for name in KNOWN)
    return [
        f"[[{name}]] is niet bekend. Gebruik een van deze: {known}."
        for name in dict.fromkeys(PLACEHOLDER.findall(text))
        if name not in KNOWN
    ]


def _not_once(body: str) -> list[str]:
    used = PLACEHOLDER.findall(body)
    return [
        f"[[{name}]] moet precies één keer in de tekst staan. Nu staat het er {used.count(name)} keer."
        for name in ONCE
        if used.count(name) != 1
    ]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced, once: a value that looks like a placeholder stays as it is."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
