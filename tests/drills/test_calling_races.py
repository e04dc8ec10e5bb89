"""Two callers ask for the next gemeente at the same moment, and never get the same one.

`make test` runs some races, `make drills` a thousand; NEXT_RACES says another number.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection

from respondents.domain.calling import order
from respondents.models import Case
from surveys.domain.editions import AMSTERDAM
from surveys.models import Edition, Questionnaire
from tests.factories.respondents import InvitationFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RACES = int(os.environ.get("NEXT_RACES", "40"))
# Somewhere in the time that the statement takes.
LONGEST_HEAD_START = 0.002
AFTERNOON = datetime(2026, 9, 2, 14, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def edition(questionnaire: Questionnaire) -> Iterator[Edition]:
    with time_machine.travel(AFTERNOON):
        yield EditionFactory(
            questionnaire=questionnaire, phone_from=date(2026, 8, 28), phone_until=date(2026, 9, 18)
        )


class Caller:
    """One with a database connection of their own."""

    def __init__(self) -> None:
        self.user: User = StaffFactory()
        self.pool = ThreadPoolExecutor(1)

    def asks(self, edition: Edition, start: threading.Barrier) -> int | None:
        start.wait()
        time.sleep(random.uniform(0, LONGEST_HEAD_START))
        case = order.take_next(edition, by=self.user)
        return case.pk if case else None

    def close(self) -> None:
        self.pool.submit(lambda: connection.close()).result()
        self.pool.shutdown()


def test_two_callers_never_get_the_same_gemeente(edition: Edition) -> None:
    for _ in range(3):
        InvitationFactory(edition=edition, respondent__gemeente=GemeenteFactory())
    callers = [Caller(), Caller()]
    together, without = 0, 0

    for _ in range(RACES):
        start = threading.Barrier(2)
        asked = [caller.pool.submit(caller.asks, edition, start) for caller in callers]
        got = [future.result() for future in asked]
        holders = {case.pk: case.held_by for case in Case.objects.exclude(held_by=None)}
        together += got[0] == got[1]
        without += None in got
        assert holders == dict(zip(got, [caller.user for caller in callers], strict=True))
        Case.objects.update(held_by=None, held_until=None)

    for caller in callers:
        caller.close()
    print(f"{RACES} races for the next gemeente: {together} got the same one, {without} got none")  # noqa: T201
    assert (together, without) == (0, 0)
