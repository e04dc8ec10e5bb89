"""Which questions somebody is shown, given their answers; the same for page, overview, export and count."""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.kinds.values import Stored, cell
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


def shown_conditions(questions: Iterable[Question]) -> dict[str, str]:
    """By question when `shown` gives it, as a condition in SQL over `r` and `a`; an empty one is shown to everybody."""
    conditions: dict[str, str] = {}
    for question in questions:
        route = question.show_if
        if route is None:
            conditions[question.code] = ""
            continue
        # Codes, in which no quote can stand.
        codes = ", ".join(f"'{code}'" for code in route["is"])
        own = f"{cell(route['question'], Stored.TEXT)} IN ({codes})"
        above = conditions.get(route["question"], "false")
        conditions[question.code] = f"({above} AND {own})" if above else own
    return conditions
