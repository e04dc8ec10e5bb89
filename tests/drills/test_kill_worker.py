"""kill -9 of the worker in the middle of a wave, judged by the mail server's own journal.

`make test` runs it with 342 letters and a few kills, `make drills` with thousands and a hundred; LETTERS and KILLS say
other numbers.
"""

import os
import random
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone

from respondents.domain import delivery, doorbell
from respondents.enums import LetterState, WaveState
from respondents.models import Letter, Wave
from surveys.models import Edition
from tests import workers
from tests.drills import mailing
from tests.factories.respondents import WaveFactory
from tests.smtp import Journal

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("KILLS", "2"))
LETTERS = int(os.environ.get("LETTERS", "342"))
PROCESSES = 2
BROKER = 11


def test_no_address_twice_and_none_missing(edition: Edition, tmp_path: Path) -> None:
    mailing.invite(edition, LETTERS)
    WaveFactory(edition=edition, released=True)
    broker = workers.broker_url(BROKER)
    bell = Celery(broker=broker, set_as_current=False)
    with Journal(tmp_path / "journal") as journal:
        env = workers.environment(smtp_port=journal.port, broker=broker)
        worker = ("worker", f"--concurrency={PROCESSES}", *workers.QUIET)
        for number in range(KILLS):
            running = workers.start(env, *worker)
            until_in_the_middle(journal, bell, (number + 1) * LETTERS // (KILLS + 2))
            workers.kill(running)
            pass_a_minute()
        running = workers.start(env, *worker)
        until_finished(bell)
        workers.kill(running)
        times = Counter(journal.recipients)

    everybody = set(Letter.objects.values_list("normalized_email", flat=True))
    in_doubt = set(in_state(LetterState.IN_DOUBT))
    missing = everybody - set(times)
    print(  # noqa: T201
        f"{LETTERS} letters, {KILLS} kills: {len(times)} sent, {len(missing)} missing, {len(in_doubt)} in doubt"
    )
    assert len(everybody) == LETTERS
    assert [address for address, count in times.items() if count > 1] == []
    assert missing <= in_doubt
    assert set(times) == set(in_state(LetterState.ACCEPTED)) | (in_doubt & set(times))
    assert len(in_doubt) <= KILLS * PROCESSES


def in_state(state: LetterState) -> list[str]:
    return list(Letter.objects.filter(state=state).values_list("normalized_email", flat=True))


def until_in_the_middle(journal: Journal, bell: Celery, minimum: int) -> None:
    """So many mails, and then a moment more that nobody can foresee."""
    deadline = time.monotonic() + 60
    for _ in range(PROCESSES):  # The rings wait in the broker for the worker to be there.
        bell.send_task(doorbell.TASK)
    while len(journal.recipients) < minimum:
        assert time.monotonic() < deadline, "the worker does not send"
        if pass_the_canary():
            bell.send_task(doorbell.TASK)
        time.sleep(0.02)
    time.sleep(random.uniform(0, 0.03))


def pass_a_minute() -> None:
    """The lease of what the dead worker had claimed is over."""
    Letter.objects.filter(leased_until__isnull=False).update(leased_until=timezone.now())


def pass_the_canary() -> bool:
    """The minute after the first letters is over; whether it was not before."""
    waiting = Wave.objects.filter(canary_ends_at__gt=timezone.now())
    return bool(waiting.update(canary_ends_at=timezone.now()))


def until_finished(bell: Celery) -> None:
    deadline = time.monotonic() + 60 + LETTERS / 10
    while Wave.objects.get().state != WaveState.FINISHED:
        assert time.monotonic() < deadline, f"the wave does not end: {Wave.objects.values()}"
        pass_the_canary()
        delivery.sweep(at=timezone.now() + delivery.LONGEST_ON_THE_WIRE - timedelta(seconds=10))
        bell.send_task(doorbell.TASK)
        time.sleep(0.3)
