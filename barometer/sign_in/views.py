"""The pages of signing in and of one's own account: allauth's, inside our frame."""

from typing import Any

from allauth.account import views as account
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import admin, messages
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from barometer.sign_in.forms import NewPasswordForm
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.views.staff import Admission, StaffRequest, admit, render_staff

entrance, own_account = admit(Admission.ANYBODY), admit(Admission.OWN_ACCOUNT)
private = cache_control(private=True, no_store=True)
FRESH_CODES = "fresh_recovery_codes"
APP, PASSKEY = "app met codes", "passkey"


class Framed:
    """A page inside the frame of the staff area, which no browser keeps."""

    title: str
    request: HttpRequest

    @method_decorator(private)
    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(*args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return admin.site.each_context(self.request) | {"title": self.title} | context


class SignIn(Framed, account.LoginView):
    title, template_name = "Inloggen", "sign_in/sign_in.html"


class SecondStep(Framed, mfa.AuthenticateView):
    title, template_name = "Tweede stap", "sign_in/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
        return super().get_context_data(**kwargs) | {"has_passkey": passkeys.exists()}


class SignOut(Framed, account.LogoutView):
    title, template_name = "Uitloggen", "sign_in/sign_out.html"


class Stopped(Framed, account.AccountInactiveView):
    title, template_name = "Uw account is gestopt", "sign_in/stopped.html"


class PasswordAgain(Framed, account.ReauthenticateView):
    title, template_name = "Bent u het?", "sign_in/again.html"


class CodeAgain(Framed, mfa.ReauthenticateView):
    title, template_name = "Bent u het?", "sign_in/again.html"


class PasskeyAgain(Framed, ReauthenticateWebAuthnView):
    title, template_name = "Bent u het?", "sign_in/passkey_again.html"


class Recorded(Framed):
    """A page on which one's own account changes: written down in the same transaction.

    If recovery codes were made with it, the page to which it leads shows them, and then never again.
    """

    verb: AuditVerb
    what = ""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            audit.record(self.verb, user := authenticated_user(self.request), by=user, reason=self.what)
        if answer["Location"] == reverse("mfa_view_recovery_codes"):
            self.request.session[FRESH_CODES] = True
        return answer


class AddApp(Recorded, ActivateTOTPView):
    title, template_name = "App met codes instellen", "sign_in/add_app.html"
    verb, what = AuditVerb.ADDED_SECOND_FACTOR, APP


class RemoveApp(Recorded, DeactivateTOTPView):
    title, template_name = "App met codes verwijderen", "sign_in/remove.html"
    verb, what = AuditVerb.REMOVED_SECOND_FACTOR, APP


class AddPasskey(Recorded, AddWebAuthnView):
    title, template_name = "Passkey instellen", "sign_in/add_passkey.html"
    verb, what = AuditVerb.ADDED_SECOND_FACTOR, PASSKEY


class RemovePasskey(Recorded, RemoveWebAuthnView):
    title, template_name = "Passkey verwijderen", "sign_in/remove.html"
    verb, what = AuditVerb.REMOVED_SECOND_FACTOR, PASSKEY
    success_url = reverse_lazy("mfa_index")


class ChangePassword(Recorded, PasswordChangeView):
    title, template_name = "Wachtwoord wijzigen", "sign_in/change_password.html"
    verb, form_class = AuditVerb.CHANGED_PASSWORD, NewPasswordForm
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        messages.success(
            self.request, "Uw wachtwoord is gewijzigd. Waar u nog meer was ingelogd, bent u nu uitgelogd."
        )
        return answer


class MakeCodes(Recorded, GenerateRecoveryCodesView):
    title, template_name = "Nieuwe herstelcodes", "sign_in/make_codes.html"
    verb = AuditVerb.MADE_RECOVERY_CODES


@own_account
@private
@require_safe
def factors(request: StaffRequest) -> HttpResponse:
    """Where everybody without a second factor is led, and where one's own are seen."""
    rows = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    own = {kind.value: [row for row in rows if row.type == kind] for kind in Authenticator.Type}
    context = {"title": "Tweede stap van het inloggen", **own, "codes_left": len(unused_codes(rows))}
    return render_staff(request, "sign_in/factors.html", context)


@own_account
@private
@require_safe
def recovery_codes(request: StaffRequest) -> HttpResponse:
    """The codes, right after they were made; whoever comes back sees how many are left."""
    codes = unused_codes(Authenticator.objects.filter(user=request.user))
    if not request.session.pop(FRESH_CODES, False):
        messages.info(request, "Herstelcodes tonen we maar één keer. Bent u ze kwijt? Maak dan nieuwe.")
        return redirect("mfa_index")
    return render_staff(request, "sign_in/codes.html", {"title": "Uw herstelcodes", "codes": codes})


def unused_codes(rows: Any) -> list[str]:
    found = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
    return found[0].wrap().get_unused_codes() if found else []
