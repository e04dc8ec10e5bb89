"""The honest time: the estimate until ten have sent, their median after that."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from barometer.celery import app
from respondents.domain import access
from surveys.enums import Channel
from surveys.models import Edition
from surveys.tasks import measure_durations
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db


def sent(edition: Edition, minutes: float, **more: object) -> None:
    now = timezone.now()
    ResponseFactory(
        edition=edition, started_at=now - timedelta(minutes=minutes), **{"completed_at": now, **more}
    )


def measured(edition: Edition) -> int | None:
    measure_durations()
    edition.refresh_from_db()
    return edition.measured_minutes


def test_ten_who_sent_are_measured_and_nine_are_not(edition: Edition) -> None:
    for minutes in (5, 6, 7, 8, 9, 11, 30, 40, 50):
        sent(edition, minutes)
    assert measured(edition) is None

    sent(edition, 60)

    assert measured(edition) == measured(edition) == 10


def test_who_went_away_in_between_or_does_not_count_says_nothing(edition: Edition) -> None:
    for _ in range(10):
        sent(edition, 8)
    for other in (
        {"is_test": True},
        {"is_double": True},
        {"is_late": True},
        {"completed_at": None},
        {"channel": Channel.PHONE},
    ):
        for _ in range(11):
            sent(edition, 60, **other)
    for _ in range(11):
        sent(edition, 121)

    assert measured(edition) == 8


def test_quicker_than_a_minute_is_a_minute(edition: Edition) -> None:
    for _ in range(10):
        sent(edition, 0.1)

    assert measured(edition) == 1


def test_an_edition_that_is_not_open_keeps_what_was_measured(edition: Edition) -> None:
    for _ in range(10):
        sent(edition, 8)
    Edition.objects.update(measured_minutes=9, closes_at=timezone.now())

    assert measured(edition) == 9


def test_the_pages_say_what_was_measured(client: Client, edition: Edition) -> None:
    base = f"/u/{access.derive_token(access.ANSWER, InvitationFactory(edition=edition).pk)}/"
    before = client.get(f"{base}keuzes/").content.decode()

    Edition.objects.update(measured_minutes=3)

    assert edition.questionnaire.minutes == 5
    assert "nog ongeveer 5 minuten" in before
    assert "ongeveer 3 minuten" in client.get(base).content.decode()
    assert "nog ongeveer 3 minuten" in client.get(f"{base}keuzes/").content.decode()


def test_the_round_is_made_every_ten_minutes() -> None:
    line = app.conf.beat_schedule["durations"]

    assert (line["task"], line["schedule"].minute) == (measure_durations.name, set(range(0, 60, 10)))
