"""Numbers of people in Dutch, by rules that bind each word to a range of percentages."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from surveys.domain.percentages import is_possible, whole_percent
from surveys.enums import Population
from surveys.report.tables import in_dutch

# From and to and including; what lies between is said in figures.
WORDS = ((48, 52, "de helft"), (45, 47, "bijna de helft"), (61, 67, "twee derde"), (73, 77, "drie kwart"))
NEARLY_ALL = 95
PEOPLE = {
    Population.AMBTENAREN: "ambtenaren",
    Population.INWONERS: "inwoners",
    Population.PANEL: "leden van het panel",
}


@dataclass(frozen=True)
class Who:
    """Whom a figure is about, after *alle* and after *van*."""

    every: str
    of: str


def people(population: str) -> Who:
    noun = PEOPLE[Population(population)]
    return Who(f"alle {noun}", f"de {noun}")


# Of some of the people, who were picked by a filter.
SELECTION = Who("iedereen in deze selectie", "deze selectie")
# Of a question that is only put after a certain answer to another one.
ASKED = Who("iedereen die deze vraag kreeg", "wie deze vraag kreeg")
WHO_ANSWERED = Who("iedereen die deze vraag beantwoordde", "wie deze vraag beantwoordde")


def printed(count: int, base: int) -> int | None:
    """The percentage as it is printed, None of nobody. A figure that cannot come from its base is a mistake of ours."""
    share = whole_percent(count, base)
    assert share is None or is_possible(share, base), (count, base)
    return share


def part_of(count: int, base: int, who: Who) -> str:
    """*Twee derde van de ambtenaren (67%)*; there must be somebody to speak about."""
    share = printed(count, base)
    assert share is not None
    if count == base:
        return who.every
    if count == 0:
        return f"niemand van {who.of}"
    if share >= NEARLY_ALL:
        return f"nagenoeg {who.every} ({share}%)"
    words = next((words for low, high, words in WORDS if low <= share <= high), "")
    return f"{words} van {who.of} ({share}%)" if words else f"{share}% van {who.of}"


def named(labels: Sequence[str]) -> str:
    """Up to three by their names: *‘A’, ‘B’ en ‘C’*."""
    quoted = [f"‘{label}’" for label in labels]
    return " en ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


def in_tenths(mean: float, base: int) -> str:
    """Half rounded up: the mean of whole numbers over `base` people is a fraction, which a float only comes near."""
    tenths = floor(Fraction(mean).limit_denominator(base) * 10 + Fraction(1, 2))
    return f"{tenths // 10},{tenths % 10}"


def number_of_bases(bases: Sequence[int]) -> str:
    """*n = 75*, and where the rows of a figure differ *n = 74–75*."""
    low, high = min(bases, default=0), max(bases, default=0)
    return f"n = {in_dutch(low)}" if low == high else f"n = {in_dutch(low)}–{in_dutch(high)}"


def joined(labels: Sequence[str]) -> str:
    """The best answers of a scale together: *Volledig of grotendeels uitgewerkt*."""
    if not labels:
        return ""
    words = [label.split() for label in labels]
    shared = _shared_end(words)
    parts = [" ".join(own[: len(own) - shared]) for own in words[:-1]] + [" ".join(words[-1])]
    return " of ".join([parts[0], *map(in_a_sentence, parts[1:])])


def _shared_end(labels: Sequence[Sequence[str]]) -> int:
    """How many words all of them end with, where that leaves each one word of its own: else it reads badly."""
    lengths = {len(label) for label in labels}
    ends = {" ".join(label[1:]).lower() for label in labels}
    return lengths.pop() - 1 if len(labels) > 1 and len(lengths) == len(ends) == 1 else 0


def in_a_sentence(label: str) -> str:
    """With a small letter, unless it is more than one capital: *BOA* stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
