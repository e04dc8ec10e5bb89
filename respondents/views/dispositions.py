"""How persons and gemeenten ended, in the codes and the rates of AAPOR, and who is behind each count."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from respondents.domain.dispositions import OF_GEMEENTE
from respondents.domain.outcome_table import OF_PERSON, outcome_table
from respondents.domain.outcomes import outcomes
from respondents.enums import Disposition
from respondents.exports.outcomes import outcomes_as_csv
from respondents.models import Invitation
from surveys.models import Edition, Gemeente
from surveys.views.staff import render_staff, staff_page

PER_PAGE = 50
LEVELS = {"personen": OF_PERSON, "gemeenten": OF_GEMEENTE}


@require_safe
@staff_page("surveys.view_fieldwork")
def page(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    context = {
        "edition": found,
        "table": outcome_table(found),
        "title": "Uitkomsten",
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/dispositions/page.html", context)


@require_safe
@staff_page("surveys.view_fieldwork")
def as_csv(_request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    headers = {"Content-Disposition": f'attachment; filename="uitkomsten-{found.slug}.csv"'}
    return HttpResponse(
        outcomes_as_csv(outcome_table(found)), content_type="text/csv; charset=utf-8", headers=headers
    )


@require_safe
@staff_page("respondents.view_invitation")
def behind(request: HttpRequest, edition: str, level: str, disposition: str) -> HttpResponse:
    """The persons or the gemeenten that ended so."""
    found = get_object_or_404(Edition, slug=edition)
    if disposition not in LEVELS.get(level, ()):
        raise Http404
    one = Disposition(disposition)
    reached = outcomes(found)
    ended = reached.persons if level == "personen" else reached.gemeenten
    numbers = [pk for pk, other in ended.items() if other == one]
    shown = Paginator(numbers, PER_PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {"edition": found, "disposition": one, "level": level, "page": shown}
    context |= {
        "rows": rows(level, list(shown.object_list)),
        "title": str(one.label),
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/dispositions/behind.html", context)


def rows(level: str, numbers: list[int]) -> list[Invitation] | list[Gemeente]:
    """In the order of the numbers."""
    if level == "personen":
        invited = Invitation.objects.select_related("respondent__gemeente").in_bulk(numbers)
        return [invited[number] for number in numbers]
    gemeenten = Gemeente.objects.in_bulk(numbers)
    return [gemeenten[number] for number in numbers]
