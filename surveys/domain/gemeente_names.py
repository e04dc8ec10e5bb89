"""Finds a gemeente by what people type: its CBS code, its name in any spelling, an alias or a former name."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from surveys.models import Gemeente, GemeenteChange

CODE = re.compile(r"(?:GM ?)?(\d{1,4})", re.IGNORECASE)
PREFIXES = ("gemeente ", "gem. ", "gem ")
# A shorter one, such as the West of a gemeente, says nothing by itself.
SHORTEST_HALF = 5
BETWEEN_BRACKETS = re.compile(r"\([^)]*\)")
NO_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")


def name_key(name: str) -> str:
    """The letters and digits of a name; case, accents, signs, spaces and *gemeente* before it say nothing."""
    plain = unicodedata.normalize("NFKD", name.casefold().strip())
    prefix = next((prefix for prefix in PREFIXES if plain.startswith(prefix)), "")
    return NO_LETTER_OR_DIGIT.sub("", plain.removeprefix(prefix))


class GemeenteFinder:
    """Finds among the gemeenten of one day. Three queries when it is made, none after that."""

    def __init__(self, valid: Iterable[Gemeente]) -> None:
        self._valid = {gemeente.pk for gemeente in valid}
        self._by_code: dict[str, Gemeente] = {}
        self._by_name: dict[str, set[Gemeente]] = defaultdict(set)
        for gemeente in Gemeente.objects.all():
            self._by_code[gemeente.code] = gemeente
            for name in _names(gemeente):
                self._by_name[name].add(gemeente)
        self._became: dict[int, set[Gemeente]] = defaultdict(set)
        self._came_from: dict[int, set[Gemeente]] = defaultdict(set)
        for change in GemeenteChange.objects.select_related("old", "new"):
            self._became[change.old_id].add(change.new)
            self._came_from[change.new_id].add(change.old)

    def find(self, typed: str) -> list[Gemeente]:
        """One is the answer; none means that nobody knows the name, several that a person must choose."""
        named = self._named(typed)
        valid = {gemeente for gemeente in named if gemeente.pk in self._valid}
        found = valid or {other for gemeente in named for other in self._instead_of(gemeente)}
        return sorted(found, key=lambda gemeente: gemeente.sort_key)

    def _named(self, typed: str) -> set[Gemeente]:
        code = CODE.fullmatch(typed.strip())
        if code is None:
            return self._by_name.get(name_key(typed), set())
        gemeente = self._by_code.get(f"GM{code[1]:0>4}")
        return {gemeente} if gemeente else set()

    def _instead_of(self, gemeente: Gemeente) -> set[Gemeente]:
        """What a former gemeente became by the day, or what one that did not exist yet came from."""
        return self._follow(gemeente, self._became) or self._follow(gemeente, self._came_from)

    def _follow(self, gemeente: Gemeente, changes: Mapping[int, set[Gemeente]]) -> set[Gemeente]:
        """Over as many changes as it takes to come among the gemeenten of the day."""
        found: set[Gemeente] = set()
        passed: set[Gemeente] = set()
        ahead = {gemeente}
        while ahead:
            passed |= ahead
            ahead = {other for step in ahead for other in changes.get(step.pk, set())} - passed
            found |= {other for other in ahead if other.pk in self._valid}
            ahead -= found
        return found


def _names(gemeente: Gemeente) -> set[str]:
    """The keys of all its names; without the brackets too, so that *Bergen* finds both and a person chooses."""
    names = [gemeente.name, *gemeente.aliases]
    names += [BETWEEN_BRACKETS.sub("", name) for name in names]
    return {key for key in map(name_key, names) if key}


def every_name() -> set[str]:
    """The keys of all names of all gemeenten, former ones and aliases too, and of both sides of a hyphen; one query."""
    gemeenten = list(Gemeente.objects.all())
    halves = {name_key(half) for gemeente in gemeenten for half in gemeente.name.split("-")}
    whole = {name for gemeente in gemeenten for name in _names(gemeente)}
    return whole | {half for half in halves if len(half) >= SHORTEST_HALF}


def search(words: str) -> set[int]:
    """The keys of the gemeenten with these words in their code, or in a name that they have or had."""
    key = name_key(words)
    code = CODE.fullmatch(words.strip())
    matched = {
        gemeente.pk
        for gemeente in Gemeente.objects.all()
        if any(key in name for name in _names(gemeente)) or (code and gemeente.code == f"GM{code[1]:0>4}")
    }
    became = GemeenteChange.objects.filter(old__in=matched).values_list("new", flat=True)
    return matched | set(became) if key else set()
