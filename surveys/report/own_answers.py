"""The answers of one response in words, by section, for the page and the PDF that somebody keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from surveys.domain import routing
from surveys.domain.questionnaires import Compiled
from surveys.kinds import kind_of
from surveys.models import Question, Response


@dataclass(frozen=True)
class AnsweredPart:
    """A row of a matrix or a box with a heading; `label` is empty where the question is one whole."""

    label: str
    lines: list[str]


@dataclass(frozen=True)
class AnsweredQuestion:
    number: str
    text: str
    parts: list[AnsweredPart]

    @property
    def is_whole(self) -> bool:
        """Answered at one place, and not row by row."""
        return [part.label for part in self.parts] == [""]


@dataclass(frozen=True)
class AnsweredSection:
    title: str
    questions: list[AnsweredQuestion]


def own_answers(questionnaire: Compiled, answers: Mapping[str, Any]) -> list[AnsweredSection]:
    """Every question that routing shows, answered or not; a section without one is left out."""
    return list(_sections(questionnaire, answers))


def _sections(questionnaire: Compiled, answers: Mapping[str, Any]) -> Iterator[AnsweredSection]:
    shown = routing.shown(questionnaire.questions, answers)
    for section, questions in groupby(shown, key=lambda question: question.section):
        yield AnsweredSection(section.title, [_answered(question, answers) for question in questions])


def _answered(question: Question, answers: Mapping[str, Any]) -> AnsweredQuestion:
    parts = [
        AnsweredPart("" if label == question.text else label, lines)
        for label, lines in kind_of(question).lines(question, answers)
    ]
    return AnsweredQuestion(question.number, question.text, parts)


def changed_at(response: Response) -> datetime | None:
    """When answers that were sent already were saved again; None if they never were."""
    if response.completed_at is None or response.saved_at <= response.completed_at:
        return None
    return response.saved_at
