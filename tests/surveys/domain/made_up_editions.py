"""Editions of made-up people with all kinds of tables, tabulated as the kinds do, without a database."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Count, Table
from surveys.kinds.tallies import spread_of
from surveys.models import Question

Person = dict[str, Any]

FUNCTIE = Question(code="functie", kind="single_choice")
BUDGET = Question(code="budget", kind="single_choice")
BEDRAG = Question(code="bedrag", kind="amount", show_if={"question": "budget", "is": ["ja"]})
WAAROM = Question(code="waarom", kind="open_text", show_if={"question": "budget", "is": ["nee", "weet_niet"]})
CIJFER = Question(code="cijfer", kind="mark")
STELLING = Question(code="stelling", kind="matrix", settings={"top": ["volledig", "grotendeels"]})
KANALEN = Question(code="kanalen", kind="multiple_choice")
REDENEN = Question(code="redenen", kind="ranking")

SCALE = ("volledig", "grotendeels", "deels", "niet", "weet_niet")
REASONS = ("invloed", "kwaliteit", "horen", "anders")
MEANS = ("website", "krant", "brief", "geen")
RANKED = 2


@dataclass(frozen=True)
class MadeUpEdition:
    people: list[Person]
    breakdowns: dict[str, dict[str, list[Person]]]

    @property
    def totals(self) -> list[QuestionTables]:
        return tabulate(self.people)

    @property
    def broken_down(self) -> dict[str, dict[str, list[QuestionTables]]]:
        return {
            code: {group: tabulate(people) for group, people in groups.items()}
            for code, groups in self.breakdowns.items()
        }


def make_up(seed: int, persons: int, groups: int, skew: float) -> MadeUpEdition:
    """The larger the skew, the more people give the same answer and are in the same group."""
    chance = random.Random(seed)

    def pick(options: Iterable[str]) -> str:
        found = list(options)
        return found[min(int(len(found) * chance.random() ** skew), len(found) - 1)]

    people = [_person(chance, pick, groups) for _ in range(persons)]
    return MadeUpEdition(
        people, {code: _group(people, code) for code in ("provincie", "landsdeel", "kanaal")}
    )


def _group(people: list[Person], code: str) -> dict[str, list[Person]]:
    """Who has none is in no group."""
    codes = sorted({person[code] for person in people} - {None})
    return {group: [person for person in people if person[code] == group] for group in codes}


def _person(chance: random.Random, pick: Callable[[Iterable[str]], str], groups: int) -> Person:
    landsdeel = pick(f"deel-{number}" for number in range(groups)) if chance.random() < 0.97 else None
    budget = pick(("ja", "nee", "weet_niet"))
    channels = {means for means in MEANS[:-1] if chance.random() < 0.6}
    ranked = chance.sample(REASONS, RANKED if chance.random() < 0.99 else 1)
    first = pick(ranked)
    return {
        "landsdeel": landsdeel,
        "provincie": landsdeel and f"{landsdeel}-{chance.randrange(2)}",
        "kanaal": pick(("persoonlijk", "open", "telefoon")),
        "functie": pick(("adviseur", "communicatie", "anders")),
        "budget": budget if chance.random() < 0.98 else None,
        "bedrag": chance.randrange(1, 60) if chance.random() < 0.7 else None,
        "waarom": chance.random() < 0.8,
        "cijfer": int(pick("7685")) if chance.random() < 0.95 else None,
        "stelling": pick(SCALE),
        "kanalen": channels or {"geen"},
        "redenen": [first, *(reason for reason in ranked if reason != first)],
    }


def tabulate(people: list[Person]) -> list[QuestionTables]:
    asked = [person for person in people if person["budget"] == "ja"]
    why = [person for person in people if person["budget"] in ("nee", "weet_niet")]
    return [
        QuestionTables(FUNCTIE, [_single("functie", people, ("adviseur", "communicatie", "anders"))]),
        QuestionTables(BUDGET, [_single("budget", people, ("ja", "nee", "weet_niet"))]),
        QuestionTables(BEDRAG, [_amounts(asked)]),
        QuestionTables(
            WAAROM, [_table("waarom", why, ("ja", "nee"), lambda p: {"ja" if p["waarom"] else "nee"})]
        ),
        QuestionTables(CIJFER, [_marks(people)]),
        QuestionTables(STELLING, [_with_top(_single("stelling", people, SCALE))]),
        QuestionTables(KANALEN, [_table("kanalen", people, MEANS, lambda person: person["kanalen"])]),
        QuestionTables(
            REDENEN,
            [
                _table("redenen_first", people, REASONS, lambda person: {person["redenen"][0]}),
                _table("redenen_top", people, REASONS, lambda person: set(person["redenen"])),
            ],
        ),
    ]


def _table(
    code: str, people: list[Person], options: Iterable[str], given: Callable[[Person], set[str]]
) -> Table:
    answers = [given(person) for person in people]
    counts = tuple(Count(option, option, sum(option in codes for codes in answers)) for option in options)
    return Table(code, code, len(people), counts)


def _single(code: str, people: list[Person], options: Iterable[str]) -> Table:
    return _table(code, [person for person in people if person[code]], options, lambda person: {person[code]})


def _with_top(table: Table) -> Table:
    top = Count("top", "volledig of grotendeels", sum(count.count for count in table.counts[:2]))
    return Table(table.code, table.label, table.base, table.counts, top=top)


def _marks(people: list[Person]) -> Table:
    marks = [person["cijfer"] for person in people if person["cijfer"]]
    counts = tuple(Count(str(mark), str(mark), marks.count(mark)) for mark in range(1, 11))
    return Table("cijfer", "cijfer", len(marks), counts, spread_of(Counter(marks)))


def _amounts(asked: list[Person]) -> Table:
    amounts = [person["bedrag"] for person in asked if person["bedrag"]]
    counts = (
        Count("named", "named", len(amounts)),
        Count("verschilt", "verschilt", len(asked) - len(amounts)),
    )
    return Table("bedrag", "bedrag", len(asked), counts, spread_of(Counter(amounts)))
