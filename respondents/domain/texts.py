"""The texts of letters: plain text with a closed list of placeholders, replaced and nothing more.

No template engine and no `str.format` on text that people edit: either would give away settings.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from respondents.enums import LetterKind, WaveKind
from respondents.exceptions import TextRefused
from respondents.validators import NOT_ON_ONE_LINE

PLACEHOLDER = re.compile(r"\[\[([^\[\]]*)\]\]")
# Each with what it gives, for who writes a text; its value is made in `letters.placeholders`.
KNOWN: Mapping[str, str] = {
    "aanhef": "Beste, met de naam; zonder naam: Beste collega",
    "gemeente": "het woord gemeente met de naam; zonder gemeente: uw gemeente",
    "link": "de persoonlijke link; in de opgemaakte mail een knop",
    "sluitdatum": "de laatste dag om te antwoorden",
    "duur": "het aantal minuten van de vragenlijst",
    "bron": "waar het adres vandaan komt, en van wanneer",
    "titel": "de titel van de editie",
    "afmelden": "de link om geen mail meer te krijgen",
    "afzender": "de naam van de afzender",
    "verantwoordelijke": "wie verantwoordelijk is: een organisatie of twee",
    "contact": "hoe de organisaties te bereiken zijn",
    "privacy": "het adres voor vragen over persoonsgegevens",
}
ONCE = ("link", "afmelden")

DATA = Path(__file__).parent.parent / "data"

TEMPLATE_SYNTAX = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
WEB_ADDRESS = re.compile(r"https?:|\bwww\.", re.IGNORECASE)
# As on one line, but for the line break itself.
INVISIBLE = re.compile(NOT_ON_ONE_LINE.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f"))
LINE_BREAK = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def default(kind: WaveKind | LetterKind) -> tuple[str, str]:
    """Subject and body that a new wave of that kind begins with, or that a letter without a wave has."""
    return read(kind)


def read(name: str) -> tuple[str, str]:
    subject, _, body = (DATA / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    return subject, body


def check(kind: WaveKind | LetterKind, subject: str, body: str) -> None:
    """Raises TextRefused with a sentence for each fault, in Dutch."""
    problems = [*subject_problems(subject), *body_problems(kind, body)]
    if problems:
        raise TextRefused(problems)


def subject_problems(subject: str) -> list[str]:
    problems = [*_unknown(subject), *_unfinished(subject), *_template_syntax(subject)]
    if any(name in ONCE for name in PLACEHOLDER.findall(subject)) or WEB_ADDRESS.search(subject):
        problems.append(
            "In het onderwerp kan geen link. Haal [[link]], [[afmelden]] en webadressen daar weg."
        )
    if not subject.strip():
        problems.append("Vul een onderwerp in.")
    if LINE_BREAK.search(subject):
        problems.append("Het onderwerp past op één regel. Haal de regeleinden weg.")
    elif INVISIBLE.search(subject):
        problems.append(
            "In het onderwerp staan onzichtbare tekens. Typ het onderwerp opnieuw, zonder plakken."
        )
    return problems


def body_problems(kind: WaveKind | LetterKind, body: str) -> list[str]:
    problems = [
        *_unknown(body),
        *_unfinished(body),
        *_template_syntax(body),
        *_not_once(body),
        *_not_alone(body),
    ]
    if WEB_ADDRESS.search(body):
        problems.append("Er staat een webadres in de tekst. Haal het weg: de enige link is [[link]].")
    if kind == WaveKind.INVITATION and "bron" not in PLACEHOLDER.findall(body):
        problems.append("Een uitnodiging zegt waar het adres vandaan komt. Zet [[bron]] in de tekst.")
    if line := next(_lines_with_invisible_signs(body), 0):
        problems.append(f"In regel {line} staan onzichtbare tekens. Typ die regel opnieuw, zonder plakken.")
    return problems


def _lines_with_invisible_signs(body: str) -> Iterator[int]:
    return (number for number, line in enumerate(body.split("\n"), start=1) if INVISIBLE.search(line))


def _unknown(text: str) -> list[str]:
    known = ", ".join(f"[[{name}]]" for name in KNOWN)
    return [
        f"[[{name}]] is niet bekend. Gebruik een van deze: {known}."
        for name in dict.fromkeys(PLACEHOLDER.findall(text))
        if name not in KNOWN
    ]


def _unfinished(text: str) -> list[str]:
    rest = PLACEHOLDER.sub("", text)
    if "[[" in rest or "]]" in rest:
        return ["Een plaatshouder is niet af. Schrijf hem met twee haken aan elke kant, zoals [[gemeente]]."]
    return []


def _template_syntax(text: str) -> list[str]:
    found = dict.fromkeys(TEMPLATE_SYNTAX.findall(text))
    if not found:
        return []
    return [
        f"{' en '.join(found)} doet hier niets. Haal het weg, of gebruik een plaatshouder zoals [[gemeente]]."
    ]


def _not_once(body: str) -> list[str]:
    used = PLACEHOLDER.findall(body)
    return [
        f"[[{name}]] moet precies één keer in de tekst staan. Nu staat het er {used.count(name)} keer."
        for name in ONCE
        if used.count(name) != 1
    ]


def _not_alone(body: str) -> list[str]:
    """Only a link on a line of its own becomes a button, or a word to press."""
    lines = [line.strip() for line in body.split("\n")]
    return [
        f"Zet [[{name}]] op een eigen regel. Dan wordt het in de opgemaakte mail iets om op te drukken."
        for name in ONCE
        if PLACEHOLDER.findall(body).count(name) == 1 and f"[[{name}]]" not in lines
    ]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced, once: a value that looks like a placeholder stays as it is."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
