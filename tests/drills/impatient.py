"""`celery -A tests.drills.impatient beat`: the app as it is, but the clock of the mail rings each BEAT seconds."""

import os

from barometer.celery import app

app.conf.beat_schedule["mail"]["schedule"] = float(os.environ["BEAT"])
