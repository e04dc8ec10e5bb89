from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from barometer.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("", include("respondents.urls")),
    path("beheer/", admin.site.urls),
]

if settings.MAILBOX_DIR:
    urlpatterns.append(path("", include("barometer.mailbox.urls")))
