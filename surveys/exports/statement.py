"""The statement that makes the rows of an export inside PostgreSQL, so that no row is put together in Python.

Nothing in a row leads back to a person: no gemeente, no receipt, no key, and days in the place of times, for the team
can see at what hour a letter of thanks was sent.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import CharField, DateTimeField, DecimalField, F, Func, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from surveys.domain.answers_in_sql import answers_of
from surveys.domain.pseudonyms import pseudonym
from surveys.domain.questionnaires import Compiled
from surveys.exports.cells import Words, background_cells, cells
from surveys.exports.columns import BACKGROUND, Extract, exported_responses
from surveys.models.response import ResponseQuerySet

# What the cells find in `r`, in this order.
FIELDS = (
    "edition_id",
    "questionnaire_id",
    "answers",
    "pseudonym",
    "provincie",
    "inhabitants",
    "channel",
    "source",
    "started_on",
    "completed_on",
    "seconds",
)


class _Seconds(Func):
    template = "EXTRACT(epoch FROM %(expressions)s)"
    output_field = DecimalField()


def rows_of(extract: Extract, words: Words) -> str:
    """In the order of the pseudonyms; the order of coming in would be a clue."""
    # The order is that of the subquery: nothing that joins to it can change it, and to sort again costs as much as
    # all the rest.
    return f"SELECT {', '.join(cells_of(extract, words))} FROM {responses_of(extract)}"  # noqa: S608 - our own words


def cells_of(extract: Extract, words: Words) -> list[str]:
    """One for each column."""
    questions = extract.columns[len(BACKGROUND) :]
    own = {**background_cells(extract.versions, words), **cells(extract.versions, questions, words)}
    return [own[column.code] for column in extract.columns]


def responses_of(extract: Extract) -> str:
    """What the cells read from: `r` and `a`. First put in order, while they are small, and only then unpacked."""
    return unpacked(_stored(extract), extract.versions)


def unpacked(stored: str, versions: Iterable[Compiled]) -> str:
    """The fields as `r`, and every key of the answers as a column of `a`."""
    fields = ", ".join("answers || '{}' AS answers" if name == "answers" else name for name in FIELDS)
    named = f"({stored}) AS stored ({', '.join(FIELDS)})"
    return f"(SELECT {fields} FROM {named} OFFSET 0) AS r{answers_of(versions)}"  # noqa: S608 - our own words


def _stored(extract: Extract) -> str:
    """Those versions only: the first response to another one may have come in since the columns were made."""
    versions = [version.questionnaire.pk for version in extract.versions]
    found = exported_responses(extract.edition).filter(questionnaire__in=versions)
    return f"{fields_of(found.order_by(pseudonym()), pseudonym())} OFFSET 0"


def fields_of(responses: ResponseQuerySet, pseudonym: Combinable) -> str:
    """The fields of these responses, without anything that leads to a person."""
    values = responses.annotate(
        pseudonym=pseudonym,
        started_on=_day("started_at"),
        completed_on=_day("completed_at"),
        seconds=_Seconds(F("completed_at") - F("started_at")),
    ).values_list(
        "edition_id",
        "questionnaire_id",
        "answers",
        "pseudonym",
        "gemeente__provincie",
        "gemeente__inhabitants",
        "channel",
        "source",
        "started_on",
        "completed_on",
        "seconds",
    )
    with connection.cursor() as cursor:
        return str(cursor.mogrify(*values.query.sql_with_params()))


def _day(field: str) -> Func:
    """Of here, whatever the database thinks that a day is."""
    zone = Value(timezone.get_current_timezone_name())
    here = Func(zone, F(field), function="timezone", output_field=DateTimeField())
    return Func(here, Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
