"""How many gemeenten have answered, per provincie and in all, and in which functies the respondents are.

The table of provincies counts gemeenten, that of functies counts persons; the two are never mixed. The
percentage is RR1 of AAPOR at the level of gemeenten: all of them exist and are eligible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from surveys.domain.percentages import percent
from surveys.domain.questionnaires import compiled
from surveys.enums import Provincie
from surveys.models import Edition, Question

# The question by which respondents are grouped; its code keeps its meaning over all questionnaires.
FUNCTIE = "functie"


@dataclass(frozen=True)
class Rate:
    """Gemeenten with at least one completed response, out of all of them."""

    label: str
    responded: int
    gemeenten: int
    digits: int = 0

    @property
    def percent(self) -> float | int | None:
        return percent(self.responded, self.gemeenten, self.digits)

    def needed(self, target_percent: int) -> int:
        """How many more must answer to reach the target; the target itself is rounded up to whole gemeenten."""
        return max(0, -(-self.gemeenten * target_percent // 100) - self.responded)


@dataclass(frozen=True)
class FunctieCount:
    label: str
    persons: int


@dataclass(frozen=True)
class ResponseTable:
    """`rows` in the order of the report; `total` with one digit after the comma; `persons` completed."""

    rows: list[Rate]
    total: Rate
    functies: list[FunctieCount]
    persons: int


def response_table(edition: Edition) -> ResponseTable:
    """The table as it is now, in two queries whatever the number of responses."""
    rows = _provincies(edition)
    functies, persons = count_functies(edition)
    return ResponseTable(rows, total_of(rows), functies, persons)


def total_of(rows: Iterable[Rate]) -> Rate:
    """All rows together, with one digit after the comma."""
    rows = list(rows)
    responded, gemeenten = sum(row.responded for row in rows), sum(row.gemeenten for row in rows)
    return Rate("Totaal", responded, gemeenten, digits=1)


def rates_by_provincie(found: Mapping[str, tuple[int, int]]) -> list[Rate]:
    """From how many responded out of how many, by provincie; all twelve, in the order of the report."""
    return [Rate(str(provincie.label), *found.get(provincie, (0, 0))) for provincie in Provincie]


def _provincies(edition: Edition) -> list[Rate]:
    answered = edition.responses.that_count().filter(gemeente=OuterRef("pk"))
    counted = (
        edition.gemeenten.order_by()
        .values_list("provincie")
        .annotate(gemeenten=Count("pk"), responded=Count("pk", filter=Exists(answered)))
    )
    return rates_by_provincie({provincie: (responded, all_) for provincie, all_, responded in counted})


def count_functies(edition: Edition) -> tuple[list[FunctieCount], int]:
    """Persons who sent it by functie, and all of them; where no functie is asked no answer is opened."""
    completed = edition.responses.that_count().order_by()
    question = _functie_question(edition)
    if question is None:
        return [], completed.count()
    found = dict(completed.values_list(f"answers__{FUNCTIE}").annotate(persons=Count("pk")))
    functies = [FunctieCount(option.label, found.get(option.code, 0)) for option in question.options.all()]
    return functies, sum(found.values())


def _functie_question(edition: Edition) -> Question | None:
    if edition.questionnaire_id is None:
        return None
    questions = compiled(edition.questionnaire_id).questions
    return next((question for question in questions if question.code == FUNCTIE), None)
