"""The migrated database of a run of the tests: the first process makes it, the others copy it in a moment."""

from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

LOCK = 20_230_612  # Any number: nobody else takes a lock on this server.


class Migrated:
    """From when it is made until `settle` no other process of the run gets past making one.

    Databases of earlier runs are taken away: their migrations may be others.
    """

    def __init__(self, run: str) -> None:
        self.name = f"migrated_{run}"
        account: dict[str, Any] = connection.get_connection_params() | {"dbname": "postgres"}
        keep = {"host", "port", "user", "password", "dbname"}
        self._server = psycopg.connect(
            **{key: value for key, value in account.items() if key in keep}, autocommit=True
        )
        self._server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        names = self._server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%'")
        found = {name for (name,) in names}
        self.is_there = self.name in found
        for name in found - {self.name}:
            self._server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def settle(self) -> None:
        """Keeps a copy of the database of this process, if it is the first."""
        if not self.is_there:
            connection.close()
            own = sql.Identifier(connection.settings_dict["NAME"])
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(self.name), own)
            self._server.execute(copy)
        self._server.close()
