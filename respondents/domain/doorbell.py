"""Rings the worker. A ring that is lost costs a minute, so a broker that is away is no error."""

import structlog
from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger("respondents.doorbell")

TASK = "respondents.tasks.ring_mail"


def ring() -> None:
    try:
        current_app.send_task(TASK, retry=False)
    except (OperationalError, RedisError, OSError):
        log.warning("the broker is away; the next round finds the mail")


def ring_on_commit() -> None:
    """After the rows are there for the worker to see."""
    transaction.on_commit(ring, robust=True)
