import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from respondents.domain import waves
from respondents.enums import WaveState
from respondents.exceptions import TextRefused, WaveRefused
from respondents.models import Wave
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import StaffFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, planned_at=timezone.now() + timedelta(days=1))


def test_release_twice_is_one_act(wave: Wave) -> None:
    first, second = StaffFactory.create_batch(2)

    waves.release(wave, by=first)
    waves.release(wave, by=second)

    assert (wave.state, wave.released_by) == (WaveState.RELEASED, first)
    assert [
        (entry.verb, entry.actor) for entry in AuditEntry.objects.exclude(verb="published_questionnaire")
    ] == [(AuditVerb.RELEASED_WAVE, first)]


def test_release_refuses_a_text_without_a_way_out(wave: Wave) -> None:
    wave.body = "[[link]]"

    with pytest.raises(TextRefused):
        waves.release(wave, by=StaffFactory())
    assert Wave.objects.get().state == WaveState.CONCEPT


def test_release_refuses_an_edition_without_a_questionnaire(wave: Wave) -> None:
    wave.edition.questionnaire = None

    with pytest.raises(WaveRefused, match="nog geen gepubliceerde vragenlijst"):
        waves.release(wave, by=StaffFactory())


def test_a_cancelled_wave_cannot_be_released(wave: Wave) -> None:
    waves.cancel(wave, by=None)

    with pytest.raises(WaveRefused, match="geannuleerd"):
        waves.release(wave, by=StaffFactory())


def test_a_finished_wave_cannot_be_cancelled_or_sent_again(edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True)
    Wave.objects.update(state=WaveState.FINISHED)
    wave.refresh_from_db()

    with pytest.raises(WaveRefused):
        waves.cancel(wave, by=None)
    with pytest.raises(WaveRefused):
        waves.send_now(wave, by=StaffFactory())


def test_resume_goes_back_to_where_the_wave_was(edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True)
    waves.pause(wave, by=None)
    waves.resume(wave, by=None)
    before_its_hour = wave.state
    waves.materialise(wave)
    wave.refresh_from_db()
    waves.pause(wave, by=None)
    waves.resume(wave, by=None)

    assert (before_its_hour, wave.state) == (WaveState.RELEASED, WaveState.RUNNING)


@pytest.mark.django_db(transaction=True)
def test_four_who_release_at_once_are_one_act(wave: Wave) -> None:
    start = threading.Barrier(4)

    def race(staff: User) -> None:
        start.wait()
        waves.release(Wave.objects.select_related("edition").get(), by=staff)
        connection.close()

    racers = [threading.Thread(target=race, args=[staff]) for staff in StaffFactory.create_batch(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    released = AuditEntry.objects.filter(verb=AuditVerb.RELEASED_WAVE)
    assert (Wave.objects.get().state, released.count(), wave.texts.count()) == (WaveState.RELEASED, 1, 1)


@time_machine.travel("2027-06-14 09:00+02:00", tick=False)
def test_two_mailings_do_not_leave_at_the_same_moment(edition: Edition) -> None:
    edition.opens_at, edition.closes_at = (
        timezone.now() - timedelta(days=1),
        timezone.now() + timedelta(days=90),
    )
    edition.save()
    first, second = (
        WaveFactory(edition=edition, planned_at=timezone.now() + timedelta(hours=n)) for n in (1, 2)
    )
    waves.send_now(first, by=StaffFactory())

    with pytest.raises(WaveRefused, match="al een verzending op dat moment"):
        waves.send_now(second, by=StaffFactory())
