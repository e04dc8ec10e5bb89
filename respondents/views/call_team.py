"""The phone round for the project team: who called what, the call script, and cases that are in the wrong hands."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.domain.calling import history, leases, scripts
from respondents.enums import CallOutcome
from respondents.exceptions import TextRefused
from respondents.forms.calling import ScriptForm
from respondents.views.calling import OVERSEE, case_or_404
from surveys.models import Edition
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 50


@require_safe
@staff_page(OVERSEE)
def attempts(request: StaffRequest, edition: str) -> HttpResponse:
    """Who called what, by caller, day and outcome; a filter that does not exist is none."""
    found = get_object_or_404(Edition, slug=edition)
    callers = history.callers_of(found)
    asked = {
        "beller": known(request, "beller", callers),
        "dag": request.GET.get("dag", ""),
        "uitkomst": known(request, "uitkomst", CallOutcome.values),
    }
    rows = history.attempts_of(
        found, caller=asked["beller"], day=day_of(asked["dag"]), outcome=asked["uitkomst"]
    )
    context = {
        "edition": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "asked": asked,
        "filter": urlencode({name: value for name, value in asked.items() if value}),
        "callers": callers,
        "outcomes": CallOutcome.choices,
        "title": "Wie belde wat",
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/calling/attempts.html", context)


def known(request: StaffRequest, name: str, values: list[str]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in values else ""


def day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(OVERSEE)
def script(request: StaffRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    form = ScriptForm(
        request.POST if request.method == "POST" else None, initial={"body": scripts.text_of(found)}
    )
    if request.method == "POST" and saved(request, found, form):
        return redirect("calling:script", edition)
    context = {"edition": found, "form": form, "known": scripts.KNOWN.items()}
    context |= {"title": "Beltekst", "subtitle": found.title}
    return render_staff(request, "respondents/calling/script.html", context, 422 if form.errors else 200)


def saved(request: StaffRequest, edition: Edition, form: ScriptForm) -> bool:
    """Whether it was stored; what is wrong with it is said in the form."""
    if not form.is_valid():
        return False
    text = "" if "voorstel" in request.POST else form.cleaned_data["body"]
    try:
        scripts.save(edition, text, by=request.user)
    except TextRefused as refusal:
        form.add_error("body", refusal.problems)
        return False
    messages.success(request, "De beltekst is bewaard. Bellers zien hem vanaf nu.")
    return True


@require_POST
@staff_page(OVERSEE)
def take_over(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    case = case_or_404(request, edition, code)
    leases.take_over(case, by=request.user)
    messages.success(request, f"U hebt het dossier van {case.gemeente} overgenomen. De beller ziet dat.")
    return redirect("calling:case", edition, code)


@require_POST
@staff_page(OVERSEE)
def free(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    case = case_or_404(request, edition, code)
    leases.free(case, by=request.user)
    messages.success(request, f"{case.gemeente} is vrij voor de volgende beller.")
    return redirect("calling:case", edition, code)
