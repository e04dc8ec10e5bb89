import pytest
from django.db import IntegrityError, transaction

from respondents.domain import waves
from respondents.enums import WaveState
from tests.factories.respondents import WaveFactory

pytestmark = pytest.mark.django_db
BRAKE = "Te veel adressen bestaan niet."


def test_a_wave_that_stands_still_may_have_a_brake() -> None:
    wave = WaveFactory(released=True, state=WaveState.PAUSED, brake=BRAKE)

    assert wave.brake == BRAKE


def test_a_wave_that_runs_has_no_brake() -> None:
    with pytest.raises(IntegrityError, match="wave_with_a_brake_stands_still"), transaction.atomic():
        WaveFactory(released=True, state=WaveState.RUNNING, brake=BRAKE)


def test_resume_lets_go_of_the_brake() -> None:
    wave = WaveFactory(released=True, state=WaveState.PAUSED, brake=BRAKE)

    waves.resume(wave, by=None)

    assert (wave.state, wave.brake) == (WaveState.RELEASED, "")
