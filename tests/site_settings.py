"""The settings of the site in drills: static files from their sources, since collecting takes longer."""

from barometer.settings import *  # noqa: F403
from barometer.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
