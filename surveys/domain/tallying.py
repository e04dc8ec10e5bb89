"""How many persons have each value of each measure, in all and by group, counted in one pass inside PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from surveys.domain.answers_in_sql import answers_of, literal
from surveys.domain.breakdowns import Breakdown
from surveys.domain.measures import Measure
from surveys.domain.questionnaires import Compiled
from surveys.kinds import Tally
from surveys.models import Edition, Response

FIELDS = ("answers", "questionnaire_id", "provincie", "inhabitants", "channel")

# Breakdown and group; of everybody together both are empty.
Place = tuple[str, str]
EVERYBODY: Place = ("", "")
# The number of a measure, from 0; this one is that of the persons themselves.
PERSONS = -1
Row = tuple[str, str, int, str | None, int]


def count(
    edition: Edition,
    versions: Sequence[Compiled],
    *,
    measures: Sequence[Measure],
    by: Sequence[Breakdown],
    within: Mapping[Breakdown, str],
) -> list[Row]:
    """Breakdown, group, measure, value and how many persons have it; only of who is in each group of `within`.

    Whose group is not known is in the one without a code.
    """
    groups = [(EVERYBODY[0], "''"), *((one.code, f"coalesce({one.sql}, '')") for one in by)]
    counted = [(PERSONS, "NULL", "true"), *((nr, one.value, one.shown) for nr, one in enumerate(measures))]
    conditions = ["shown", *(f"{one.sql} = {literal(group)}" for one, group in within.items())]
    # What a value is looked up in is made once for each person, and opened in between: hence the OFFSET.
    statement = f"""
        SELECT breakdown, "group", measure, value, count(*)
        FROM (SELECT {_fields()} FROM ({_stored(edition, versions)}) AS stored ({", ".join(FIELDS)}) OFFSET 0) AS r
            {answers_of(versions)},
            LATERAL ({_values((literal(code), sql) for code, sql in groups)}) AS g (breakdown, "group"),
            LATERAL ({_values((str(nr), f"({sql})::text", shown) for nr, sql, shown in counted)})
                AS m (measure, value, shown)
        WHERE {" AND ".join(conditions)}
        GROUP BY breakdown, "group", measure, value
    """  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _fields() -> str:
    # To add nothing to the document unpacks it, once and for all keys.
    return ", ".join("answers || '{}' AS answers" if name == "answers" else name for name in FIELDS)


def _values(rows: Iterable[tuple[str, ...]]) -> str:
    return "VALUES " + ", ".join(f"({', '.join(row)})" for row in rows)


def _stored(edition: Edition, versions: Sequence[Compiled]) -> str:
    """Those versions only: the first response to another one may have come in meanwhile."""
    counted = Response.objects.counted().completed().filter(edition=edition).order_by()
    found = counted.filter(questionnaire__in=[version.questionnaire.pk for version in versions]).values_list(
        "answers", "questionnaire_id", "gemeente__provincie", "gemeente__inhabitants", "channel"
    )
    with connection.cursor() as cursor:
        return str(cursor.mogrify(*found.query.sql_with_params()))


def tallies(rows: Iterable[Row]) -> Mapping[Place, Mapping[int, Tally]]:
    """By place, and then by the number of the measure."""
    found: dict[Place, dict[int, dict[str | None, int]]] = {}
    for breakdown, group, measure, value, persons in rows:
        found.setdefault((breakdown, group), {}).setdefault(measure, {})[value] = persons
    return found
