from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from respondents.domain.calling import history
from respondents.enums import CallOutcome, LetterState
from respondents.models import CallAttempt, Case, Invitation
from surveys.models import Edition
from tests.factories.respondents import LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def called(case: Case, caller: User, outcome: CallOutcome, ago: timedelta, **fields: object) -> CallAttempt:
    at = timezone.now() - ago
    return CallAttempt.objects.create(case=case, caller=caller, outcome=outcome, called_at=at, **fields)


def test_the_history_is_of_letters_and_calls(case: Case, person: Invitation) -> None:
    sanne = StaffFactory(username="sanne")
    now = timezone.now()
    for days, state in ((3, LetterState.ACCEPTED), (1, LetterState.FAILED)):
        LetterFactory(
            wave=WaveFactory(edition=case.edition),
            invitation=person,
            state=state,
            settled_at=now - days * DAY,
        )
    elsewhere = WaveFactory()
    LetterFactory(wave=elsewhere, invitation__respondent__gemeente=case.gemeente, settled_at=now)
    at = now + DAY
    called(case, sanne, CallOutcome.APPOINTMENT, 2 * DAY, respondent=person.respondent, appointment_at=at)
    called(case, sanne, CallOutcome.NO_ANSWER, DAY / 2, note="Druk")
    called(case, sanne, CallOutcome.BUSY, DAY / 3, undone_at=now)

    found = [(event.what, event.whom, event.by, event.note) for event in history.history_of(case)]

    assert found == [
        ("Geen gehoor", "", "sanne", "Druk"),
        ("Uitnodiging niet aangekomen", "Sanne de Vries", "", ""),
        ("Afspraak voor 03-09 14:00", "Sanne de Vries", "sanne", ""),
        ("Uitnodiging gemaild", "Sanne de Vries", "", ""),
    ]


def test_the_numbers_are_those_of_one_caller(case: Case, caller: User, edition: Edition) -> None:
    at = timezone.now() + DAY
    for ago in (DAY, timedelta(hours=2)):
        for outcome in (CallOutcome.NO_ANSWER, CallOutcome.PROMISED, CallOutcome.INTERVIEW):
            called(case, caller, outcome, ago)
    called(case, caller, CallOutcome.APPOINTMENT, DAY, appointment_at=at)
    called(case, caller, CallOutcome.PROMISED, DAY, undone_at=at)
    called(case, StaffFactory(), CallOutcome.PROMISED, DAY)

    assert history.numbers_of(caller, edition) == [
        ("Vandaag", {"calls": 3, "reached": 2, "interviews": 1, "appointments": 0}),
        ("In totaal", {"calls": 7, "reached": 5, "interviews": 2, "appointments": 1}),
    ]


def test_who_called_what_can_be_narrowed(case: Case, caller: User, edition: Edition) -> None:
    other = StaffFactory(username="joris")
    today = timezone.localdate()
    own = called(case, caller, CallOutcome.NO_ANSWER, timedelta(0))
    elsewhere = Case.objects.create(edition=edition, gemeente=GemeenteFactory())
    theirs = called(elsewhere, other, CallOutcome.BUSY, DAY)

    found = [
        list(history.attempts_of(edition, **asked))
        for asked in (
            {},
            {"caller": "joris"},
            {"day": today},
            {"outcome": "busy"},
            {"caller": "joris", "day": today},
        )
    ]

    assert found == [[own, theirs], [theirs], [own], [theirs], []]
    assert history.callers_of(edition) == sorted(["joris", caller.username])
