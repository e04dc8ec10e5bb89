"""Statements that run for every letter: PostgreSQL plans each once per connection, and not anew each time."""

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
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            connection.connection.execute(self.prepare)
            known.add(self.name)
        cursor.execute(self.execute, values)
