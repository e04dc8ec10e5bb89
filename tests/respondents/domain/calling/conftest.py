"""A Wednesday afternoon in the middle of a phone period."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.contrib.auth.models import User

from respondents.models import Case, Invitation
from surveys.domain.editions import AMSTERDAM
from surveys.models import Edition, Gemeente, Questionnaire
from tests.factories.respondents import InvitationFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory

AFTERNOON = datetime(2026, 9, 2, 14, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AFTERNOON, tick=False) as clock:
        yield clock


@pytest.fixture
def edition(questionnaire: Questionnaire, clock: time_machine.Traveller) -> Edition:
    return EditionFactory(
        questionnaire=questionnaire, phone_from=date(2026, 8, 28), phone_until=date(2026, 9, 18)
    )


@pytest.fixture
def caller() -> User:
    return StaffFactory()


@pytest.fixture
def gemeente() -> Gemeente:
    return GemeenteFactory(name="Almelo")


@pytest.fixture
def person(edition: Edition, gemeente: Gemeente) -> Invitation:
    return InvitationFactory(
        edition=edition, respondent__gemeente=gemeente, respondent__phone="0546 54 11 11"
    )


@pytest.fixture
def case(edition: Edition, person: Invitation) -> Case:
    return Case.objects.create(edition=edition, gemeente=person.respondent.gemeente)
