"""Any sequence of what people, workers, servers and webhooks do with a wave: nobody twice, nobody who said no.

`make test` runs some sequences, `make drills` thousands; SEQUENCES says another number.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from respondents import transports
from respondents.domain import declines, delivery, feedback, hand_overs, joining, opt_out, settling, waves
from respondents.domain.feedback import News
from respondents.domain.hand_overs import Wish
from respondents.domain.visits import Visit
from respondents.enums import LetterEventKind, LetterState, WaveKind, WaveState
from respondents.exceptions import HandedOver, HandOverRefused, WaveRefused
from respondents.models import Decline, Invitation, Letter, Wave
from respondents.transports.outcomes import InDoubt, NotNow, NotWelcome, Refused
from surveys.models import Edition, Questionnaire
from tests.drills.state_journal import StateJournal, state_journal
from tests.factories.respondents import InvitationFactory, StaffFactory, WaveFactory
from tests.factories.surveys import EditionFactory, ResponseFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SEQUENCES = int(os.environ.get("SEQUENCES", "15"))
STEPS = 20
PEOPLE = 4
# In the long form only: one in about a thousand sequences ends in a broken transaction of the test itself.
ANY_STATEMENT = st.none() | st.integers(0, 60) if SEQUENCES > 15 else st.none()
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Killed(BaseException):
    """kill -9, for whoever runs it: nothing of the program gets to clean up."""


@contextmanager
def killed_at(statement: int | None) -> Iterator[None]:
    """Dies before that statement from here, wherever in the work that is; what was not committed is rolled back.

    What begins and ends a transaction is not counted: to die before a commit is to die before its last statement.
    """
    left = count() if statement is None else iter(range(statement))
    is_dead = False

    def die_or_execute(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal is_dead
        if not is_dead and not sql.startswith(TRANSACTION) and next(left, None) is None:
            is_dead = True
            raise Killed
        return execute(sql, params, many, context)

    with suppress(Killed), connection.execute_wrapper(die_or_execute):
        yield


class Wire:
    """The way out. `plan` says what happens to the next mails; `taken` are the letters that arrived, as they came."""

    takes_bytes = False

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.taken: list[int] = []
        self.forbidden: set[int] = set()

    def prepare(self, message: object, reference: str) -> int:
        return int(reference.partition(":")[0])

    def deliver(self, mail: int) -> str:
        what = self.plan.pop(0) if self.plan else "fine"
        if what in ("fine", "killed after", "silent after"):
            letter = Letter.objects.select_related("wave").get(pk=mail)
            assert letter.state == LetterState.SENDING
            assert letter.invitation_id not in self.forbidden
            assert letter.wave is None or letter.wave.state == WaveState.RUNNING
            self.taken.append(mail)
        if what != "fine":
            raise FAULTS[what]
        return f"<{mail}@provider>"

    def close(self) -> None:
        pass


FAULTS: dict[str, BaseException] = {
    "killed before": Killed(),
    "killed after": Killed(),
    "silent before": InDoubt("no answer"),
    "silent after": InDoubt("no answer"),
    "not now": NotNow("450 later"),
    "away": NotNow("421 closing", is_away=True),
    "refused": Refused("550 5.2.1 no"),
    "not welcome": NotWelcome("535 who are you"),
}
WHAT = ["fine", "fine", *FAULTS]
people = st.integers(0, PEOPLE - 1)
NEWS = ["delivered", "bounced", "delayed", "complained", "unsubscribed", "refused"]


class Mailings(RuleBasedStateMachine):
    """Some people of two gemeenten, an invitation, and a reminder that leaves when somebody says so."""

    def __init__(self, questionnaire: Questionnaire, wire: Wire, changes: StateJournal) -> None:
        super().__init__()
        self.wire, self.changes = wire, changes
        wire.plan, wire.taken, wire.forbidden = [], [], set()
        self.edition: Edition = EditionFactory(questionnaire=questionnaire)
        self.staff = StaffFactory()
        self.again = Counter[int]()
        self.invited = InvitationFactory.create_batch(PEOPLE, edition=self.edition)
        gemeente = self.invited[0].respondent.gemeente
        self.invited[1].respondent.gemeente = gemeente
        self.invited[1].respondent.save()
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

    @rule(plan=st.lists(st.sampled_from(WHAT), max_size=4), statement=ANY_STATEMENT)
    def work(self, plan: list[str], statement: int | None) -> None:
        """A round of a worker, which may die in the middle of it: on the wire, or between any two of its steps."""
        self.wire.plan = plan
        with killed_at(statement):
            delivery.run()
        self.wire.plan = []

    @rule(minutes=st.sampled_from([1, 2, 5, 20]))
    def let_time_pass(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))

    @rule(
        number=st.integers(0, 2),
        act=st.sampled_from(["release", "send_now", "pause", "resume", "resume", "cancel"]),
    )
    def manage(self, number: int, act: str) -> None:
        wave = Wave.objects.get(pk=self.waves[number].pk)
        if act == "cancel" and number == 0 and not wave.started_at:
            return
        with suppress(WaveRefused):
            getattr(waves, act)(wave, by=self.staff)

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
        gemeente = invitation.respondent.gemeente_id
        if invitation.response is None:
            invitation.response = ResponseFactory(edition=self.edition, gemeente_id=gemeente)
            invitation.save()
        joining.submit(Visit(self.edition, gemeente, invitation.response, invitation))

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
        addresses = Counter(
            (letter.wave_id, letter.normalized_email)
            for letter in self.letters()
            if letter.wave_id and letter.pk in self.wire.taken
        )
        assert set(addresses.values()) <= {1}

    @invariant()
    def nothing_goes_back(self) -> None:
        assert self.changes.went_back() == []

    @invariant()
    def who_said_no_is_known(self) -> None:
        """From what people did, for the wire to judge by; a link that was handed over gets nothing any more."""
        done = Invitation.objects.filter(edition=self.edition).select_related("respondent", "response")
        self.wire.forbidden = {
            invitation.pk
            for invitation in done
            if invitation.respondent.opted_out_at
            or invitation.handed_over_at
            or (invitation.response and invitation.response.completed_at)
            or Decline.objects.filter(
                edition=self.edition, gemeente=invitation.respondent.gemeente_id, state="declined"
            ).exists()
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
            self.every_letter_is_in_the_sum()
            self.nobody_gets_one_twice()
            self.nothing_goes_back()
            for letter in self.letters():
                assert letter.state in LetterState.settled
                assert letter.state != LetterState.FAILED or letter.failure
        finally:
            self.clock.stop()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    monkeypatch.setattr(transports, "current", lambda: wire)
    return wire


@pytest.fixture
def changes(questionnaire: Questionnaire) -> Iterator[StateJournal]:
    with state_journal() as running:
        yield running


def test_any_sequence(questionnaire: Questionnaire, wire: Wire, changes: StateJournal) -> None:
    profile = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Mailings(questionnaire, wire, changes), settings=profile)
    print(f"{SEQUENCES} sequences, {changes.count()} changes of a state")  # noqa: T201
