"""Two responses beside each other, in words, for who judges whether one person sent both."""

from dataclasses import dataclass

from surveys.domain import answering, routing
from surveys.kinds import kind_of
from surveys.models import Response

Given = tuple[str, ...]
Lines = dict[tuple[str, str], Given]


@dataclass(frozen=True)
class Compared:
    """One part of a question with both answers to it; None where it was not asked, nothing where it was skipped."""

    number: str
    text: str
    first: Given | None
    second: Given | None

    @property
    def differs(self) -> bool:
        return self.first != self.second


def compare(first: Response, second: Response) -> list[Compared]:
    """Every part that either was asked; what only the second was asked comes last."""
    numbers: dict[str, str] = {}
    left, right = lines_of(first, numbers), lines_of(second, numbers)
    return [
        Compared(numbers[code], text, left.get((code, text)), right.get((code, text)))
        for code, text in {**left, **right}
    ]


def lines_of(response: Response, numbers: dict[str, str]) -> Lines:
    """By question and text of the part; adds the number of each question to `numbers`."""
    shown = routing.shown(answering.questionnaire_of(response).questions, response.answers)
    numbers.update({question.code: question.number for question in shown})
    return {
        (question.code, text): tuple(given)
        for question in shown
        for text, given in kind_of(question).lines(question, response.answers)
    }
