"""Where the project team makes the results of an edition public, or takes them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from surveys.domain import results
from surveys.domain.published import choose_breakdowns
from surveys.exceptions import ResultsRefused
from surveys.models import Edition
from surveys.views.staff import StaffRequest, render_staff, staff_page

# The groups in which a release divides the figures for ever.
GROUPS = {
    "provincie": "provincie",
    "landsdeel": "landsdeel",
    "grootteklasse": "grootte van de gemeente",
    "functie": "functie",
    "functiefamilie": "soort functie",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.release_results")
def page(request: StaffRequest, edition: str) -> HttpResponse:
    """A GET says what will be public and asks; only a button acts."""
    found = get_object_or_404(Edition, slug=edition)
    if request.method == "POST" and act(request, found):
        return redirect("staff_results:release", edition)
    status = 422 if request.method == "POST" else 200
    context: dict[str, Any] = {"edition": found, "refusal": refusal(found)}
    if not context["refusal"]:
        context["groups"] = in_words([GROUPS[code] for code in choose_breakdowns(found) or ()])
    context |= {"title": "Resultaten openbaar maken", "subtitle": found.title}
    return render_staff(request, "surveys/results/release.html", context, status)


def in_words(groups: list[str]) -> str:
    return " en ".join([", ".join(groups[:-1]), groups[-1]] if groups[1:] else groups)


def refusal(edition: Edition) -> str:
    """Why it cannot be done now; nothing if it can."""
    try:
        results.check(edition)
    except ResultsRefused as refused:
        return str(refused)
    return ""


def act(request: StaffRequest, edition: Edition) -> bool:
    """Whether there was a button for it, and it was not refused; the page says why."""
    wanted = request.POST.get("act")
    if wanted == "withdraw":
        changed = results.withdraw(edition, by=request.user)
        say(request, changed, "De resultaten zijn niet meer openbaar.")
        return True
    if wanted != "release":
        return False
    try:
        changed = results.release(edition, by=request.user)
    except ResultsRefused:
        return False
    say(request, changed, "De resultaten zijn nu openbaar.")
    return True


def say(request: StaffRequest, changed: bool, words: str) -> None:
    if changed:
        messages.success(request, words)
    else:
        messages.info(request, "Er is niets veranderd: een collega was u voor.")
