"""Doorbells: they carry nothing, may ring twice or never, and the rows say what is to be done."""

from typing import Any

from celery import shared_task
from celery.signals import after_task_publish, beat_init, worker_ready
from django.db import close_old_connections

from respondents.domain import delivery, heartbeats, notices, replies, staff_invitations
from respondents.enums import HeartbeatName


@shared_task(ignore_result=True)
def ring_mail() -> None:
    heartbeats.note(HeartbeatName.WORKER)
    delivery.run()
    heartbeats.note(HeartbeatName.WORKER)
    notices.look()
    staff_invitations.mail_waiting()


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
