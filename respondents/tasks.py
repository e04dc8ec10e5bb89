"""Doorbells: they carry nothing, may ring twice or never, and the rows say what is to be done."""

from typing import Any

from celery import shared_task
from celery.signals import after_task_publish, beat_init, worker_ready
from django.db import close_old_connections

from respondents.domain import (
    delivery,
    heartbeats,
    herindelingen,
    imports,
    notices,
    replies,
    staff_invitations,
)
from respondents.enums import HeartbeatName


@shared_task(ignore_result=True)
def ring_mail() -> None:
    heartbeats.note(HeartbeatName.WORKER)
    delivery.run()
    heartbeats.note(HeartbeatName.WORKER)
    notices.look()
    staff_invitations.mail_waiting()


# A file that keeps a worker longer than this is left; the round after it says so on its page.
@shared_task(ignore_result=True, time_limit=imports.LONGEST.seconds)
def ring_imports() -> None:
    imports.run()


@worker_ready.connect
def note_worker(**_: Any) -> None:
    close_old_connections()
    heartbeats.note(HeartbeatName.WORKER)


@beat_init.connect
def note_the_rings_of_beat(**_: Any) -> None:
    """In the process of beat only: each ring that it sends says that it lives, whatever the worker does."""
    after_task_publish.connect(note_beat)
    note_beat()


def note_beat(**_: Any) -> None:
    close_old_connections()
    heartbeats.note(HeartbeatName.BEAT)


@shared_task(ignore_result=True)
def forget_replies() -> None:
    replies.forget()


@shared_task(ignore_result=True)
def move_people() -> None:
    herindelingen.move_who_can()
