from datetime import timedelta

import pytest
from django.utils import timezone

from respondents.domain import progress, waves
from respondents.enums import LetterState, SkipReason, WaveState
from respondents.models import Letter, Wave
from surveys.models import Edition
from tests.factories.respondents import LetterFactory, WaveFactory
from tests.factories.surveys import EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(edition: Edition) -> Wave:
    wave = WaveFactory(edition=edition, released=True)
    waves.materialise(wave)
    wave.refresh_from_db()
    return wave


def add(wave: Wave, count: int, state: LetterState, **fields: object) -> None:
    LetterFactory.create_batch(count, wave=wave, state=state, settled_at=timezone.now(), **fields)
    Wave.objects.filter(pk=wave.pk).update(selected_count=Letter.objects.filter(wave=wave).count())
    wave.refresh_from_db()


def test_the_parts_are_together_what_was_selected(running: Wave) -> None:
    add(running, 3, LetterState.ACCEPTED)
    add(running, 1, LetterState.SKIPPED, skip_reason=SkipReason.ANSWERED)
    add(running, 1, LetterState.IN_DOUBT)
    add(running, 1, LetterState.SENDING, sending_since=timezone.now())
    add(running, 2, LetterState.QUEUED)

    found = progress.progress_of(running)

    assert found is not None
    assert (found.selected, sum(part.count for part in found.parts)) == (8, 8)
    assert (found.settled, found.waiting, found.tens) == (5, 3, 60)
    assert [(part.state.value, part.begin, part.share) for part in found.parts if part.count] == [
        ("accepted", 0, 37.5),
        ("skipped", 37.5, 12.5),
        ("in_doubt", 50, 12.5),
        ("sending", 62.5, 12.5),
        ("queued", 75, 25),
    ]


def test_before_it_begins_there_is_no_progress(edition: Edition) -> None:
    assert progress.progress_of(WaveFactory(edition=edition)) is None


def test_a_wave_that_chose_nobody_is_drawn_too(running: Wave) -> None:
    found = progress.progress_of(running)

    assert found is not None
    assert (found.selected, found.settled, found.tens) == (0, 0, 0)


@pytest.mark.parametrize(
    ("state", "late", "brake", "why"),
    [
        (WaveState.CONCEPT, False, "", "Wacht op vrijgave."),
        (WaveState.CONCEPT, True, "", "Wacht op vrijgave. Het tijdstip is al voorbij."),
        (WaveState.RELEASED, False, "", ""),
        (WaveState.RELEASED, True, "", "Meer dan twee uur te laat: het tijdstip was"),
        (WaveState.PAUSED, False, "", "Gepauzeerd."),
        (WaveState.PAUSED, False, "te veel adressen bestaan niet.", "Vanzelf gestopt: te veel adressen"),
        (WaveState.RUNNING, False, "", ""),
        (WaveState.FINISHED, True, "", ""),
    ],
)
def test_why_nothing_leaves_is_said(
    edition: Edition, state: WaveState, late: bool, brake: str, why: str
) -> None:
    hours = -3 if late else 3
    wave = WaveFactory(edition=edition, released=True, planned_at=timezone.now() + timedelta(hours=hours))
    wave.state, wave.brake = state, brake

    said = progress.why_still(wave)

    assert said.startswith(why) if why else said == ""


def test_a_server_that_asks_to_wait_is_named(running: Wave) -> None:
    later = timezone.now() + timedelta(minutes=5)
    add(running, 1, LetterState.QUEUED, not_before=later)
    waiting = progress.why_still(running)
    add(running, 1, LetterState.QUEUED)

    moment = f"{timezone.localtime(later):%H:%M}"
    assert waiting == f"De mailserver vroeg te wachten. Om {moment} uur proberen we het weer."
    assert progress.why_still(running) == ""


def test_what_left_is_told_by_the_minute_or_by_the_hour(running: Wave) -> None:
    add(running, 3, LetterState.ACCEPTED)
    quick = progress.what_left_when(running)
    running.started_at = timezone.now() - timedelta(hours=1)
    slow = progress.what_left_when(running)

    assert (quick[0], [moment.count for moment in quick[1]]) == ("minuut", [3])
    assert (slow[0], [moment.count for moment in slow[1]]) == ("uur", [3])


@pytest.mark.parametrize("when", ["upcoming", "closed"])
def test_a_due_wave_waits_while_its_edition_is_not_open(when: str) -> None:
    wave = WaveFactory(edition=EditionFactory(**{when: True}), released=True)

    assert waves.start_due() == []
    assert progress.why_still(wave).startswith("De editie is niet open.")
