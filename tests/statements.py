"""What was asked of the database, by its first word."""

from collections.abc import Iterable, Mapping

from django.db import connection

PREPARED = "SELECT split_part(statement, ' AS ', 2) FROM pg_prepared_statements WHERE name = %s"


def verbs(queries: Iterable[Mapping[str, str]]) -> set[str]:
    """A prepared statement counts as the words that it was prepared from."""
    return {_verb(query["sql"]) for query in list(queries)}


def _verb(sql: str) -> str:
    verb, *rest = sql.split()
    if verb != "EXECUTE":
        return verb
    with connection.cursor() as cursor:
        cursor.execute(PREPARED, [rest[0].partition("(")[0]])
        return cursor.fetchone()[0].split()[0]
