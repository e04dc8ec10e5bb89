from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User

from respondents.domain.calling import leases, standing
from respondents.models import Case, Interview
from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(case: Case, caller: User) -> Case:
    assert leases.hold(case.edition, case.gemeente, by=caller)
    case.refresh_from_db()
    return case


def verbs_of(user: User) -> list[str]:
    return list(AuditEntry.objects.filter(actor_id=user.pk).order_by("pk").values_list("verb", flat=True))


def test_a_lease_ends_by_itself(held: Case, caller: User, clock: time_machine.Traveller) -> None:
    other = StaffFactory()
    clock.shift(leases.LEASE - timedelta(seconds=1))
    assert not leases.hold(held.edition, held.gemeente, by=other)
    clock.shift(timedelta(seconds=1))

    assert leases.hold(held.edition, held.gemeente, by=other)
    held.refresh_from_db()
    assert (leases.is_held_by(held, caller), leases.is_held_by_another(held, caller)) == (False, True)


def test_the_team_takes_a_case_over(held: Case, caller: User) -> None:
    Interview.objects.create(case=held, caller=caller)
    team = StaffFactory()

    leases.take_over(held, by=team)

    held.refresh_from_db()
    assert (held.held_by, Interview.objects.get().ended_at is None) == (team, False)
    assert verbs_of(team) == [AuditVerb.OPENED_CASE, AuditVerb.TOOK_OVER_CASE]
    assert standing.of_caller(held, caller).state == "lost"


def test_the_team_frees_a_case_once(held: Case, caller: User) -> None:
    Interview.objects.create(case=held, caller=caller)
    team = StaffFactory()

    leases.free(held, by=team)
    leases.free(held, by=team)

    held.refresh_from_db()
    assert (held.held_by, Interview.objects.get().ended_at is None) == (None, False)
    assert verbs_of(team) == [AuditVerb.FREED_CASE]
    assert leases.hold(held.edition, held.gemeente, by=StaffFactory())


def test_a_note_is_kept_for_who_holds_the_case(
    held: Case, caller: User, clock: time_machine.Traveller
) -> None:
    kept = [leases.note(held, "Eerste", by=caller), leases.note(held, "Van een ander", by=StaffFactory())]
    clock.shift(leases.LEASE)
    kept.append(leases.note(held, "Te laat", by=caller))

    held.refresh_from_db()
    assert (kept, held.note) == ([True, False, False], "Eerste")


def test_an_answer_goes_before_everything(held: Case, caller: User) -> None:
    assert standing.of_caller(held, caller) == standing.Standing("open")

    ResponseFactory(edition=held.edition, gemeente=held.gemeente, completed=True)

    assert standing.of_caller(held, caller).sentence == "Almelo heeft geantwoord. Bellen hoeft niet meer."
    assert standing.of_caller(held, StaffFactory()).state == "answered"
