"""The pages on which an answer by the open link and a personal invitation find each other, or part."""

import time

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from respondents.domain import joining
from respondents.domain.visits import Visit
from respondents.forms.answering import InvitedForm, NotMeForm
from respondents.views.answering import visit_or_404
from respondents.views.link_pages import link_page

# An address that we know takes some milliseconds more than one that we do not; nobody may measure which it was.
SAME_TIME = 0.1


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Asks at which address somebody was invited; says the same whether we know it or not."""
    visit = visit_or_404(token)
    if visit.invitation is not None or visit.response is None or not visit.response.is_completed:
        raise Http404
    form = InvitedForm(request.POST) if request.method == "POST" else InvitedForm()
    if form.is_valid():
        started = time.monotonic()
        joining.join(visit.response, form.cleaned_data["email"])
        time.sleep(max(0.0, SAME_TIME - (time.monotonic() - started)))
        return redirect(f"{reverse('answering:thanks', args=[token])}?uitgenodigd=1")
    return render_form(request, "respondents/joining/invited.html", form, visit, token)


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Behind a personal link: it was somebody else who typed this address. A tick is asked, for a robot gives none."""
    visit = visit_or_404(token)
    if visit.invitation is None:
        raise Http404
    form = NotMeForm(request.POST) if request.method == "POST" else NotMeForm()
    if joining.joined_at(visit.invitation) is None:
        return redirect("answering:start", token)
    if form.is_valid():
        joining.part(visit.invitation)
        return redirect("answering:start", token)
    return render_form(request, "respondents/joining/not_me.html", form, visit, token)


def render_form(request: HttpRequest, template: str, form: Form, visit: Visit, token: str) -> HttpResponse:
    context = {
        "form": form,
        "action": request.path,
        "token": token,
        "response": visit.response,
        "problems": [{"id": name, "text": text} for name, found in form.errors.items() for text in found],
    }
    return render(request, template, context, status=422 if form.errors else 200)
