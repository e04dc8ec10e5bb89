"""Rings the worker. A ring that is lost costs until the next round, so a broker that is away is no error."""

import structlog
from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger("surveys.doorbell")


def ring(task: str) -> None:
    try:
        current_app.send_task(task, retry=False)
    except (OperationalError, RedisError, OSError):
        log.warning("the broker is away; the next round finds the work")


def ring_on_commit(task: str) -> None:
    """After the rows are there for the worker to see."""
    transaction.on_commit(lambda: ring(task), robust=True)
