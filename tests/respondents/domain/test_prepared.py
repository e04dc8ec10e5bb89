import pytest
from django.db import connection
from django.utils import timezone

from respondents.domain import delivery
from respondents.enums import LetterState
from respondents.models import Letter
from surveys.domain.prepared import Prepared
from tests.factories.respondents import LetterFactory

DOUBLE = Prepared(
    "double_for_a_test", "SELECT %(number)s * 2, %(word)s, %(number)s", word="text", number="int"
)


def doubled(number: int) -> object:
    with connection.cursor() as cursor:
        DOUBLE.run(cursor, {"number": number, "word": "100% 'raak'"})
        return cursor.fetchone()


def is_planned() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [DOUBLE.name])
        return cursor.rowcount == 1


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_planned_anew_on_a_new_connection() -> None:
    assert [doubled(1), doubled(2)] == [(2, "100% 'raak'", 1), (4, "100% 'raak'", 2)]
    connection.close()
    assert not is_planned()

    assert doubled(3) == (6, "100% 'raak'", 3)
    assert is_planned()


@pytest.mark.django_db(transaction=True)
def test_only_the_note_that_a_letter_was_taken_does_not_wait_for_the_disk() -> None:
    letter: Letter = LetterFactory(state=LetterState.SENDING, attempts=1, sending_since=timezone.now())
    letter.attempts = 0
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")

        assert delivery._accept(letter, "250 taken")

        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
    assert Letter.objects.get().state == LetterState.ACCEPTED
