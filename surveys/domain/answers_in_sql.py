"""The answers as PostgreSQL sees them: the keys of the document as columns, and the routing as conditions.

The SQL of all that reads answers sees a response as `r` and the keys of its answers as columns of `a`.
"""

from collections.abc import Iterable

from psycopg import sql

from surveys.domain.questionnaires import Compiled
from surveys.enums import SizeClass
from surveys.kinds import kind_of
from surveys.kinds.values import LONGEST_NAME, Stored, cell, looked_up
from surveys.models import Question


def literal(text: str) -> str:
    return sql.Literal(text).as_string(None)


def stored_keys(versions: Iterable[Compiled]) -> dict[str, Stored]:
    """Every key of the document, with how it is taken out."""
    return {
        key: stored
        for version in versions
        for question in version.questions
        for variable in kind_of(question).variables(question)
        for key, stored in variable.value.keys.items()
    }


def answers_of(versions: Iterable[Compiled]) -> str:
    """The keys of the document as columns, looked up once each; OFFSET keeps that from being done for every use."""
    keys = {key: stored for key, stored in stored_keys(versions).items() if len(key) <= LONGEST_NAME}
    columns = ", ".join(f'{looked_up(key, stored)} AS "{key}"' for key, stored in keys.items())
    return f", LATERAL (SELECT {columns} OFFSET 0) AS a" if columns else ""


def shown_conditions(questions: Iterable[Question]) -> dict[str, str]:
    """By question when routing shows it, as `routing.shown` says; an empty one is shown to everybody."""
    conditions: dict[str, str] = {}
    for question in questions:
        route = question.show_if
        if route is None:
            conditions[question.code] = ""
            continue
        codes = ", ".join(literal(code) for code in route["is"])
        own = f"{cell(route['question'], Stored.TEXT)} IN ({codes})"
        above = conditions.get(route["question"], "false")
        conditions[question.code] = f"({above} AND {own})" if above else own
    return conditions


def size_class(inhabitants: str) -> str:
    """The bounds are those of `SizeClass.of`."""
    whens = " ".join(
        f"WHEN {inhabitants} >= {bound} THEN '{size.value}'" for bound, size in SizeClass.bounds()
    )
    smallest = f"WHEN {inhabitants} IS NOT NULL THEN '{SizeClass.SMALL.value}'"
    return f"CASE {whens} {smallest} END"
