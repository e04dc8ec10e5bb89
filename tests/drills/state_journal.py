"""Each change of the state of a letter, noted by PostgreSQL itself: whatever we do, this stands outside of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

MAKE = """
CREATE TABLE drill_state (letter bigint, former text, later text, former_reason text);
CREATE FUNCTION drill_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO drill_state VALUES (new.id, old.state, new.state, old.skip_reason);
    RETURN new;
END $$;
CREATE TRIGGER drill_note AFTER UPDATE OF state ON respondents_letter FOR EACH ROW
WHEN (old.state <> new.state) EXECUTE FUNCTION drill_note();
"""
DROP = "DROP TRIGGER drill_note ON respondents_letter; DROP FUNCTION drill_note; DROP TABLE drill_state"
# Nothing leaves these by itself; a gemeente that takes part again after all is invited after all.
WENT_BACK = """
SELECT letter, former, later FROM drill_state
WHERE former IN ('accepted', 'failed') OR former = 'skipped' AND former_reason <> 'gemeente_declined'
"""


class StateJournal:
    def went_back(self) -> list[tuple[int, str, str]]:
        """Letters that left a state that is an end, with both states."""
        with connection.cursor() as cursor:
            cursor.execute(WENT_BACK)
            return cursor.fetchall()

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM drill_state")
            return cursor.rowcount


@contextmanager
def state_journal() -> Iterator[StateJournal]:
    run(MAKE)
    try:
        yield StateJournal()
    finally:
        run(DROP)


def run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
