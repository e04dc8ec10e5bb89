"""Where the team moves the close of an edition or one of its waves: first what follows, then one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from respondents.domain import moving
from respondents.domain.moving import Consequences
from respondents.exceptions import MoveRefused
from respondents.forms.moving import MoveForm
from surveys.models import Edition
from surveys.views.staff import StaffRequest, render_staff, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.release_wave")
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """A GET with a moment in it shows what would follow; only the button under that acts."""
    edition = get_object_or_404(Edition, pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = MoveForm(edition, asked if "what" in asked else None)
    consequences = look(form)
    if request.method == "POST" and consequences is not None and act(request, form):
        return redirect("move", pk)
    return show(request, form, consequences)


def look(form: MoveForm) -> Consequences | None:
    """None while nothing was asked, or if it cannot be done; then the form says why."""
    if not form.is_valid():
        return None
    try:
        return form.consequences()
    except MoveRefused as refusal:
        form.add_error("new", str(refusal))
        return None


def act(request: StaffRequest, form: MoveForm) -> bool:
    """Whether it was moved; what somebody else moved meanwhile is shown anew."""
    seen = parse_datetime(request.POST.get("seen", "")) or form.cleaned_data["new"]
    values: dict[str, Any] = {"seen": seen, "by": request.user}
    try:
        if form.wave:
            moving.move_wave(form.wave, form.cleaned_data["new"], **values)
        else:
            moving.move_close(form.edition, form.cleaned_data["new"], **values)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Verplaatst. Alles wat hieruit volgt, is meteen mee veranderd.")
    return True


def show(request: HttpRequest, form: MoveForm, consequences: Consequences | None) -> HttpResponse:
    edition = form.edition
    context = {
        "edition": edition,
        "form": form,
        "consequences": consequences,
        "seen": form.stands.isoformat() if consequences else "",
        "moves": edition.moves.select_related("wave", "made_by").order_by("-pk"),
        "title": "Verplaatsen",
        "subtitle": edition.title,
    }
    return render_staff(request, "respondents/moving/move.html", context, 422 if form.errors else 200)
