import time
from collections.abc import Iterator

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings

from barometer.celery import app
from respondents.domain import doorbell
from tests import workers

BROKER = 12


@pytest.fixture
def ringing_at() -> Iterator[Celery]:
    """A bell of the same make, whose broker a test may choose."""
    other = Celery()
    other.config_from_object("django.conf:settings", namespace="CELERY")
    other.set_current()
    yield other
    app.set_current()


def test_every_process_of_the_site_rings_where_the_workers_listen() -> None:
    assert current_app.conf.broker_url == settings.REDIS_URL


def test_a_ring_is_a_task_without_anything_in_it(ringing_at: Celery) -> None:
    ringing_at.conf.broker_url = workers.broker_url(BROKER)
    queue = redis.Redis.from_url(ringing_at.conf.broker_url)
    queue.flushdb()

    doorbell.ring()

    assert queue.llen("celery") == 1


def test_a_broker_that_is_away_costs_no_error_and_no_time(ringing_at: Celery) -> None:
    ringing_at.conf.broker_url = "redis://127.0.0.1:1/0"
    started = time.monotonic()

    doorbell.ring()
    doorbell.ring()

    assert time.monotonic() - started < 1
