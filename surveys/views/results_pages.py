"""The pages of the results, for whom they are comes from the view: the public, or the staff."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys.domain.response_rates import response_table
from surveys.exports.csv import DUTCH_EXCEL, WORLD
from surveys.exports.tables import table_as_csv
from surveys.models import Edition
from surveys.report.figures import ReportFigure
from surveys.report.results import as_picture, as_rows, results_of
from surveys.report.svg import as_file
from surveys.report.typesetting import as_png

VIEW = "surveys.view_results"
TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}


def front(request: HttpRequest, edition: Edition, area: str) -> HttpResponse:
    context = frame(edition, area)
    context |= {"results": results_of(edition), "response": response_table(edition)}
    if context["is_staff_page"]:
        context["others"] = Edition.objects.exclude(pk=edition.pk)
    return render(request, "surveys/results/front.html", context)


def chapter(request: HttpRequest, edition: Edition, area: str, code: str) -> HttpResponse:
    results = results_of(edition)
    found = results.chapter(code)
    if found is None:
        raise Http404
    before, after = results.beside(found)
    context = {"results": results, "chapter": found, "before": before, "after": after}
    return render(request, "surveys/results/chapter.html", frame(edition, area) | context)


def frame(edition: Edition, area: str) -> dict[str, Any]:
    """What the pages of the public and of the staff differ in: where their links lead."""
    names = {name: f"{area}:{name}" for name in ("edition", "chapter", "figure")}
    return {"edition": edition, "to": names, "is_staff_page": area != "results"}


def figure(request: HttpRequest, edition: Edition, code: str, form: str) -> HttpResponse:
    """One figure as a file: its counts for a program or for Dutch Excel (`?excel`), or its picture."""
    found = results_of(edition).figure(code)
    if found is None or form not in TYPES:
        raise Http404
    content = content_of(found, edition, form, is_dutch="excel" in request.GET)
    headers = {"Content-Disposition": f'attachment; filename="{edition.slug}-{code}.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def content_of(found: ReportFigure, edition: Edition, form: str, *, is_dutch: bool) -> bytes | str:
    """Not there: a picture of a figure that has none."""
    if form == "csv":
        return table_as_csv(as_rows(found), DUTCH_EXCEL if is_dutch else WORLD)
    drawn = as_picture(found, edition)
    if drawn is None:
        raise Http404
    return as_file(drawn) if form == "svg" else as_png(drawn)
