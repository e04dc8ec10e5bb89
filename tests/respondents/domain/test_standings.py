from collections import Counter

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain.standings import InFieldwork, count_persons, gemeenten_in_fieldwork
from respondents.enums import (
    CallOutcome,
    CaseState,
    GemeenteStanding,
    LetterEventKind,
    LetterState,
    PersonStanding,
)
from respondents.models import CallAttempt, Case, Invitation, Letter, LetterEvent, Wave
from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

PERSON, GEMEENTE = PersonStanding, GemeenteStanding


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition)


def mail(wave: Wave, invitation: Invitation, *, bounced: bool = False) -> Letter:
    letter = LetterFactory(wave=wave, invitation=invitation, state=LetterState.ACCEPTED)
    if bounced:
        LetterEvent.objects.create(
            letter=letter, event_id=f"b{letter.pk}", kind=LetterEventKind.BOUNCED, at=timezone.now()
        )
    return letter


def standings(edition: Edition) -> Counter[PersonStanding]:
    return sum((Counter(found) for found in count_persons(edition).values()), Counter())


def test_each_person_has_the_first_standing_that_is_so(edition: Edition, wave: Wave) -> None:
    now = timezone.now()
    sent = {"response": ResponseFactory(edition=edition, completed=True), "respondent__opted_out_at": now}
    joined = {"joined_response": ResponseFactory(edition=edition, completed=True)}
    for fields in (
        sent,
        joined,
        {"handed_over_at": now, "respondent__left_on": now.date()},
        {"respondent__opted_out_at": now},
        {"respondent__left_on": now.date()},
        {"response": ResponseFactory(edition=edition)},
        {},
    ):
        InvitationFactory(edition=edition, **fields)
    mail(wave, InvitationFactory(edition=edition), bounced=True)
    mail(wave, InvitationFactory(edition=edition))
    LetterFactory(wave=wave, state=LetterState.FAILED)
    InvitationFactory()

    assert standings(edition) == {
        PERSON.ANSWERED: 2,
        PERSON.HANDED_OVER: 1,
        PERSON.OPTED_OUT: 1,
        PERSON.LEFT: 1,
        PERSON.BEGUN: 1,
        PERSON.BOUNCED: 1,
        PERSON.SILENT: 1,
        PERSON.UNMAILED: 2,
    }


def test_a_corrected_address_has_not_bounced(edition: Edition, wave: Wave) -> None:
    invitation = InvitationFactory(edition=edition)
    mail(wave, invitation, bounced=True)
    invitation.respondent.email = invitation.respondent.normalized_email = "nieuw@gemeente.example"
    invitation.respondent.save()

    assert standings(edition) == {PERSON.SILENT: 1}


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, GEMEENTE.UNMAILED),
        ({"persons": {PERSON.UNMAILED: 2}}, GEMEENTE.UNMAILED),
        ({"persons": {PERSON.SILENT: 1, PERSON.BOUNCED: 1}}, GEMEENTE.SILENT),
        ({"persons": {PERSON.UNMAILED: 1, PERSON.BOUNCED: 1}}, GEMEENTE.BOUNCED),
        ({"persons": {PERSON.BOUNCED: 1}, "calls": 1}, GEMEENTE.CALLED),
        ({"calls": 1, "drafts": 1}, GEMEENTE.BEGUN),
        ({"drafts": 1, "appointment_at": timezone.now()}, GEMEENTE.APPOINTMENT),
        ({"appointment_at": timezone.now(), "is_refused": True}, GEMEENTE.DECLINED),
        ({"is_refused": True, "sent": 1}, GEMEENTE.ANSWERED),
    ],
)
def test_a_gemeente_has_the_first_standing_that_is_so(
    facts: dict[str, object], standing: GemeenteStanding
) -> None:
    persons = Counter(facts.pop("persons", {}))  # type: ignore[call-overload]

    assert InFieldwork(GemeenteFactory.build(), persons=persons, **facts).standing == standing  # type: ignore[arg-type]


def test_gemeenten_come_by_provincie_with_what_came_of_calling(edition: Edition) -> None:
    last = GemeenteFactory(provincie=Provincie.ZEELAND, name="Aa", sort_key="aa")
    second = GemeenteFactory(provincie=Provincie.DRENTHE, name="Bb", sort_key="bb")
    first = GemeenteFactory(provincie=Provincie.DRENTHE, name="Aa", sort_key="aa")
    later = timezone.now()
    case = Case.objects.create(
        edition=edition, gemeente=first, state=CaseState.APPOINTMENT, appointment_at=later
    )
    caller = StaffFactory()
    for _ in range(2):
        CallAttempt.objects.create(case=case, caller=caller, outcome=CallOutcome.NO_ANSWER)
    Case.objects.create(edition=edition, gemeente=last, state=CaseState.REFUSED, appointment_at=later)

    found = gemeenten_in_fieldwork(edition, {}, sent={second.pk: 3}, drafts={None: 7, second.pk: 1})

    assert found == [
        InFieldwork(first, calls=2, appointment_at=later),
        InFieldwork(second, sent=3, drafts=1),
        InFieldwork(last, is_refused=True),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_persons_are_one_query_and_gemeenten_two(
    edition: Edition, wave: Wave, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        mail(wave, InvitationFactory(edition=edition), bounced=True)

    with django_assert_num_queries(3):
        gemeenten_in_fieldwork(edition, count_persons(edition), sent={}, drafts={})
