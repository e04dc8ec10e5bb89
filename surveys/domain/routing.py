"""Which questions somebody is shown, given their answers; pure, and the same for page, overview, export and count."""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.models import Question


def shown(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Question]:
    """Those of all questions, in order, that routing shows.

    A question whose condition rests on a hidden question is hidden too: an answer that is kept from
    before it was hidden opens nothing.
    """
    visible: list[Question] = []
    codes: set[str] = set()
    for question in questions:
        route = question.show_if
        if route is None or (route["question"] in codes and answers.get(route["question"]) in route["is"]):
            visible.append(question)
            codes.add(question.code)
    return visible
