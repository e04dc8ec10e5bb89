"""The link by which a colleague comes in: a password, and then the second factor. A GET uses nothing up."""

from allauth.account.utils import perform_login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from respondents.domain import staff_invitations
from respondents.exceptions import StaffInvitationOver
from respondents.forms.staff_accounts import FirstPasswordForm
from surveys.views.staff import Admission, admit, render_staff


@admit(Admission.ANYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return choose_password(request, token)
    except StaffInvitationOver:
        context = {"title": "Deze link werkt niet meer"}
        return render_staff(request, "respondents/staff/invitation_over.html", context, status=404)


def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    invitation = staff_invitations.find(token)
    person = User(username=invitation.email, email=invitation.email, first_name=invitation.name)
    form = FirstPasswordForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return perform_login(
            request, staff_invitations.accept(invitation, form.cleaned_data["new_password1"])
        )
    context = {"title": "Kies uw wachtwoord", "form": form, "invitation": invitation}
    return render_staff(request, "respondents/staff/accept.html", context, 422 if form.errors else 200)
