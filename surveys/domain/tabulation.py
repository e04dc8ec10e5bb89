"""Counts per question over the completed responses of an edition, in one pass.

The base of a question is those to whom it was shown, by the routing of the version that each of them was given;
what a kind leaves out of that (item nonresponse) its `tabulate` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.domain import routing
from surveys.domain.questionnaires import compiled
from surveys.kinds import Table, kind_of
from surveys.models import Edition, Question, Response


@dataclass(frozen=True)
class QuestionTables:
    question: Question
    tables: list[Table]


def tabulate(edition: Edition) -> list[QuestionTables]:
    """The tables of every question of the edition's questionnaire, in its order; none without a questionnaire."""
    if edition.questionnaire_id is None:
        return []
    questions = compiled(edition.questionnaire_id).questions
    shown_to: dict[str, list[Mapping[str, Any]]] = {question.code: [] for question in questions}
    for questionnaire_id, answers in _completed(edition):
        for question in routing.shown(compiled(questionnaire_id).questions, answers):
            shown_to.setdefault(question.code, []).append(answers)
    return [
        QuestionTables(question, kind_of(question).tabulate(question, shown_to[question.code]))
        for question in questions
    ]


def _completed(edition: Edition) -> list[tuple[int, Mapping[str, Any]]]:
    completed = Response.objects.counted().completed().filter(edition=edition).order_by()
    return list(completed.values_list("questionnaire_id", "answers"))
