"""The dispositions and the rates of an edition, for persons and for gemeenten; page, file and command show the same."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from respondents.domain.dispositions import OF_GEMEENTE
from respondents.domain.outcome_rates import Formula, OutcomeRate, classes_of, rates
from respondents.domain.outcomes import Outcomes, outcomes
from respondents.enums import Disposition
from surveys.domain.closing import grace_ends_at
from surveys.models import Edition

# A person does not refuse as a gemeente, and who is outside the sample is listed apart.
OF_PERSON = tuple(
    one for one in Disposition if one not in (Disposition.GEMEENTE_REFUSED, Disposition.OUTSIDE)
)


@dataclass(frozen=True)
class Line:
    """How many ended so; None where none can."""

    disposition: Disposition
    persons: int | None
    gemeenten: int | None


@dataclass(frozen=True)
class RateLine:
    formula: Formula
    persons: OutcomeRate
    gemeenten: OutcomeRate


@dataclass(frozen=True)
class OutcomeTable:
    """`outside` are sent answers of who was not invited: in the count of no line, and in no rate of persons."""

    lines: list[Line]
    rates: list[RateLine]
    persons: int
    gemeenten: int
    outside: int
    is_final: bool


def outcome_table(edition: Edition) -> OutcomeTable:
    found = outcomes(edition)
    return OutcomeTable(
        lines=_lines(found),
        rates=_rates(found),
        persons=len(found.persons),
        gemeenten=len(found.gemeenten),
        outside=found.outside,
        is_final=timezone.now() >= grace_ends_at(edition),
    )


def _lines(found: Outcomes) -> list[Line]:
    persons, gemeenten = Counter(found.persons.values()), Counter(found.gemeenten.values())
    return [
        Line(one, _count(persons, one, OF_PERSON), _count(gemeenten, one, OF_GEMEENTE))
        for one in Disposition
        if one != Disposition.OUTSIDE
    ]


def _count(counts: Counter[Disposition], one: Disposition, possible: Collection[Disposition]) -> int | None:
    return counts[one] if one in possible else None


def _rates(found: Outcomes) -> list[RateLine]:
    persons, gemeenten = (rates(classes_of(level.values())) for level in (found.persons, found.gemeenten))
    return [RateLine(one.formula, one, other) for one, other in zip(persons, gemeenten, strict=True)]
