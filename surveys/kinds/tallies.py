"""From how many persons gave each value to the tables that are printed; shared by the kinds."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from surveys.models import Question

# How many persons have each value of a measure, as text; under None those who were shown the question and have none.
Tally = Mapping[str | None, int]


@dataclass(frozen=True)
class Count:
    """Persons who gave an answer; where `is_of_persons` is false something else, of which no percentage is made."""

    code: str
    label: str
    count: int
    is_of_persons: bool = True


@dataclass(frozen=True)
class Spread:
    """How numbers lie, over the `count` persons who gave one; of an even number of them the median lies between two."""

    count: int
    mean: float
    median: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Table:
    """How often each answer was given among `base` persons; a person may be in several rows of a multiple choice.

    `top` counts the persons in the best answers of a scale together: a sum of counts, never of percentages.
    `spread` is of answers that are numbers, and only of those who gave one.
    """

    code: str
    label: str
    base: int
    counts: tuple[Count, ...]
    spread: Spread | None = None
    top: Count | None = None

    @property
    def mean(self) -> float | None:
        return None if self.spread is None else self.spread.mean


def given_in(tally: Tally) -> dict[str, int]:
    """Without those who gave no answer."""
    return {value: persons for value, persons in tally.items() if value is not None}


def count_options(question: Question, given: Mapping[str, int]) -> tuple[Count, ...]:
    """Per option the number of persons who gave it; `given` has them by code."""
    return tuple(
        Count(option.code, option.label, given.get(option.code, 0)) for option in question.options.all()
    )


def count_listed(
    question: Question, lists: Mapping[str, int], *, first: int | None = None
) -> tuple[Count, ...]:
    """As `count_options`, where each person gave several; only among their first few if `first` says so."""
    given: Counter[str] = Counter()
    for value, persons in lists.items():
        for code in set(json.loads(value)[:first]):
            given[code] += persons
    return count_options(question, given)


def spread_of(numbers: Mapping[float, int]) -> Spread | None:
    """Of numbers with how many persons gave each; None of nobody."""
    count = sum(numbers.values())
    if not count:
        return None
    ordered = sorted(numbers)
    until = list(accumulate(numbers[number] for number in ordered))
    middle = [ordered[bisect_right(until, place)] for place in ((count - 1) // 2, count // 2)]
    # Exactly: the sum of many amounts would drift.
    total = sum(Fraction(number) * persons for number, persons in numbers.items())
    return Spread(count, float(total / count), sum(middle) / 2, ordered[0], ordered[-1])
