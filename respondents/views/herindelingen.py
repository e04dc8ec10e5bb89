"""The page on which the team records that a gemeente goes into others: first what will happen, then the button."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from respondents.domain import dossiers, herindelingen
from respondents.exceptions import MergeRefused
from respondents.forms.gemeenten import HerindelingForm, PlaceForm
from surveys.domain import gemeente_changes
from surveys.exceptions import ChangeRefused
from surveys.models import Gemeente
from surveys.views.staff import StaffRequest, render_staff, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.change_gemeente")
def page(request: StaffRequest, code: str) -> HttpResponse:
    """By GET it only looks: at the form, or at what its values would do."""
    old = get_object_or_404(Gemeente, code=code)
    _, changes = dossiers.changes_of(old)
    if changes:
        return of_ended(request, old, [change.new for change in changes], changes[0].effective_on)
    typed = request.POST if request.method == "POST" else request.GET
    form = HerindelingForm(typed if "naar" in typed else None, initial={"op": next_year()})
    if not form.is_valid():
        return show(request, old, {"form": form}, 422 if form.is_bound else 200)
    return of_planned(request, old, form)


def next_year() -> date:
    return date(localdate().year + 1, 1, 1)


def of_planned(request: StaffRequest, old: Gemeente, form: HerindelingForm) -> HttpResponse:
    new, on = form.cleaned_data["naar"], form.cleaned_data["op"]
    try:
        gemeente_changes.refuse(old, new, on)
    except ChangeRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, old, {"form": form}, 422)
    places = place_form(request, old, new) if len(new) > 1 else None
    context = {"form": form, "new": new, "on": on, "places": places}
    if request.method == "POST" and (places is None or places.is_valid()):
        chosen = places.places if places else {}
        if record(request, old, context, partial(herindelingen.record, old, new, on, places=chosen)):
            return redirect("gemeente", old.code)
    context["preview"] = herindelingen.preview(old, new, on)
    return show(request, old, context, 422 if is_refused(context) else 200)


def of_ended(request: StaffRequest, old: Gemeente, new: list[Gemeente], on: date) -> HttpResponse:
    """What is left to do once it is recorded: to say of who came later where they go."""
    people = list(herindelingen.people_of(old))
    if request.method == "POST" and not people:
        messages.info(request, "Deze herindeling is al vastgelegd. Er is niets veranderd.")
        return redirect("gemeente", old.code)
    places = place_form(request, old, new) if people else None
    context = {"recorded": True, "new": new, "on": on, "places": places}
    if request.method == "POST" and places is not None and places.is_valid():
        deed = partial(herindelingen.place, old, places.places)
        if record(request, old, context, deed):
            return redirect("gemeente", old.code)
    context["preview"] = herindelingen.preview(old, new, on)
    return show(request, old, context, 422 if is_refused(context) else 200)


def place_form(request: StaffRequest, old: Gemeente, new: list[Gemeente]) -> PlaceForm:
    data = request.POST if request.method == "POST" else None
    return PlaceForm(data, people=list(herindelingen.people_of(old)), new=new)


def record(request: StaffRequest, old: Gemeente, context: dict[str, Any], do: Callable[..., Any]) -> bool:
    """Whether it was done; if not, the page says why, with all that was chosen."""
    try:
        do(by=request.user)
    except (ChangeRefused, MergeRefused) as refusal:
        context["problem"] = str(refusal)
        return False
    messages.success(request, f"Vastgelegd: de herindeling van {old}.")
    return True


def is_refused(context: dict[str, Any]) -> bool:
    places = context["places"]
    return "problem" in context or (places is not None and bool(places.errors))


def show(request: StaffRequest, old: Gemeente, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {"title": f"Herindeling van {old}", "subtitle": old.code, "gemeente": old}
    return render_staff(request, "respondents/herindeling/page.html", context | frame, status)
