"""What in a text may say of whom or where it is: shown before anything is quoted, and a person decides.

It would rather warn too often. What it cannot see: a name at the beginning of a sentence, or one without a capital,
that is no gemeente; the page says so.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import nonmember
from itertools import pairwise

from django.db import models

from surveys.domain.gemeente_names import name_key
from surveys.enums import Provincie

WORD = re.compile(r"[’']?[^\W\d_]+(?:[’'][^\W\d_]+)*")
# What may stand between the words of one name: Bergen op Zoom, Gemert-Bakel, Bergen (NH.).
WITHIN_NAME = re.compile(r"[\s\-–/’'(]{1,2}")
MOST_WORDS = 5
SENTENCE_ENDS = re.compile(r"[.!?•*\n]\W*$|^\W*$")
INITIAL = re.compile(
    r"\b(?:[A-Z]\.\s?)+(?=\s?(?:(?:van|de|der|den|ten|ter|te|el|al)\s)*[A-Z])|\b(?:[A-Z]\.){2,}"
)
PREPOSITIONS = r"(?:(?:van|de|der|den|ten|ter|te|el|al|’t|'t)\s+)*"
TITLED = re.compile(
    r"\b(?:de heer|heer|mevrouw|meneer|dhr|mw|mevr|drs|ir|ing|mr|dr|prof|wethouder|burgemeester|raadslid|griffier|"
    r"gemeentesecretaris|directeur|manager|voorzitter|collega|ambtenaar)\b\.?\s+"
    + PREPOSITIONS
    + r"(?-i:[A-Z])[\w’'-]+",
    re.IGNORECASE,
)
MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|eu|net|info|gov|amsterdam|frl)\b(?:/\S*)?|(?<!\w)@\w{2,}",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\d.,])(?:\+|00|0)[\d\s()/-]{7,16}\d(?![\d.,]\d)")
FEWEST_DIGITS = 9
POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b")
STREET = re.compile(
    r"\b[A-Z][\w-]*(?:straat|laan|weg|plein|kade|gracht|dijk|singel|hof|park|steeg|markt|buurt|wijk)\b(?:\s\d+\w?)?"
)
GENITIVE = re.compile(r"[’']s$")
# Other names of the twelve, by their keys.
PROVINCIES = frozenset(name_key(label) for label in Provincie.labels) | {"fryslan", "brabant", "holland"}
# These are ordinary words too; without a capital they are no gemeente.
ORDINARY_WORDS = frozenset(
    """
    assen beek bergen best buren duiven echt hoorn horst houten huizen hulst kampen laren leende losser meren midden
    neder noord noordoost oude ouder putten rijen sluis stein utrechtse waterland weert west wierden zuidwest
    """.split()  # noqa: SIM905 - a list of words
)
# Words that often begin a sentence, and are no first name before another word with a capital.
OPENERS = frozenset(
    "bij dat de deze die dit door een en er het hun ik in maar met na om onze ook op te van via voor wij zie".split()  # noqa: SIM905 - a list of words
)
# After these a dot ends no sentence.
ABBREVIATION = re.compile(
    r"\b(?:bijv|bv|o\.a|i\.s\.m|m\.n|nl|resp|incl|evt|d\.w\.z|t\.a\.v|dhr|mw|mevr|drs|ir|ing|mr|dr|prof|gem)\.\s?$"
)
LONGEST_ABBREVIATION = 10


class NameKind(models.TextChoices):
    """What in a text may say who or where, before it is quoted."""

    GEMEENTE = "gemeente", "gemeente"
    PROVINCIE = "provincie", "provincie"
    STREET = "street", "straat of plein"
    PERSON = "person", "naam van een persoon"
    CAPITAL = "capital", "hoofdletter in een zin"
    MAIL = "mail", "mailadres"
    PHONE = "phone", "telefoonnummer"
    LINK = "link", "webadres"
    POSTCODE = "postcode", "postcode"

    # By these anybody finds the person, so no quote has one.
    never_quoted = nonmember(frozenset({"mail", "phone", "link", "postcode"}))


@dataclass(frozen=True)
class Mark:
    """A place in a text, and what may be there."""

    start: int
    end: int
    kind: NameKind

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `kind` is None where nothing is remarkable."""

    text: str
    kind: NameKind | None = None


def possible_names(text: str, gemeenten: Collection[str]) -> list[Mark]:
    """In order, without overlap: of two that do, the one that begins first, and of those the longest.

    `gemeenten` are the keys of all their names.
    """
    known = _apart([*_by_pattern(text), *_by_place(text, gemeenten)])
    return sorted([*known, *_by_capital(text, known)], key=lambda mark: mark.start)


def _apart(found: list[Mark]) -> list[Mark]:
    # The order of the kinds says which is told of one and the same stretch.
    order = list(NameKind)
    found.sort(key=lambda mark: (mark.start, -mark.end, order.index(mark.kind)))
    marks: list[Mark] = []
    for mark in found:
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    return marks


def pieces(text: str, marks: Collection[Mark]) -> list[Piece]:
    """The whole text, with what was marked apart."""
    ends = [0, *(place for mark in marks for place in (mark.start, mark.end)), len(text)]
    kinds = {(mark.start, mark.end): mark.kind for mark in marks}
    return [
        Piece(text[start:end], kinds.get((start, end))) for start, end in pairwise(ends) if text[start:end]
    ]


def _by_pattern(text: str) -> Iterator[Mark]:
    patterns = (
        (MAIL, NameKind.MAIL),
        (LINK, NameKind.LINK),
        (POSTCODE, NameKind.POSTCODE),
        (STREET, NameKind.STREET),
        (TITLED, NameKind.PERSON),
        (INITIAL, NameKind.PERSON),
    )
    for pattern, kind in patterns:
        for match in pattern.finditer(text):
            yield Mark(match.start(), match.end(), kind)
    for match in PHONE.finditer(text):
        if sum(sign.isdigit() for sign in match[0]) >= FEWEST_DIGITS:
            yield Mark(match.start(), match.end(), NameKind.PHONE)


def _by_place(text: str, gemeenten: Collection[str]) -> Iterator[Mark]:
    """Each run of words that is the name of a gemeente or provincie, in any spelling; also *Zwolle’s*."""
    words = [match.span() for match in WORD.finditer(text)]
    for index, (start, _) in enumerate(words):
        for end in _ends(text, words[index : index + MOST_WORDS]):
            bare = start + len(GENITIVE.sub("", text[start:end]))
            kind = _place(text[start:bare], gemeenten)
            if kind is not None:
                yield Mark(start, bare, kind)


def _ends(text: str, words: list[tuple[int, int]]) -> Iterator[int]:
    """Where a name that begins with the first of these words may end."""
    before = words[0][0]
    for start, end in words:
        if start > before and not WITHIN_NAME.fullmatch(text[before:start]):
            return
        yield end
        before = end


def _place(name: str, gemeenten: Collection[str]) -> NameKind | None:
    key = name_key(name)
    if name[:1].islower() and key in ORDINARY_WORDS:
        return None
    if key in gemeenten:
        return NameKind.GEMEENTE
    return NameKind.PROVINCIE if key in PROVINCIES else None


def _by_capital(text: str, known: list[Mark]) -> Iterator[Mark]:
    """Words with a capital inside a sentence, and several in a row also at its beginning; abbreviations are none."""
    run: list[re.Match[str]] = []
    for match in WORD.finditer(text):
        if run and text[run[-1].end() : match.start()] not in (" ", "-"):
            yield from _of_run(text, run)
            run = []
        is_known = any(mark.start < match.end() and match.start() < mark.end for mark in known)
        if _has_capital(match[0]) and not is_known:
            run.append(match)
        else:
            yield from _of_run(text, run)
            run = []
    yield from _of_run(text, run)


def _of_run(text: str, run: list[re.Match[str]]) -> Iterator[Mark]:
    begins = bool(run) and _begins_sentence(text[: run[0].start()])
    named = run[1:] if begins and (len(run) == 1 or run[0][0].lower() in OPENERS) else run
    if named:
        yield Mark(named[0].start(), named[-1].end(), NameKind.CAPITAL)


def _has_capital(word: str) -> bool:
    letters = word.lstrip("’'")
    return len(letters) > 1 and letters[0].isupper() and not letters.isupper()


def _begins_sentence(before: str) -> bool:
    near = before[-LONGEST_ABBREVIATION:]
    return bool(SENTENCE_ENDS.search(near)) and not ABBREVIATION.search(near)
