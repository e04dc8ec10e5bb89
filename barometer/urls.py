from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from barometer.health import healthz, rounds
from barometer.security_txt import security_txt
from surveys.views.staff import Admission, admit

# The admin's own pages to sign in and to choose a password know of no second factor and no log: they lead to ours.
admin.site.login = admit(Admission.ANYBODY)(secure_admin_login(admin.site.login))  # type: ignore[assignment]
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")  # type: ignore[assignment]

urlpatterns = [
    path("healthz", healthz),
    path("healthz/rounds", rounds),
    path(".well-known/security.txt", security_txt),
    # Before the admin, which takes every other address under /beheer/.
    path("", include("barometer.sign_in.urls")),
    path("", include("surveys.urls")),
    path("", include("respondents.urls")),
    path("beheer/", admin.site.urls),
]

if settings.MAILBOX_DIR:
    urlpatterns.append(path("", include("barometer.mailbox.urls")))
