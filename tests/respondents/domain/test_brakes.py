from datetime import timedelta

import pytest
from django.utils import timezone

from respondents.domain import brakes, delivery, waves
from respondents.enums import LetterState, SuppressionReason, WaveState
from respondents.models import Letter, Suppression, Wave
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, WaveFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, released=True)


def invite(wave: Wave, count: int, domain: str = "gemeente.example") -> None:
    for number in range(count):
        InvitationFactory(edition=wave.edition, respondent__email=f"sanne{number}@{domain}")


def end(wave: Wave) -> tuple[str, str]:
    return Wave.objects.values_list("state", "brake").get(pk=wave.pk)


def states() -> dict[str, int]:
    return {state: count for state, count in waves.counts(Wave.objects.get()).items() if count}


def test_three_addresses_that_do_not_exist_are_no_reason_to_stop(wave: Wave, smtp: Sink) -> None:
    invite(wave, 3)
    smtp.misbehave(RCPT="550 5.1.1 user unknown")

    delivery.run()

    assert end(wave) == (WaveState.FINISHED, "")
    assert {row.reason for row in Suppression.objects.all()} == {SuppressionReason.BOUNCED}
    assert Suppression.objects.count() == 3


def test_the_fourth_stops_the_wave_and_the_others_wait(wave: Wave, smtp: Sink) -> None:
    invite(wave, 10)
    smtp.misbehave(RCPT="550 5.1.1 user unknown")

    delivery.run()

    assert end(wave) == (
        WaveState.PAUSED,
        "4 van de eerste 4 adressen bestaan niet. Controleer de adressenlijst en hervat daarna.",
    )
    assert states() == {LetterState.FAILED: 4, LetterState.QUEUED: 6}
    assert AuditEntry.objects.filter(verb=AuditVerb.BRAKED_WAVE, actor=None).count() == 1


def test_five_refusals_in_a_row_stop_the_wave(wave: Wave, smtp: Sink) -> None:
    invite(wave, 10)
    smtp.misbehave(DATA="554 no")

    delivery.run()

    assert end(wave) == (
        WaveState.PAUSED,
        "5 brieven achter elkaar zijn geweigerd (554 no). Zoek de oorzaak en hervat daarna.",
    )
    assert states() == {LetterState.FAILED: 5, LetterState.QUEUED: 5}


def test_five_that_nobody_answers_for_stop_the_wave_too(wave: Wave, smtp: Sink) -> None:
    invite(wave, 10)
    smtp.misbehave(DOT="drop")

    delivery.run()

    assert states() == {LetterState.IN_DOUBT: 5, LetterState.QUEUED: 5}


def test_what_a_dead_worker_left_in_doubt_stops_nothing(wave: Wave) -> None:
    invite(wave, 10)
    waves.materialise(wave)
    Letter.objects.update(state=LetterState.IN_DOUBT, sending_since=timezone.now(), settled_at=timezone.now())

    assert not brakes.check(wave.pk)


def test_three_domains_that_distrust_us_stop_the_wave(wave: Wave, smtp: Sink) -> None:
    for domain in ("almelo.example", "borne.example", "coevorden.example", "dalfsen.example"):
        invite(wave, 1, domain)
    smtp.misbehave(DATA="550 5.7.1 not accepted")

    delivery.run()

    assert end(wave) == (
        WaveState.PAUSED,
        "3 ontvangers vertrouwen onze mail niet (almelo.example, borne.example, coevorden.example). "
        "Controleer SPF, DKIM en DMARC van de afzender en hervat daarna.",
    )
    assert Suppression.objects.count() == 0


def test_one_domain_that_distrusts_us_stops_nothing(wave: Wave, smtp: Sink) -> None:
    invite(wave, 4)
    smtp.misbehave(DATA="550 5.7.1 not accepted")

    delivery.run()

    assert end(wave) == (WaveState.FINISHED, "")


def test_a_server_that_does_not_let_us_in_stops_the_wave_at_once(wave: Wave, smtp: Sink) -> None:
    invite(wave, 3)
    smtp.misbehave(MAIL="530 5.7.0 authentication required")

    delivery.run()

    state, brake = end(wave)
    assert (state, states()) == (WaveState.PAUSED, {LetterState.QUEUED: 3})
    assert brake.startswith("De mailserver laat ons niet toe (530 5.7.0 authentication required).")


def test_resume_goes_on_and_does_not_brake_again_on_the_same(wave: Wave, smtp: Sink) -> None:
    invite(wave, 10)
    smtp.misbehave(RCPT="550 5.1.1 user unknown")
    delivery.run()
    smtp.misbehave()
    waves.resume(Wave.objects.get(), by=None)

    assert not brakes.check(wave.pk)
    assert delivery.run() == 6
    assert end(wave) == (WaveState.FINISHED, "")


def test_resume_counts_anew(wave: Wave, smtp: Sink) -> None:
    invite(wave, 10)
    smtp.misbehave(RCPT="550 5.1.1 user unknown")
    delivery.run()
    waves.resume(Wave.objects.get(), by=None)
    delivery.run()

    assert states() == {LetterState.FAILED: 8, LetterState.QUEUED: 2}


def test_a_brake_does_not_overrule_who_just_resumed(wave: Wave) -> None:
    waves.materialise(wave)
    seen = Wave.objects.get()
    waves.pause(wave, by=None)
    waves.resume(wave, by=None)

    assert not brakes.pull(seen, "oud nieuws")
    assert end(wave) == (WaveState.RUNNING, "")


def test_a_bounce_after_the_first_hundred_does_not_count(wave: Wave) -> None:
    waves.materialise(wave)
    begin = timezone.now()
    for number in range(101):
        LetterFactory(
            wave=wave,
            state=LetterState.ACCEPTED,
            settled_at=begin,
            sending_since=begin + timedelta(seconds=number),
        )
    by_time = list(Letter.objects.order_by("sending_since"))
    for place in (0, 1, 2, 100):
        by_time[place].events.create(event_id=f"{place}", kind="bounced", at=begin)

    assert not brakes.check(wave.pk)
    by_time[99].events.create(event_id="99", kind="bounced", at=begin)
    assert brakes.check(wave.pk)


# The canary


def test_twenty_leave_first_and_the_others_after_a_while(wave: Wave, smtp: Sink) -> None:
    invite(wave, 30)

    assert delivery.run() == waves.CANARY == 20
    assert delivery.run() == 0
    Wave.objects.update(canary_ends_at=timezone.now())
    assert delivery.run() == 10
    assert end(wave) == (WaveState.FINISHED, "")


def test_a_wave_of_twenty_has_no_canary(wave: Wave, smtp: Sink) -> None:
    invite(wave, 20)

    assert delivery.run() == 20


def test_a_canary_that_is_put_off_was_tried(wave: Wave, smtp: Sink) -> None:
    invite(wave, 30)
    smtp.misbehave(RCPT="450 greylisted")
    delivery.run()

    assert Wave.objects.get().canary_ends_at is not None


def test_a_canary_that_was_not_tried_keeps_the_others_back(wave: Wave, smtp: Sink) -> None:
    invite(wave, 30)
    waves.materialise(wave)
    Letter.objects.filter(pk=Letter.objects.earliest("pk").pk).update(
        not_before=timezone.now() + timedelta(hours=1)
    )

    assert delivery.run() == 19
    assert Wave.objects.get().canary_ends_at is None
