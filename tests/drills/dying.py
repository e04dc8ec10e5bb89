"""A program that is killed in the middle of its work, in the process of the test.

Only for a test with transactions of its own: within one transaction of the test, what died would not be rolled back
as PostgreSQL does, and Django takes the transaction of the test for broken.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

from django.db import connection

TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Killed(BaseException):
    """kill -9, for whoever runs it: nothing of the program gets to clean up."""


@contextmanager
def killed_at(statement: int | None) -> Iterator[None]:
    """Dies before that statement from here, wherever in the work that is; what was not committed is rolled back.

    What begins and ends a transaction is not counted: to die before a commit is to die before its last statement.
    """
    assert not connection.in_atomic_block
    left = count() if statement is None else iter(range(statement))

    def die_or_execute(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(TRANSACTION) and next(left, None) is None:
            raise Killed
        return execute(sql, params, many, context)

    with suppress(Killed), connection.execute_wrapper(die_or_execute):
        yield
    assert not connection.in_atomic_block
