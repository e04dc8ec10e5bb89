from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from barometer.health import healthz, rounds
from barometer.security_txt import security_txt

urlpatterns = [
    path("healthz", healthz),
    path("healthz/rounds", rounds),
    path(".well-known/security.txt", security_txt),
    # Before the admin, which takes every other address under /beheer/.
    path("", include("surveys.urls")),
    path("", include("respondents.urls")),
    path("beheer/", admin.site.urls),
]

if settings.MAILBOX_DIR:
    urlpatterns.append(path("", include("barometer.mailbox.urls")))
