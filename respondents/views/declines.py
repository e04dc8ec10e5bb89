"""Where the team records that a gemeente takes no part, judges who says so, and takes it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from respondents.domain import declines
from respondents.enums import DeclineState
from respondents.exceptions import DeclineRefused
from respondents.forms.declines import DeclineForm
from respondents.models import Decline
from surveys.models import Edition, Gemeente
from surveys.views.staff import StaffRequest, render_staff, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.change_decline")
def page(request: StaffRequest, edition: str) -> HttpResponse:
    """Of one gemeente first what would stop; the buttons under that act."""
    found = get_object_or_404(Edition, slug=edition)
    gemeente = gemeente_of(found, request.POST.get("gemeente") or request.GET.get("gemeente", ""))
    form = DeclineForm(request.POST if "niet-mee" in request.POST else None)
    if request.method == "POST" and gemeente is not None and act(request, found, gemeente, form):
        return redirect(f"{reverse('declines', args=[edition])}?{urlencode({'gemeente': gemeente.pk})}")
    return show(request, found, gemeente, form)


def gemeente_of(edition: Edition, pk: str) -> Gemeente | None:
    return (
        edition.gemeenten.filter(pk=int(pk)).first()
        if pk.isascii() and pk.isdecimal() and len(pk) < 10
        else None
    )


def act(request: StaffRequest, edition: Edition, gemeente: Gemeente, form: DeclineForm) -> bool:
    """Whether something was done, or turned out to be done by somebody else; a form with faults is shown anew."""
    try:
        if "niet-mee" in request.POST:
            return decline(request, edition, gemeente, form)
        decide(request, active_of(edition, gemeente), gemeente)
    except DeclineRefused as refusal:
        messages.error(request, str(refusal))
    return True


def decline(request: StaffRequest, edition: Edition, gemeente: Gemeente, form: DeclineForm) -> bool:
    if not form.is_valid():
        return False
    declines.decline(edition, gemeente, **form.cleaned_data, by=request.user)
    messages.success(request, f"{gemeente} doet niet mee. Er gaat geen mail van een verzending meer heen.")
    return True


def decide(request: StaffRequest, row: Decline | None, gemeente: Gemeente) -> None:
    if row is None:
        raise DeclineRefused(declines.NOT_ANY_MORE)
    if "wel-mee" in request.POST:
        count = declines.undo(row, by=request.user)
        messages.success(request, f"{gemeente} doet weer mee. Uitnodigingen die alsnog vertrekken: {count}.")
    elif "afwijzen" in request.POST:
        declines.refuse(row, by=request.user)
        messages.success(request, f"Melding afgewezen. {gemeente} doet mee.")


def active_of(edition: Edition, gemeente: Gemeente) -> Decline | None:
    rows = Decline.objects.filter(edition=edition, gemeente=gemeente, state__in=DeclineState.active)
    return rows.select_related("decided_by").first()


def show(
    request: HttpRequest, edition: Edition, gemeente: Gemeente | None, form: DeclineForm
) -> HttpResponse:
    active = Decline.objects.filter(edition=edition, state__in=DeclineState.active)
    context: dict[str, Any] = {
        "edition": edition,
        "gemeenten": edition.gemeenten.order_by("sort_key"),
        "rows": active.select_related("gemeente", "decided_by"),
        "gemeente": gemeente,
        "form": form,
        "title": "Gemeente doet niet mee",
        "subtitle": edition.title,
    }
    if gemeente is not None:
        stops = declines.what_stops(edition, gemeente)
        context |= {"row": active_of(edition, gemeente), "stops": stops}
    return render_staff(request, "respondents/declines/page.html", context, 422 if form.errors else 200)
