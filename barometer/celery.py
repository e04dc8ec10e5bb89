"""Celery is the doorbell: a lost or doubled task costs time, never a mail.

The rows in PostgreSQL say what is to be done.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometer.settings")

app = Celery("barometer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Every minute: the longest that a due wave, a lost ring or a letter in doubt goes unseen.
    "mail": {"task": "respondents.tasks.ring_mail", "schedule": crontab()},
    # Every minute: a person waits for the file, if its ring was lost.
    "imports": {"task": "respondents.tasks.ring_imports", "schedule": crontab()},
    # Every minute: an edition opens at any minute that the team chose, and practice is gone before answers come.
    "test_responses": {"task": "surveys.tasks.wipe_test_responses", "schedule": crontab()},
    # Often enough: a median of ten or more hardly moves in ten minutes.
    "durations": {"task": "surveys.tasks.measure_durations", "schedule": crontab(minute="*/10")},
    # Every minute: the longest that a lost ring keeps somebody waiting for a file; it wipes what has expired, too.
    "exports": {"task": "surveys.tasks.make_exports", "schedule": crontab()},
    # The longest that BI programs go without the tables of a new version, or without any after a migration.
    "views": {"task": "surveys.tasks.make_views", "schedule": crontab(minute="*/10")},
    # Each night, when nobody decides about them: also where nothing reads the mailbox any more.
    "replies": {"task": "respondents.tasks.forget_replies", "schedule": crontab(hour=2, minute=10)},
    # Soon after midnight, and again where a caller had the case open: a herindeling begins with a day.
    "herindelingen": {"task": "respondents.tasks.move_people", "schedule": crontab(minute=20)},
}


@setup_logging.connect
def use_the_logging_of_the_settings(**kwargs: object) -> None:
    """Celery would put its own handlers in the place of ours."""
