"""Where the administrator sees who works here, invites colleagues and ends what must end."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from respondents.domain import staff, staff_invitations
from respondents.exceptions import StaffRefused
from respondents.forms.staff_accounts import InviteForm
from respondents.models import StaffInvitation
from surveys.views.staff import StaffRequest, render_staff, staff_page

administrator = staff_page("respondents.invite_staff")
NOTHING = "Dit was al zo. Er is niets veranderd."


@require_http_methods(["GET", "HEAD", "POST"])
@administrator
def page(request: StaffRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = staff_invitations.invite(**form.cleaned_data, by=request.user)
        except StaffRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, invited(invitation))
            return redirect("staff")
    return show(request, form)


def invited(invitation: StaffInvitation) -> str:
    sent = f"De uitnodiging gaat binnen een paar minuten naar {invitation.email}."
    return f"{sent} De link werkt zeven dagen."


def show(request: HttpRequest, form: InviteForm) -> HttpResponse:
    context = {
        "title": "Collega’s",
        "form": form,
        "colleagues": colleagues(),
        "invitations": StaffInvitation.objects.pending().select_related("invited_by"),
        "most_attempts": staff_invitations.MOST_ATTEMPTS,
    }
    return render_staff(request, "respondents/staff/staff.html", context, 422 if form.errors else 200)


def colleagues() -> QuerySet[User]:
    """Those who were made on the server are out of reach here."""
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    found = User.objects.filter(is_staff=True, is_superuser=False).prefetch_related("groups")
    return found.annotate(has_second_factor=Exists(factors)).order_by("-is_active", "username")


@require_POST
@administrator
def invite_again(request: StaffRequest, pk: int) -> HttpResponse:
    """A new password for who lost theirs, or a new link for whom the first did not reach."""
    colleague = get_object_or_404(colleagues(), pk=pk)
    name, email = colleague.get_full_name() or colleague.username, colleague.email or colleague.username
    return act(
        request,
        lambda: invited(staff_invitations.invite(name=name, email=email, role=None, by=request.user)),
    )


@require_POST
@administrator
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(StaffInvitation, pk=pk)
    done = f"De uitnodiging van {invitation.email} werkt niet meer."
    return act(request, lambda: staff_invitations.withdraw(invitation, by=request.user) and done)


@require_POST
@administrator
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(colleagues(), pk=pk)
    done = f"Het account van {colleague.username} is gestopt."
    return act(request, lambda: staff.stop(colleague, by=request.user) and done)


@require_POST
@administrator
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(colleagues(), pk=pk)
    done = f"Het account van {colleague.username} is weer open."
    return act(request, lambda: staff.reopen(colleague, by=request.user) and done)


@require_POST
@administrator
def reset(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(colleagues(), pk=pk)
    done = (
        f"De tweede stap van {colleague.username} is gewist. Na het inloggen stelt uw collega een nieuwe in."
    )
    return act(request, lambda: staff.reset_second_factor(colleague, by=request.user) and done)


def act(request: HttpRequest, do: Callable[[], Any]) -> HttpResponse:
    """`do` gives what to say, or nothing if there was nothing to do."""
    try:
        if words := do():
            messages.success(request, words)
        else:
            messages.warning(request, NOTHING)
    except StaffRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff")
