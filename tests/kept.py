"""Rows that many tests begin with, made once: copied aside into a schema of their own, and back in a moment."""

from collections.abc import Iterable

from django.db import connection
from psycopg import sql

Table = sql.Identifier


class Kept:
    """Every row of the moment at which it was made."""

    def __init__(self, name: str) -> None:
        run([sql.SQL("CREATE SCHEMA {}").format(Table(name))])
        filled = [(table, Table(name, *table._obj)) for table in tables() if has_rows(table)]
        run(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, table) for table, copy in filled)
        self._again = [
            sql.SQL("INSERT INTO {} TABLE {} ON CONFLICT DO NOTHING").format(*pair) for pair in filled
        ]

    def put_back(self) -> None:
        """Adds those that are not there; no sequence gives out their numbers again."""
        run(self._again)

    def put_back_alone(self) -> None:
        run([sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables())), *self._again])


def tables() -> list[Table]:
    return [Table(name) for name in connection.introspection.django_table_names(only_existing=True)]


def has_rows(table: Table) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(table))
        return cursor.rowcount > 0


def run(statements: Iterable[sql.Composed]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("; ").join(statements))
