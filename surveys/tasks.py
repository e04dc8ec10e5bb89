"""Doorbells: they carry nothing, may ring twice or never, and the rows say what is to be done."""

from celery import shared_task

from surveys.domain import durations, wiping
from surveys.exports import jobs, sql_views


@shared_task(ignore_result=True)
def wipe_test_responses() -> None:
    wiping.wipe_before_opening()


@shared_task(ignore_result=True)
def measure_durations() -> None:
    durations.measure()


@shared_task(ignore_result=True)
def make_views() -> None:
    sql_views.make_all()


@shared_task(ignore_result=True)
def make_exports() -> None:
    jobs.forget()
    jobs.run()
