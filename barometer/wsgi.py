import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometer.settings")

application = get_wsgi_application()
# All views are loaded now, and not by the first visitor.
get_resolver().url_patterns  # noqa: B018
