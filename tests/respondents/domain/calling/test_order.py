from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain.calling import leases, order
from respondents.domain.calling.order import MOST_ATTEMPTS
from respondents.enums import CallOutcome, CaseState
from respondents.exceptions import CallRefused
from respondents.models import CallAttempt, Case, Interview
from surveys.domain.editions import AMSTERDAM
from surveys.enums import AuditVerb, Provincie
from surveys.models import AuditEntry, Edition, Gemeente
from tests.factories.respondents import InvitationFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def case_of(edition: Edition, name: str, provincie: Provincie = Provincie.OVERIJSSEL, **fields: Any) -> Case:
    return Case.objects.create(
        edition=edition, gemeente=GemeenteFactory(name=name, provincie=provincie), **fields
    )


def call(case: Case, outcome: CallOutcome, ago: timedelta, caller: User, **fields: Any) -> CallAttempt:
    return CallAttempt.objects.create(
        case=case, caller=caller, outcome=outcome, called_at=timezone.now() - ago, **fields
    )


def taken(edition: Edition, by: User, **options: Any) -> str | None:
    case = order.take_next(edition, by=by, **options)
    return case and str(case.gemeente)


def all_taken(edition: Edition) -> list[str]:
    """In the order in which callers would get them, each their own."""
    found = []
    while name := taken(edition, StaffFactory()):
        found.append(name)
    return found


def test_appointments_that_are_due_come_first(edition: Edition) -> None:
    now = timezone.now()
    case_of(edition, "Almelo")
    later = {"state": CaseState.APPOINTMENT, "appointment_at": now + timedelta(minutes=1)}
    case_of(edition, "Borne", **later)
    for name, minutes in (("Dalfsen", 10), ("Deventer", 20)):
        case_of(edition, name, state=CaseState.APPOINTMENT, appointment_at=now - timedelta(minutes=minutes))

    assert all_taken(edition) == ["Deventer", "Dalfsen", "Almelo"]


def test_the_provincie_furthest_below_the_target_comes_first(edition: Edition) -> None:
    """Of Drenthe half has answered, of Zeeland a quarter, of Utrecht nobody; the target is 30."""
    for provincie, answered, count in (
        (Provincie.DRENTHE, 1, 2),
        (Provincie.ZEELAND, 1, 4),
        (Provincie.UTRECHT, 0, 2),
    ):
        for number in range(count):
            case = case_of(edition, f"{provincie.label} {number}", provincie)
            if number < answered:
                ResponseFactory(edition=edition, gemeente=case.gemeente, completed=True)

    assert all_taken(edition) == [
        "Utrecht 0",
        "Utrecht 1",
        "Zeeland 1",
        "Zeeland 2",
        "Zeeland 3",
        "Drenthe 1",
    ]


def test_a_chosen_provincie_is_all_that_is_called(edition: Edition, caller: User) -> None:
    case_of(edition, "Assen", Provincie.DRENTHE)
    case_of(edition, "Zwolle")

    assert taken(edition, caller, provincie="overijssel") == "Zwolle"
    assert taken(edition, StaffFactory(), provincie="zeeland") is None
    assert taken(edition, StaffFactory(), provincie="'; DROP TABLE") == "Assen"


def test_calls_are_spread_over_days_and_hours(edition: Edition, caller: User) -> None:
    """It is two in the afternoon, in the part from one to three."""
    day = timedelta(days=1)
    same_part_yesterday = case_of(edition, "Almelo")
    other_part_yesterday = case_of(edition, "Borne")
    cooling_down = case_of(edition, "Dalfsen")
    same_part_today = case_of(edition, "Deventer")
    busy_long_ago = case_of(edition, "Enschede")
    call(same_part_yesterday, CallOutcome.NO_ANSWER, day, caller)
    call(other_part_yesterday, CallOutcome.NO_ANSWER, day + timedelta(hours=3), caller)
    call(cooling_down, CallOutcome.NO_ANSWER, timedelta(hours=2, minutes=59), caller)
    call(same_part_today, CallOutcome.BUSY, timedelta(minutes=59), caller)
    call(busy_long_ago, CallOutcome.BUSY, timedelta(hours=1, minutes=1), caller)

    assert all_taken(edition) == ["Borne", "Enschede", "Almelo"]


def test_not_twice_in_one_part_of_a_day_even_after_the_pause(edition: Edition, caller: User) -> None:
    """Busy at 13:00, and at 14:00 the hour is over, but not the part."""
    call(case_of(edition, "Almelo"), CallOutcome.BUSY, timedelta(hours=1), caller)

    assert taken(edition, caller) is None


def test_then_what_came_of_the_last_call_and_the_fewest_calls(edition: Edition, caller: User) -> None:
    long_ago = timedelta(days=4, hours=4)
    names = ("Almelo", "Borne", "Dalfsen", "Deventer", "Enschede")
    twice, once, never, promised, answered = (case_of(edition, name) for name in names)
    call(twice, CallOutcome.NO_ANSWER, long_ago, caller)
    call(twice, CallOutcome.NO_ANSWER, timedelta(days=2, hours=4), caller)
    call(once, CallOutcome.NO_ANSWER, long_ago, caller)
    call(promised, CallOutcome.PROMISED, long_ago, caller)
    call(answered, CallOutcome.ALREADY_ANSWERED, long_ago, caller)
    assert never is not None

    assert all_taken(edition) == ["Deventer", "Dalfsen", "Borne", "Almelo", "Enschede"]


def test_a_call_that_was_undone_counts_for_nothing(edition: Edition, caller: User) -> None:
    call(case_of(edition, "Almelo"), CallOutcome.NO_ANSWER, timedelta(0), caller, undone_at=timezone.now())

    assert taken(edition, caller) == "Almelo"


def test_after_the_most_calls_only_an_appointment_is_kept(edition: Edition, caller: User) -> None:
    past = timezone.now() - timedelta(minutes=1)
    full, kept = (
        case_of(edition, "Almelo"),
        case_of(edition, "Borne", state=CaseState.APPOINTMENT, appointment_at=past),
    )
    for case in (full, kept):
        for days in range(1, MOST_ATTEMPTS + 1):
            call(case, CallOutcome.NO_ANSWER, timedelta(days=days, hours=4), caller)

    assert all_taken(edition) == ["Borne"]
    with pytest.raises(CallRefused, match="Dat is het maximum"):
        order.take(edition, full.gemeente, by=caller)
    order.take(edition, full.gemeente, beyond_most=True, by=caller)
    assert [line.words for line in order.lines(edition)] == [
        "Maximum bereikt (6 keer gebeld)",
        "Afspraak 02-09 13:59",
    ]


def test_who_can_be_rung_comes_before_who_cannot(edition: Edition) -> None:
    nobody, without, reachable, refused, left = (
        case_of(edition, name) for name in ("Almelo", "Borne", "Dalfsen", "Deventer", "Enschede")
    )
    now = timezone.now()
    for case, fields in (
        (without, {}),
        (reachable, {"phone": "0529 48 83 88"}),
        (refused, {"phone": "0570 69 39 11", "opted_out_at": now}),
        (left, {"phone": "053 481 81 81", "left_on": now.date()}),
    ):
        invited = {f"respondent__{name}": value for name, value in fields.items()}
        InvitationFactory(edition=edition, respondent__gemeente=case.gemeente, **invited)
    assert nobody is not None

    assert all_taken(edition) == ["Dalfsen", "Almelo", "Borne", "Enschede"]


def test_outside_office_hours_only_an_appointment(
    edition: Edition, caller: User, clock: time_machine.Traveller
) -> None:
    past = timezone.now()
    case_of(edition, "Almelo")
    case_of(edition, "Borne", state=CaseState.APPOINTMENT, appointment_at=past)
    clock.move_to(datetime(2026, 9, 2, 18, tzinfo=AMSTERDAM))

    assert all_taken(edition) == ["Borne"]


def test_outside_the_phone_period_nobody(
    edition: Edition, caller: User, clock: time_machine.Traveller
) -> None:
    case = case_of(edition, "Almelo", state=CaseState.APPOINTMENT, appointment_at=timezone.now())
    clock.move_to(datetime(2026, 9, 21, 10, tzinfo=AMSTERDAM))

    assert taken(edition, caller) is None
    with pytest.raises(CallRefused, match="belperiode is voorbij"):
        order.take(edition, case.gemeente, by=caller)


def test_who_answered_or_declined_is_never_offered(edition: Edition, caller: User) -> None:
    answered, declined = case_of(edition, "Almelo"), case_of(edition, "Borne", state=CaseState.REFUSED)
    response = ResponseFactory(edition=edition, gemeente=answered.gemeente, completed=True)

    assert (order.lines(edition), taken(edition, caller)) == ([], None)
    for case in (answered, declined):
        with pytest.raises(CallRefused, match=r"Bel(len)? "):
            order.take(edition, case.gemeente, by=caller)
    response.is_double = True
    response.save()
    assert [line.name for line in order.lines(edition)] == ["Almelo"]


def test_every_gemeente_of_the_edition_can_be_next(
    edition: Edition, caller: User, gemeente: Gemeente
) -> None:
    """Also one of which nobody opened the case before, and nobody is known."""
    assert taken(edition, caller) == "Almelo"
    assert Case.objects.get().held_by == caller
    assert AuditEntry.objects.filter(verb=AuditVerb.OPENED_CASE, actor_id=caller.pk).count() == 1


def test_a_caller_has_one_gemeente_at_a_time(edition: Edition, caller: User) -> None:
    first, second = case_of(edition, "Almelo"), case_of(edition, "Borne")
    order.take_next(edition, by=caller)

    passed_on = taken(edition, caller, besides=first)

    assert passed_on == "Borne"
    assert list(Case.objects.filter(held_by=caller)) == [second]


def test_a_gemeente_with_an_interview_under_way_stays_with_its_caller(edition: Edition, caller: User) -> None:
    first, _ = case_of(edition, "Almelo"), case_of(edition, "Borne")
    leases.hold(edition, first.gemeente, by=caller)
    Interview.objects.create(case=first, caller=caller)

    order.take_next(edition, besides=first, by=caller)

    assert Case.objects.filter(held_by=caller).count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_next_and_the_list_cost_the_same_whatever_their_number(
    edition: Edition, caller: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        case = case_of(edition, f"Gemeente {number}")
        InvitationFactory(edition=edition, respondent__gemeente=case.gemeente)
        call(case, CallOutcome.NO_ANSWER, timedelta(days=1), caller)

    with django_assert_num_queries(1):
        assert len(order.lines(edition)) == count
    with django_assert_num_queries(8):
        order.take_next(edition, by=caller)
