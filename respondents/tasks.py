"""Doorbells: they carry nothing, may ring twice or never, and the rows say what is to be done."""

from celery import shared_task

from respondents.domain import delivery, replies


@shared_task(ignore_result=True)
def ring_mail() -> None:
    delivery.run()


@shared_task(ignore_result=True)
def forget_replies() -> None:
    replies.forget()
