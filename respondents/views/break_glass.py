"""To see what one respondent answered: asked with a reason, for four hours, by who asked; everybody sees that."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from respondents.domain import break_glass
from respondents.exceptions import BreakGlassRefused
from respondents.forms.break_glass import ReasonForm
from respondents.models import BreakGlass, Invitation
from surveys.domain import answering
from surveys.models import Response
from surveys.report.own_answers import changed_at, own_answers
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 50


@require_safe
@staff_page("respondents.view_breakglass")
def page(request: HttpRequest) -> HttpResponse:
    """Who looked, why and until when; the person is a number, for the administrator may see no contacts."""
    rows = BreakGlass.objects.select_related("asked_by", "invitation__edition")
    context = {
        "title": "Inzage in antwoorden",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
    }
    return render_staff(request, "respondents/break_glass/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.break_glass")
def ask(request: StaffRequest, invitation: int) -> HttpResponse:
    found = get_object_or_404(
        Invitation.objects.select_related("edition", "respondent__gemeente", "response", "joined_response"),
        pk=invitation,
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            glass = break_glass.ask(found, form.cleaned_data["reason"], by=request.user)
        except BreakGlassRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return redirect("see_answers", glass.pk)
    context = {
        "title": "Antwoorden inzien",
        "subtitle": found.edition.title,
        "invitation": found,
        "form": form,
        "has_answers": bool(break_glass.responses_of(found)),
    }
    return render_staff(request, "respondents/break_glass/ask.html", context, 422 if form.errors else 200)


@require_safe
@staff_page("respondents.break_glass")
def answers(request: StaffRequest, pk: int) -> HttpResponse:
    glass = break_glass.look(pk, by=request.user)
    if glass is None:
        raise Http404
    context = {
        "title": f"Antwoorden van {glass.invitation.respondent}",
        "glass": glass,
        "responses": list(shown(break_glass.responses_of(glass.invitation))),
    }
    return render_staff(request, "respondents/break_glass/answers.html", context)


def shown(responses: list[Response]) -> Iterator[dict[str, Any]]:
    for response in responses:
        questionnaire = answering.questionnaire_of(response)
        yield {
            "response": response,
            "changed_at": changed_at(response),
            "sections": own_answers(questionnaire, response.answers),
        }
