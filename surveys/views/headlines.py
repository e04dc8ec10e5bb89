"""The page on which the team or an analyst writes the headline of a figure, confirms it, or takes it back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from surveys.domain import headlines
from surveys.domain.headlines import Ground
from surveys.exceptions import FigureChanged
from surveys.forms.results import HeadlineForm
from surveys.models import Edition
from surveys.report.figures import ReportFigure
from surveys.report.results import Results, results_of
from surveys.views import results_pages
from surveys.views.results_pages import Reader
from surveys.views.staff import StaffRequest, staff_page
from surveys.views.staff_results import STAFF, edition_or_404

CHANGED = (
    "De cijfers of de kop van deze figuur zijn veranderd terwijl u schreef. Er is niets bewaard. "
    "Kijk hierboven hoe het nu is, en bewaar uw kop opnieuw als hij nog klopt."
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.write_headlines")
def page(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """Always over everybody; a filter has no headlines of its own."""
    found = edition_or_404(edition)
    results = results_of(found)
    figure = results.figure(code)
    if figure is None:
        raise Http404
    form = HeadlineForm(request.POST if request.POST.get("act") == "write" else None)
    if request.method == "POST" and act(request, ground_of(found, figure), figure, form):
        return redirect("staff_results:headline", edition, code)
    return show(request, results, figure, form)


def ground_of(edition: Edition, figure: ReportFigure) -> Ground:
    return Ground(edition, figure.code, figure.digest, figure.rule)


def act(request: StaffRequest, ground: Ground, figure: ReportFigure, form: HeadlineForm) -> bool:
    """Whether it was done; what stands in the way is in the form."""
    acts: dict[str, Callable[[], bool]] = {
        "write": lambda: write(request, ground, figure, form),
        "confirm": lambda: confirm(request, ground, figure),
        "take_back": lambda: take_back(request, ground, figure),
    }
    wanted = request.POST.get("act", "")
    return wanted in acts and acts[wanted]()


def write(request: StaffRequest, ground: Ground, figure: ReportFigure, form: HeadlineForm) -> bool:
    if not form.is_valid():
        return False
    shown = request.POST.get("gezien", "")
    try:
        changed = headlines.write(ground, form.cleaned_data["text"], shown=shown, by=request.user)
    except FigureChanged:
        form.add_error("text", CHANGED)
        return False
    say(request, changed, f"De kop van figuur {figure.number} is bewaard.")
    return True


def confirm(request: StaffRequest, ground: Ground, figure: ReportFigure) -> bool:
    try:
        changed = headlines.confirm(ground, shown=request.POST.get("gezien", ""), by=request.user)
    except FigureChanged:
        messages.warning(request, CHANGED)
        return False
    say(request, changed, f"De kop van figuur {figure.number} is bevestigd en staat er weer.")
    return True


def take_back(request: StaffRequest, ground: Ground, figure: ReportFigure) -> bool:
    """Says what stood there, so that it can be written again."""
    changed = headlines.take_back(ground, by=request.user)
    stood = figure.written.text if figure.written else ""
    say(request, changed, f"Figuur {figure.number} heeft weer de kop van de regels. Er stond: ‘{stood}’.")
    return True


def say(request: StaffRequest, changed: bool, words: str) -> None:
    if changed:
        messages.success(request, words)
    else:
        messages.info(request, "Er is niets veranderd.")


def show(request: StaffRequest, results: Results, figure: ReportFigure, form: HeadlineForm) -> HttpResponse:
    """The figure with the form under it; what was typed and refused is still there."""
    if not form.is_bound:
        text = figure.written.text if figure.written else figure.rule
        form = HeadlineForm(initial={"text": text})
    context = {
        "figure": figure,
        "headline_form": form,
        "chapter": figure.question.section,
        "seen": headlines.seen(ground_of(results.edition, figure), figure.written),
    }
    answer = results_pages.show(request, "surveys/results/headline.html", Reader(STAFF), results, context)
    answer.status_code = 422 if request.method == "POST" else answer.status_code
    return answer
