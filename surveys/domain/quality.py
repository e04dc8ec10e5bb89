"""What is remarkable about the answers of one response; for who judges whether it counts, and never a verdict."""

from dataclasses import dataclass
from datetime import timedelta

from surveys.domain import routing
from surveys.domain.questionnaires import compiled
from surveys.enums import ResponseFlag
from surveys.kinds import kind_of
from surveys.models import Response


@dataclass(frozen=True)
class Quality:
    """`answered` of the `shown` questions; `straight` are numbers of questions with one answer on every row."""

    minutes: int
    shown: int
    answered: int
    straight: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def is_remarkable(self) -> bool:
        return bool(self.straight or self.flags) or self.answered * 2 < self.shown


def quality_of(response: Response) -> Quality:
    """Of a sent one; item nonresponse as the person left it, by the routing of their version."""
    assert response.completed_at is not None
    shown = routing.shown(compiled(response.questionnaire_id).questions, response.answers)
    answers = response.answers
    return Quality(
        minutes=(response.completed_at - response.started_at) // timedelta(minutes=1),
        shown=len(shown),
        answered=sum(kind_of(question).is_answered(question, answers) for question in shown),
        straight=tuple(
            question.number or question.code
            for question in shown
            if kind_of(question).is_straight(question, answers)
        ),
        flags=tuple(ResponseFlag(flag).label for flag in response.flags),
    )
