"""Statements that run again and again: PostgreSQL plans each once per connection, and not anew each time."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

# A connection that was opened anew knows none; one that is gone takes its names along.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with values by name, and the type of each; one name says one thing in the whole program.

    PREPARE in words, since Django binds values before PostgreSQL sees them, so that psycopg cannot do it for us.
    """

    def __init__(self, name: str, sql: str, **types: str) -> None:
        places = {value: f"${number}" for number, value in enumerate(types, 1)}
        self.name = name
        self.prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {sql % places}"
        self.execute = f"EXECUTE {name} ({', '.join(f'%({value})s' for value in types)})"

    def run(self, cursor: CursorWrapper, values: dict[str, Any]) -> None:
        """Leaves in the cursor what the statement gives."""
        run_together(cursor, [self], values)


def run_together(cursor: CursorWrapper, statements: Sequence[Prepared], values: dict[str, Any]) -> None:
    """In one round trip and one transaction; `cursor.nextset()` goes from what one gives to the next."""
    connection.ensure_connection()
    known = _known.setdefault(connection.connection, set())
    for statement in statements:
        if statement.name not in known:
            with connection.wrap_database_errors:
                connection.connection.execute(statement.prepare)
            known.add(statement.name)
    cursor.execute("; ".join(statement.execute for statement in statements), values)
