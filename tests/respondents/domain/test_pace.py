import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from respondents.domain import claiming, delivery, pace
from respondents.domain.addresses import domain_of
from respondents.enums import LetterState, WaveState
from respondents.models import Letter, Pace, Wave
from surveys.models import Edition
from tests.factories.respondents import LetterFactory, WaveFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, released=True, state=WaveState.RUNNING)


def letters_to(wave: Wave, domain: str, count: int) -> None:
    for number in range(count):
        LetterFactory(wave=wave, invitation__respondent__email=f"sanne{number}@{domain}")


def limit(settings: Settings, *, everything: float = 0, domain: float = 0) -> None:
    settings.MAIL_PER_SECOND, settings.MAIL_PER_SECOND_PER_DOMAIN = everything, domain


def taken(domains: list[str], after: float = 0) -> list[bool]:
    with transaction.atomic():
        return pace.take(domains, at=timezone.now() + timedelta(seconds=after))


def test_a_bucket_gives_what_it_holds_and_fills_again(settings: Settings) -> None:
    limit(settings, domain=2)

    assert sum(taken(["a.example"] * 20)) == 10
    assert sum(taken(["a.example"] * 20)) == 0
    assert sum(taken(["a.example"] * 20, after=3.1)) == 6
    assert sum(taken(["a.example"] * 20, after=60)) == 10


def test_a_rate_below_one_in_a_burst_still_lets_one_through(settings: Settings) -> None:
    limit(settings, domain=0.1)

    assert sum(taken(["a.example"] * 3)) == 1


def test_everything_together_has_a_limit_of_its_own(settings: Settings) -> None:
    limit(settings, everything=1, domain=2)

    assert sum(taken([f"{number}.example" for number in range(20)])) == 5


def test_a_full_domain_keeps_no_other_waiting(wave: Wave, settings: Settings, smtp: Sink) -> None:
    limit(settings, domain=2)
    settings.EMAIL_TIMEOUT = 5
    letters_to(wave, "groot.example", 150)
    letters_to(wave, "klein.example", 3)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "LONGEST_ROUND", timedelta(seconds=3))
        delivery.send_waiting()

    left = Counter(domain_of(recipient) for recipient in smtp.recipients)
    assert left["klein.example"] == 3
    assert 10 <= left["groot.example"] <= 30
    assert set(Letter.objects.filter(state=LetterState.QUEUED).values_list("attempts", "leased_by")) == {
        (0, None)
    }


def test_a_worker_naps_and_goes_on_when_a_domain_can_have_more(
    wave: Wave, settings: Settings, smtp: Sink
) -> None:
    limit(settings, domain=10)
    letters_to(wave, "groot.example", 55)

    assert delivery.send_waiting() == 55


def test_a_round_claims_what_may_leave_and_no_more(wave: Wave, settings: Settings) -> None:
    limit(settings, everything=2)
    letters_to(wave, "groot.example", 30)

    assert len(claiming.claim(uuid.uuid4())) == 10
    assert claiming.claim(uuid.uuid4()) == []
    assert claiming.is_held_back()


def test_a_server_that_asks_for_rest_gets_it(wave: Wave, settings: Settings) -> None:
    letters_to(wave, "groot.example", 3)
    pace.rest(30)

    assert claiming.claim(uuid.uuid4()) == []
    assert not claiming.is_held_back()
    Pace.objects.update(full_at=timezone.now())
    assert len(claiming.claim(uuid.uuid4())) == 3


def test_a_rest_of_days_is_cut_short() -> None:
    pace.rest(10**7)

    assert Pace.objects.get().full_at <= timezone.now() + pace.LONGEST_REST


def test_a_server_that_is_away_is_asked_once_a_round(wave: Wave, smtp: Sink) -> None:
    letters_to(wave, "groot.example", 5)
    smtp.misbehave(MAIL="421 too busy")

    delivery.send_waiting()

    assert Counter(Letter.objects.values_list("attempts", "leased_by")) == {(1, None): 1, (0, None): 4}
