"""Opslaan en later verder: how to come back, and the link by mail for who asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from respondents.domain import link_requests
from respondents.domain.addresses import masked
from respondents.domain.visits import Visit
from respondents.exceptions import LinkRequestRefused
from respondents.forms.answering import AddressForm
from respondents.views.answering import closed, visit_or_404
from respondents.views.answering_pages import case_url
from respondents.views.link_pages import link_page
from surveys.models import Response


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if visit.interview is not None:
        return redirect(case_url(visit.interview))
    if request.method != "POST":
        return render_later(request, token, visit, AddressForm())
    if visit.response is None:
        # Nothing to come back to; and a mail gateway that posts every form makes no mail.
        return redirect("answering:start", token)
    if not (visit.edition.is_open or visit.response.is_test):
        return closed(request, visit.edition)
    form = AddressForm(request.POST)
    if ask(visit, visit.response, form):
        return redirect(request.path)
    return render_later(request, token, visit, form)


def ask(visit: Visit, response: Response, form: AddressForm) -> bool:
    """Whether a letter is on its way; if not, the form says why."""
    if visit.invitation is not None:
        link_requests.mail_invited(visit.invitation)
        return True
    if not form.is_valid():
        return False
    try:
        link_requests.mail_typed(response, form.cleaned_data["email"])
    except LinkRequestRefused as refusal:
        form.add_error("email", str(refusal))
    return form.is_valid()


def render_later(request: HttpRequest, token: str, visit: Visit, form: AddressForm) -> HttpResponse:
    invitation = visit.invitation
    context = {
        "edition": visit.edition,
        "response": visit.response,
        "link": request.build_absolute_uri(reverse("answering:start", args=[token])),
        "by_mail": invitation is not None,
        "has_begun": visit.response is not None,
        "asked_at": link_requests.last_asked(visit),
        "invited_address": masked(invitation.respondent.email) if invitation else "",
        "form": form,
        "problems": form.problems,
    }
    status = 422 if form.errors else 200
    return render(request, "respondents/answering/later.html", context, status=status)
