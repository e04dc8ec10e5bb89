"""How many persons have each value of each measure, in all and by group, counted in one pass inside PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from surveys.domain.answers_in_sql import answers_of, literal
from surveys.domain.breakdowns import Breakdown
from surveys.domain.measures import Measure
from surveys.domain.questionnaires import Compiled
from surveys.kinds import Tally
from surveys.models import Edition

FIELDS = ("id", "answers", "questionnaire_id", "provincie", "inhabitants", "channel")

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
    codes, groups = _places(by)
    counted = [(PERSONS, "NULL", "true"), *((nr, one.value, one.shown) for nr, one in enumerate(measures))]
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT breakdown, "group", measure, value, count(*)
            FROM (
                SELECT breakdown, "group", unnest(measures) AS measure, unnest("values") AS value
                FROM (
                    SELECT unnest({codes}) AS breakdown, unnest({groups}) AS "group",
                        {_array(_number(nr, shown) for nr, _, shown in counted)} AS measures,
                        {_array(f"({value})::text" for _, value, _ in counted)} AS "values"
                    FROM {_unpacked(edition, versions)} WHERE {" AND ".join(_conditions(within)) or "true"}
                ) AS people
            ) AS given
            WHERE measure IS NOT NULL
            GROUP BY breakdown, "group", measure, value
        """)  # noqa: S608 - our own words
        return cursor.fetchall()


def members(
    edition: Edition,
    versions: Sequence[Compiled],
    responses: Iterable[int],
    *,
    by: Iterable[Breakdown],
    within: Mapping[Breakdown, str],
) -> dict[Place, frozenset[int]]:
    """Which of those responses are in which place; no query for none."""
    wanted = sorted(responses)
    if not wanted:
        return {}
    found: dict[Place, set[int]] = {}
    codes, groups = _places(by)
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT r.id, unnest({codes}), unnest({groups}) FROM {_unpacked(edition, versions)}
            WHERE {" AND ".join([f"r.id IN ({', '.join(map(str, wanted))})", *_conditions(within)])}
        """)  # noqa: S608 - our own words
        for response, breakdown, group in cursor.fetchall():
            found.setdefault((breakdown, group), set()).add(response)
    return {place: frozenset(there) for place, there in found.items()}


def _places(by: Iterable[Breakdown]) -> tuple[str, str]:
    """The codes of the breakdowns, and beside them the group of each in which somebody is; everybody first."""
    places = [(EVERYBODY[0], "''"), *((one.code, f"coalesce({one.sql}, '')") for one in by)]
    return _array(literal(code) for code, _ in places), _array(sql for _, sql in places)


def _conditions(within: Mapping[Breakdown, str]) -> list[str]:
    return [f"{one.sql} = {literal(group)}" for one, group in within.items()]


def _array(items: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(items)}]"


def _number(nr: int, shown: str) -> str:
    """NULL for who was not shown it. A list beside a list is taken apart in half the time of a join to its rows."""
    return str(nr) if shown == "true" else f"CASE WHEN {shown} THEN {nr} END"


def _unpacked(edition: Edition, versions: Sequence[Compiled]) -> str:
    """The responses as `r`, and every key of the answers as a column of `a`."""
    # To add nothing to the document opens it, once for all keys; OFFSET keeps that from being done for each.
    fields = ", ".join("answers || '{}' AS answers" if name == "answers" else name for name in FIELDS)
    named = f"({_stored(edition, versions)}) AS stored ({', '.join(FIELDS)})"
    return f"(SELECT {fields} FROM {named} OFFSET 0) AS r{answers_of(versions)}"  # noqa: S608 - our own words


def _stored(edition: Edition, versions: Sequence[Compiled]) -> str:
    """Those versions only: the first response to another one may have come in meanwhile."""
    counted = edition.responses.that_count().order_by()
    found = counted.filter(questionnaire__in=[version.questionnaire.pk for version in versions]).values_list(
        "pk", "answers", "questionnaire_id", "gemeente__provincie", "gemeente__inhabitants", "channel"
    )
    with connection.cursor() as cursor:
        return str(cursor.mogrify(*found.query.sql_with_params()))


def tallies(rows: Iterable[Row]) -> Mapping[Place, Mapping[int, Tally]]:
    """By place, and then by the number of the measure."""
    found: dict[Place, dict[int, dict[str | None, int]]] = {}
    for breakdown, group, measure, value, persons in rows:
        found.setdefault((breakdown, group), {}).setdefault(measure, {})[value] = persons
    return found
