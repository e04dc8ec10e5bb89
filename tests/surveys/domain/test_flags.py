from datetime import timedelta

import pytest

from surveys.domain import answering, flags
from surveys.enums import ResponseFlag
from surveys.models import Edition, Response
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("minutes", "found"), [(1.6, ["honeypot", "fast_finish"]), (1.7, ["honeypot"]), (9000, ["honeypot"])]
)
def test_at_sending_in_less_than_a_third_of_the_time_is_flagged(
    edition: Edition, minutes: float, found: list[str]
) -> None:
    """The short questionnaire is said to take five minutes."""
    response = ResponseFactory(edition=edition, flags=[ResponseFlag.HONEYPOT])
    response.completed_at = response.started_at + timedelta(minutes=minutes)

    assert flags.at_sending(response) == found


def test_submit_stores_the_flags_once_and_counts_the_response(edition: Edition) -> None:
    response = ResponseFactory(edition=edition, flags=[ResponseFlag.FAST_START])

    answering.submit(response)
    answering.submit(response)

    stored = Response.objects.that_count().get()
    assert stored.flags == [ResponseFlag.FAST_START, ResponseFlag.FAST_FINISH]


def test_at_sending_again_flags_once(edition: Edition) -> None:
    response = ResponseFactory(edition=edition, completed=True, flags=[ResponseFlag.FAST_FINISH])

    assert flags.at_sending(response) == [ResponseFlag.FAST_FINISH]


def test_counted_leaves_out_the_second_of_a_person(edition: Edition) -> None:
    first = ResponseFactory(edition=edition, completed=True)
    ResponseFactory(edition=edition, completed=True, is_double=True)

    assert list(Response.objects.counted()) == [first]
