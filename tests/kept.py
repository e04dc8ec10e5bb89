"""Rows that many tests begin with, made once: copied aside into a schema of their own, and back in a moment."""

from collections.abc import Iterable

from django.db import OperationalError, connection
from psycopg import sql
from psycopg.errors import LockNotAvailable

from tests.site import wait_for


class Kept:
    """Every row of the moment at which it was made."""

    def __init__(self, name: str) -> None:
        run([sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name))])
        filled = [
            (sql.Identifier(table), sql.Identifier(name, table)) for table in tables() if has_rows(table)
        ]
        run(sql.SQL("CREATE TABLE {1} AS TABLE {0}").format(*pair) for pair in filled)
        self._again = [
            sql.SQL("INSERT INTO {} TABLE {} ON CONFLICT DO NOTHING").format(*pair) for pair in filled
        ]

    def put_back(self) -> None:
        """Adds those that are not there; no sequence gives out their numbers again."""
        run(self._again)

    def put_back_alone(self) -> None:
        """Waits for a request that is still under way, without keeping it waiting: each would hold up the other."""
        wait_for(self._is_alone)

    def _is_alone(self) -> bool:
        everything = sql.SQL(", ").join(map(sql.Identifier, tables()))
        lock, wipe = sql.SQL("LOCK {} NOWAIT").format(everything), sql.SQL("TRUNCATE {}").format(everything)
        try:
            run([lock, wipe, *self._again])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                return False
            raise
        return True


def tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True)


def has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table)))
        return cursor.rowcount > 0


def run(statements: Iterable[sql.Composed]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("; ").join(statements))
