"""By what figures can be broken down: where people work, how large that is, what they do, how and what they answered.

Each person is in one group of a breakdown, or in none where it is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.domain.answers_in_sql import literal, size_class
from surveys.domain.measures import Measure, measures_of
from surveys.domain.questionnaires import Compiled
from surveys.domain.response_rates import FUNCTIE
from surveys.enums import Channel, FunctieFamily, Landsdeel, Provincie, SizeClass
from surveys.kinds import kind_of


@dataclass(frozen=True)
class Group:
    code: str
    label: str


# Those of whom it is not known to which group they belong; they are counted, or they would follow by subtraction.
UNKNOWN = Group("", "Onbekend")


@dataclass(frozen=True)
class Breakdown:
    """`sql` gives the code of somebody's group, or NULL."""

    code: str
    label: str
    groups: tuple[Group, ...]
    sql: str = field(repr=False)


def breakdowns_of(versions: Sequence[Compiled]) -> dict[str, Breakdown]:
    """By code: the fixed ones, the family of functies where that is asked, and each question that divides people."""
    asked = [_of_question(measure) for measure in measures_of(versions) if _divides(measure)]
    families = [_families(breakdown) for breakdown in asked if breakdown.code == FUNCTIE]
    return {breakdown.code: breakdown for breakdown in (*FIXED, *families, *asked)}


def _divides(measure: Measure) -> bool:
    return kind_of(measure.question).divides_people


def _of_question(measure: Measure) -> Breakdown:
    question = measure.question
    groups = tuple(Group(option.code, option.label) for option in question.options.all())
    sql = measure.value if measure.shown == "true" else f"CASE WHEN {measure.shown} THEN {measure.value} END"
    return Breakdown(question.code, question.text, groups, sql)


def _families(functie: Breakdown) -> Breakdown:
    families = {group.code: FunctieFamily.of(group.code) for group in functie.groups}
    return Breakdown(
        "functiefamilie", "Soort functie", _groups(FunctieFamily.choices), _translated(functie.sql, families)
    )


def _groups(choices: Iterable[tuple[str, str]]) -> tuple[Group, ...]:
    return tuple(Group(code, str(label)) for code, label in choices)


def _translated(sql: str, into: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN {literal(one)} THEN {literal(other)}" for one, other in into.items())
    return f"CASE {sql} {whens} END"


LANDSDELEN = {provincie.value: Landsdeel.of(provincie).value for provincie in Provincie}
FIXED = (
    Breakdown("provincie", "Provincie", _groups(Provincie.choices), "r.provincie"),
    Breakdown("landsdeel", "Landsdeel", _groups(Landsdeel.choices), _translated("r.provincie", LANDSDELEN)),
    Breakdown("grootteklasse", "Inwoners", _groups(SizeClass.choices), size_class("r.inhabitants")),
    Breakdown("kanaal", "Kanaal", _groups(Channel.choices), "r.channel"),
)
