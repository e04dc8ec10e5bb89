"""Any sequence of what people, workers, servers and webhooks do with a wave: nobody twice, nobody who said no.

`make test` runs some sequences, `make drills` thousands; SEQUENCES says another number.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from respondents import transports
from respondents.domain import (
    declines,
    delivery,
    feedback,
    hand_overs,
    joining,
    opt_out,
    settling,
    waves,
)
from respondents.domain.feedback import News
from respondents.domain.hand_overs import Wish
from respondents.domain.visits import Visit
from respondents.enums import LetterEventKind, LetterState, WaveKind, WaveState
from respondents.exceptions import HandedOver, HandOverRefused, WaveRefused
from respondents.models import Decline, Invitation, Letter, Wave
from surveys.models import Edition, Gemeente, Questionnaire
from tests.drills import mailing, planned_wire
from tests.drills.dying import killed_at
from tests.drills.planned_wire import Wire
from tests.drills.state_journal import StateJournal, state_journal
from tests.factories.respondents import InvitationFactory, StaffFactory, WaveFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEQUENCES = int(os.environ.get("SEQUENCES", "15"))
STEPS = 20
PEOPLE = 4
# A round with letters has about so many.
ANY_STATEMENT = st.none() | st.integers(0, 60)
WHAT = ["fine", "fine", *planned_wire.FAULTS]
# What may leave from now on is not left to the clock.
RUNG_FOR = {WaveState.RELEASED, WaveState.RUNNING}
plans = st.lists(st.sampled_from(WHAT), max_size=4)
minutes = st.sampled_from([1, 2, 5, 20])
people = st.integers(0, PEOPLE - 1)
NEWS = ["delivered", "bounced", "delayed", "complained", "unsubscribed", "refused"]


@dataclass(frozen=True)
class Place:
    """What all sequences share: there are no numbers for the gemeenten of thousands."""

    questionnaire: Questionnaire
    gemeenten: list[Gemeente]


class Mailings(RuleBasedStateMachine):
    """Some people of two gemeenten, an invitation, and a reminder that leaves when somebody says so."""

    def __init__(self, place: Place, wire: Wire, changes: StateJournal, rings: list[str]) -> None:
        super().__init__()
        self.wire, self.changes, self.rings = wire, changes, rings
        wire.plan, wire.taken, wire.forbidden = [], [], set()
        self.edition: Edition = EditionFactory(questionnaire=place.questionnaire)
        self.staff, self.gemeenten = StaffFactory(), place.gemeenten
        self.again = Counter[int]()
        self.invited = [
            InvitationFactory(edition=self.edition, respondent__gemeente=place.gemeenten[number // 2])
            for number in range(PEOPLE)
        ]
        now = timezone.now()
        self.waves = [
            WaveFactory(edition=self.edition, kind=kind, planned_at=now + timedelta(minutes=5 * number))
            for number, kind in enumerate([WaveKind.INVITATION, WaveKind.REMINDER, WaveKind.REMINDER], 1)
        ]
        self.clock = time_machine.travel(now, tick=False)
        self.traveller = self.clock.start()
        waves.release(self.waves[0], by=self.staff)

    def letters(self) -> list[Letter]:
        return list(Letter.objects.filter(invitation__edition=self.edition).order_by("pk"))

    @rule(plan=plans, statement=ANY_STATEMENT)
    def work(self, plan: list[str], statement: int | None) -> None:
        """A round of a worker, which may die in the middle of it: on the wire, or between any two of its steps."""
        self.wire.plan = plan
        with killed_at(statement):
            delivery.run()
        self.wire.plan = []

    @rule(minutes=minutes)
    def let_time_pass(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))

    @rule(minutes=minutes, plan=plans, statement=ANY_STATEMENT)
    def work_later(self, minutes: int, plan: list[str], statement: int | None) -> None:
        """Most happens where time has passed, so it is worth a step of its own."""
        self.let_time_pass(minutes)
        self.work(plan, statement)

    @rule(
        number=st.integers(0, 2),
        act=st.sampled_from(["release", "send_now", "pause", "resume", "resume", "cancel"]),
    )
    def manage(self, number: int, act: str) -> None:
        wave = Wave.objects.get(pk=self.waves[number].pk)
        if act == "cancel" and number == 0 and not wave.started_at:
            return
        before, rung = wave.state, len(self.rings)
        with suppress(WaveRefused):
            getattr(waves, act)(wave, by=self.staff)
        wave.refresh_from_db()
        assert wave.state == before or wave.state not in RUNG_FOR or len(self.rings) > rung

    @rule(person=people)
    def refuse_mail(self, person: int) -> None:
        opt_out.opt_out(self.invited[person].respondent)

    @rule(person=people)
    def undo(self, person: int) -> None:
        opt_out.undo(Invitation.objects.get(pk=self.invited[person].pk))

    @rule(person=people)
    def answer(self, person: int) -> None:
        invitation = Invitation.objects.select_related("response", "respondent").get(
            pk=self.invited[person].pk
        )
        if invitation.handed_over_at is not None:
            return
        gemeente = self.gemeenten[person // 2]
        if invitation.response is None:
            invitation.response = ResponseFactory(edition=self.edition, gemeente=gemeente)
            invitation.save()
        joining.submit(Visit(self.edition, gemeente.pk, invitation.response, invitation))

    @rule(person=people)
    def hand_over(self, person: int) -> None:
        invitation = Invitation.objects.get(pk=self.invited[person].pk)
        colleague = f"collega{person}@{invitation.respondent.email.partition('@')[2]}"
        with suppress(HandedOver, HandOverRefused):
            hand_overs.hand_over(invitation, Wish(colleague))

    @rule()
    def decline(self) -> None:
        gemeente = self.invited[0].respondent.gemeente
        declined = Decline.objects.filter(edition=self.edition, state="declined").first()
        if declined is None:
            declines.decline(self.edition, gemeente, said_by="de secretaris", reason="", by=self.staff)
        else:
            declines.undo(declined, by=self.staff)

    @rule(number=st.integers(0, 9), kind=st.sampled_from(NEWS), knows=st.booleans())
    def hear(self, number: int, kind: str, knows: bool) -> None:
        """Of a letter that arrived, with our reference or with the provider's; more than once, in any order."""
        if not self.wire.taken:
            return
        letter = Letter.objects.get(pk=self.wire.taken[number % len(self.wire.taken)])
        reference = f"{letter.pk}:{letter.message_id}" if knows else ""
        feedback.take_in(
            News(
                event_id=f"{letter.pk}:{kind}",
                kind=LetterEventKind(kind),
                at=timezone.now(),
                reference=reference,
                provider_id=f"<{letter.pk}@provider>",
                status="5.1.1" if kind == "bounced" else "",
            )
        )

    @rule(was_sent=st.booleans())
    def settle(self, was_sent: bool) -> None:
        for letter in self.letters():
            if settling.settle(letter, was_sent=was_sent, by=self.staff) and not was_sent:
                self.again[letter.pk] += 1

    @invariant()
    def every_letter_is_in_the_sum(self) -> None:
        for wave in Wave.objects.filter(edition=self.edition, started_at__isnull=False):
            assert sum(waves.counts(wave).values()) == wave.selected_count

    @invariant()
    def nobody_gets_one_twice(self) -> None:
        for letter, times in Counter(self.wire.taken).items():
            assert times <= 1 + self.again[letter]
        arrived = Letter.objects.filter(pk__in=self.wire.taken, wave__isnull=False)
        addresses = Counter(arrived.values_list("wave", "normalized_email"))
        assert set(addresses.values()) <= {1}

    @invariant()
    def nothing_goes_back(self) -> None:
        assert self.changes.went_back() == []

    @invariant()
    def who_said_no_is_known(self) -> None:
        """From what people did, for the wire to judge by; a link that was handed over gets nothing any more."""
        declined = set(
            Decline.objects.filter(edition=self.edition, state="declined").values_list("gemeente", flat=True)
        )
        done = Invitation.objects.filter(edition=self.edition).select_related("respondent", "response")
        self.wire.forbidden = {
            invitation.pk
            for invitation in done
            if invitation.respondent.opted_out_at
            or invitation.handed_over_at
            or (invitation.response and invitation.response.completed_at)
            or invitation.respondent.gemeente_id in declined
        }

    def teardown(self) -> None:
        """As time passes and people decide, every letter comes to an end, and says why."""
        try:
            for _ in range(8):
                for wave in Wave.objects.filter(edition=self.edition, state=WaveState.PAUSED):
                    waves.resume(wave, by=self.staff)
                self.traveller.shift(timedelta(minutes=61))
                delivery.run()
                self.settle(was_sent=True)
                if self.is_quiet():
                    break
            self.every_letter_is_in_the_sum()
            self.nobody_gets_one_twice()
            self.nothing_goes_back()
            for letter in self.letters():
                assert letter.state in LetterState.settled
                assert letter.state != LetterState.FAILED or letter.failure
        finally:
            self.clock.stop()

    def is_quiet(self) -> bool:
        """Nothing is underway, nor would be if time passed."""
        going_on = Wave.objects.filter(edition=self.edition, state__in=(WaveState.PAUSED, WaveState.RUNNING))
        return not going_on.exists() and all(letter.state in LetterState.settled for letter in self.letters())


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    monkeypatch.setattr(transports, "current", lambda: wire)
    return wire


@pytest.fixture
def changes(questionnaire: Questionnaire) -> Iterator[StateJournal]:
    with state_journal() as running:
        yield running


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were rung for, each after the commit of what it is to find."""
    rung: list[str] = []

    def ring(task: str) -> None:
        assert not connection.in_atomic_block
        rung.append(task)

    monkeypatch.setattr("surveys.domain.doorbell.ring", ring)
    return rung


def test_any_sequence(
    questionnaire: Questionnaire, wire: Wire, changes: StateJournal, rings: list[str]
) -> None:
    profile = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    place = Place(questionnaire, GemeenteFactory.create_batch(2))

    def begin() -> Mailings:
        mailing.forget_everybody()
        return Mailings(place, wire, changes, rings)

    run_state_machine_as_test(begin, settings=profile)
    print(f"{SEQUENCES} sequences, {changes.count()} changes of a state")  # noqa: T201
