"""The rows behind a link, by statements that are written once.

A respondent asks for them on each page. The ORM would put the same joins together anew each time, which costs it more
than everything else that such a page does; so here the database is asked directly, and the ORM loads what comes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from respondents.models import Invitation
from surveys.domain.prepared import Prepared
from surveys.models import Edition, Response

Row = TypeVar("Row", bound=Model)

OF_INVITATION = """
SELECT {invitation}, {edition}, {response}, respondent.gemeente_id
FROM respondents_invitation invitation
JOIN respondents_respondent respondent ON respondent.id = invitation.respondent_id
JOIN surveys_edition edition ON edition.id = invitation.edition_id
LEFT JOIN surveys_response response ON response.id = invitation.response_id
WHERE invitation.link_digest = ANY(%(values)s)
"""
OF_RESPONSE = """
SELECT {response}, {edition}
FROM surveys_response response
JOIN surveys_edition edition ON edition.id = response.edition_id
WHERE response.{key} = ANY(%(values)s)
"""


def of_invitation(digests: list[str]) -> tuple[Invitation, int | None] | None:
    """The invitation of that link, with its edition and response at hand, and the gemeente of its respondent."""
    values = _one(_invitation_statement(), digests)
    if values is None:
        return None
    columns = iter(values)
    invitation = _loaded(Invitation, columns)
    edition = _loaded(Edition, columns)
    response = _loaded_if_found(Response, columns)
    if response is not None:
        response.edition = edition
    invitation.edition, invitation.response = edition, response
    return invitation, next(columns)


def of_response(key: str, values: list[str]) -> Response | None:
    """The response with one of those values in the unique column `key`, with its edition at hand."""
    found = _one(_response_statement(key), values)
    if found is None:
        return None
    columns = iter(found)
    response = _loaded(Response, columns)
    response.edition = _loaded(Edition, columns)
    return response


@cache
def _invitation_statement() -> Prepared:
    sql = OF_INVITATION.format(
        invitation=_columns("invitation", Invitation),
        edition=_columns("edition", Edition),
        response=_columns("response", Response),
    )
    return Prepared("visit_of_invitation", sql, values="text[]")


@cache
def _response_statement(key: str) -> Prepared:
    columns = {"response": _columns("response", Response), "edition": _columns("edition", Edition)}
    return Prepared(f"visit_by_{key}", OF_RESPONSE.format(key=key, **columns), values="text[]")


def _columns(alias: str, model: type[Model]) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def _one(statement: Prepared, values: list[str]) -> Sequence[Any] | None:
    with connection.cursor() as cursor:
        statement.run(cursor, {"values": values})
        return cursor.fetchone()


def _loaded(model: type[Row], columns: Iterator[Any]) -> Row:
    """The model whose columns come next."""
    loaded = _loaded_if_found(model, columns)
    assert loaded is not None  # Only an outer join can miss it.
    return loaded


def _loaded_if_found(model: type[Row], columns: Iterator[Any]) -> Row | None:
    """The model whose columns come next, as the ORM loads it; None if an outer join found none."""
    values = [read(value) for read, value in zip(_readers(model), columns, strict=False)]
    return None if values[0] is None else model.from_db(connection.alias, _names(model), values)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _readers(model: type[Model]) -> list[Callable[[Any], Any]]:
    """What turns a value of the database into one of the model: for most fields nothing does."""
    return [_reader(field) for field in model._meta.concrete_fields]


def _reader(field: Any) -> Callable[[Any], Any]:
    if not hasattr(field, "from_db_value"):
        return lambda value: value
    return lambda value: field.from_db_value(value, None, connection)
