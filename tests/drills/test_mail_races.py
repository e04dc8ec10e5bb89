"""An answer, an opt-out, a pause: no letter starts after the commit of what forbids it, whatever the door was doing.

Each race lets one letter go to the door while one act is on its way. Half of the acts wait with their commit until
the letter has left or stands before the door; then nothing about the order is left to guess.
`make test` runs some races, `make drills` thousands; RACES says another number.
"""

import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from respondents import transports
from respondents.domain import declines, delivery, hand_overs, joining, opt_out, waves
from respondents.domain.claiming import claim
from respondents.domain.hand_overs import Wish
from respondents.domain.visits import Visit
from respondents.enums import LetterState, WaveState
from respondents.models import Letter
from surveys.models import Edition, Gemeente
from tests.drills import mailing
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.smtp import Journal

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RACES = int(os.environ.get("RACES", "48"))
# Somewhere in the time that composing a letter and the door take.
LONGEST_HEAD_START = 0.008


def answer(letter: Letter, by: User) -> None:
    invitation = letter.invitation
    joining.submit(
        Visit(invitation.edition, invitation.respondent.gemeente_id, invitation.response, invitation)
    )


def refuse_mail(letter: Letter, by: User) -> None:
    opt_out.opt_out(letter.invitation.respondent)


def pause(letter: Letter, by: User) -> None:
    waves.pause(letter.wave, by=by)


def cancel(letter: Letter, by: User) -> None:
    waves.cancel(letter.wave, by=by)


def give_to_colleague(letter: Letter, by: User) -> None:
    hand_overs.hand_over(letter.invitation, Wish(f"collega{letter.pk}@gemeente.example"))


def decline(letter: Letter, by: User) -> None:
    gemeente = letter.invitation.respondent.gemeente
    declines.decline(letter.wave.edition, gemeente, said_by="de secretaris", reason="", by=by)


ACTS: dict[str, Callable[[Letter, User], None]] = {
    "answer": answer,
    "opt-out": refuse_mail,
    "pause": pause,
    "cancel": cancel,
    "hand-over": give_to_colleague,
    "decline": decline,
}
# The acts of respondents come at any moment, and by thousands.
OFTEN = ["answer", "answer", "answer", "opt-out", "opt-out", "opt-out", *ACTS]


@pytest.fixture
def journal(tmp_path: Path, settings: Settings) -> Iterator[Journal]:
    with Journal(tmp_path / "journal") as running:
        mailing.send_to(running.port, settings)
        yield running


class Door:
    """A worker of its own, with its own connections to the database and the mail server."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1)
        self.transport = transports.current()
        self.pid = self.pool.submit(self._backend).result()

    def _backend(self) -> int:
        connection.ensure_connection()
        return connection.connection.info.backend_pid

    def send(self, letter: Letter, worker: uuid.UUID, after: float) -> "Future[bool]":
        def run() -> bool:
            time.sleep(after)
            return delivery.send(letter, worker, self.transport)

        return self.pool.submit(run)

    def is_kept_waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.pid])
            return cursor.fetchone()[0]

    def close(self) -> None:
        self.pool.submit(lambda: connection.close()).result()
        self.pool.shutdown()
        self.transport.close()


@contextmanager
def a_door() -> Iterator[Door]:
    door = Door()
    try:
        yield door
    finally:
        door.close()


def prepare(edition: Edition, releaser: User, gemeente: Gemeente) -> tuple[Letter, uuid.UUID]:
    """A letter in the hands of a worker, to somebody who has begun to answer."""
    worker = uuid.uuid4()
    wave = WaveFactory(
        edition=edition, released_by=releaser, released_at=timezone.now(), state=WaveState.RUNNING
    )
    begun = ResponseFactory(edition=edition, gemeente=gemeente)
    invitation = InvitationFactory(edition=edition, respondent__gemeente=gemeente, response=begun)
    made = LetterFactory(wave=wave, invitation=invitation)
    return next(letter for letter in claim(worker) if letter.pk == made.pk), worker


def test_no_letter_starts_after_the_commit(edition: Edition, journal: Journal) -> None:
    releaser, left, kept = StaffFactory(), Counter[str](), Counter[str]()
    too_late: list[str] = []
    gemeente = GemeenteFactory()
    with a_door() as door:
        for number in range(RACES):
            name = OFTEN[number % len(OFTEN)]
            letter, worker = prepare(edition, releaser, GemeenteFactory() if name == "decline" else gemeente)
            may_have_left = race(door, journal, letter, worker, name, releaser)
            has_left = letter.normalized_email in journal.recipients[-2:]
            (left if has_left else kept)[name] += 1
            if has_left and not may_have_left:
                too_late.append(f"{name}, letter {letter.pk}")

    print(  # noqa: T201
        f"{RACES} races: {left.total()} letters left before the act, {kept.total()} stayed, "
        f"{len(too_late)} left after it"
    )
    assert too_late == []
    assert mailing.doubled(journal.recipients) == []
    assert len(journal.recipients) == left.total()


def race(door: Door, journal: Journal, letter: Letter, worker: uuid.UUID, name: str, by: User) -> bool:
    """Whether the letter may have left before the commit of the act."""
    holds = random.random() < 0.5
    sent = door.send(letter, worker, random.uniform(0, LONGEST_HEAD_START))
    time.sleep(random.uniform(0, LONGEST_HEAD_START))
    with transaction.atomic():
        ACTS[name](letter, by)
        while holds and not sent.done() and not door.is_kept_waiting():
            time.sleep(0.0005)
        had_left = letter.normalized_email in journal.recipients
    started = Letter.objects.get(pk=letter.pk).state in (LetterState.SENDING, LetterState.ACCEPTED)
    sent.result()
    return had_left if holds else started
