"""Doorbells: they carry nothing, may ring twice or never, and the rows say what is to be done."""

from celery import shared_task

from surveys.domain import durations, wiping


@shared_task(ignore_result=True)
def wipe_test_responses() -> None:
    wiping.wipe_before_opening()


@shared_task(ignore_result=True)
def measure_durations() -> None:
    durations.measure()
