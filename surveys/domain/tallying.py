"""How many persons have each value of each measure, in all and by group, counted in one pass inside PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction

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
# The value of a measure for who was not shown it; no code and no number is empty.
NOT_SHOWN = ""
# Each measure has a table of groups; where the planner fears that they do not fit, it sorts everybody for each of them.
# They hold one row for each place and value. JIT would compile hundreds of expressions for this one statement.
SETTINGS = "SET LOCAL work_mem = '1GB'; SET LOCAL jit = off"


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
    values = {PERSONS: "NULL::text", **{number: _value(measure) for number, measure in enumerate(measures)}}
    columns = ", ".join(f'{value} AS "{number}"' for number, value in values.items())
    people = f"""
        SELECT {_places(by)} AS places, {columns}
        FROM {_unpacked(edition, versions)} WHERE {" AND ".join(_conditions(within)) or "true"}
        OFFSET 0
    """  # noqa: S608 - our own words
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(_grouped(people, values, by_place=bool(by)))
        return [
            (*_place(name), number, value, persons)
            for name, number, value, persons in cursor.fetchall()
            if value != NOT_SHOWN
        ]


def _grouped(people: str, numbers: Iterable[int], *, by_place: bool) -> str:
    """Place, measure, value and how many persons."""
    names = ", ".join(f'"{number}"' for number in numbers)
    number = " ".join(f'WHEN GROUPING("{number}") THEN {number}' for number in numbers)
    what = f"CASE 0 {number} END, coalesce({names}), count(*)"
    sets = f"GROUPING SETS ({names})"
    if by_place:
        source = f"({people}) AS people, unnest(places) AS place"
        return f"SELECT place, {what} FROM {source} GROUP BY place, {sets}"  # noqa: S608 - our own words
    return f"SELECT '', {what} FROM ({people}) AS people GROUP BY {sets}"  # noqa: S608 - our own words


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
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT r.id, unnest({_places(by)}) FROM {_unpacked(edition, versions)}
            WHERE {" AND ".join([f"r.id IN ({', '.join(map(str, wanted))})", *_conditions(within)])}
        """)  # noqa: S608 - our own words
        for response, name in cursor.fetchall():
            found.setdefault(_place(name), set()).add(response)
    return {place: frozenset(there) for place, there in found.items()}


def _places(by: Iterable[Breakdown]) -> str:
    """The names of all places in which somebody is; everybody first."""
    names = ["''", *(f"{literal(f'{one.code}/')} || coalesce({one.sql}, '')" for one in by)]
    return f"ARRAY[{', '.join(names)}]"


def _place(name: str) -> Place:
    """To group by one text takes less than by two."""
    breakdown, _, group = name.partition("/")
    return breakdown, group


def _value(measure: Measure) -> str:
    if measure.shown == "true":
        return f"({measure.value})::text"
    return f"CASE WHEN {measure.shown} THEN ({measure.value})::text ELSE {literal(NOT_SHOWN)} END"


def _conditions(within: Mapping[Breakdown, str]) -> list[str]:
    return [f"{one.sql} = {literal(group)}" for one, group in within.items()]


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
