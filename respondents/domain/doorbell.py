"""Rings the worker. A ring that is lost costs a minute, so a broker that is away is no error."""

from functools import partial

import structlog
from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger("respondents.doorbell")

TASK = "respondents.tasks.ring_mail"
IMPORTS = "respondents.tasks.ring_imports"


def ring(task: str = TASK) -> None:
    try:
        current_app.send_task(task, retry=False)
    except (OperationalError, RedisError, OSError):
        log.warning("the broker is away; the next round finds the work")


def ring_on_commit(task: str = TASK) -> None:
    """After the rows are there for the worker to see."""
    transaction.on_commit(partial(ring, task), robust=True)
