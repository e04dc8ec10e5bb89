"""The pages of the results; for whom they are comes from the view."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys.domain.data_set import data_set
from surveys.domain.disclosure import SMALLEST_BASE
from surveys.domain.published import DIVISIONS, PublishedBreakdown, divisions_of, published
from surveys.domain.response_rates import response_table
from surveys.exports.csv import DUTCH_EXCEL, WORLD, Dialect
from surveys.exports.tables import table_as_csv
from surveys.forms.results import ResultsFilterForm
from surveys.models import Edition
from surveys.report.figures import ReportFigure
from surveys.report.results import Results, as_picture, as_rows, as_rows_by_group, results_of
from surveys.report.svg import as_file
from surveys.report.typesetting import as_png

VIEW = "surveys.view_results"
TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}
DIVISION_LABELS = {"regio": "Regio", "grootte": "Grootte van de gemeente", "functie": "Functie"}


@dataclass(frozen=True)
class Reader:
    """Who is reading: `area` is where links lead, and `form` what of the people an analyst wants to see.

    `per` is the division by which figures are broken down; not of a filter, for the guard knows none.
    """

    area: str
    form: ResultsFilterForm | None = None
    per: str = ""

    @property
    def is_staff(self) -> bool:
        return self.area != "results"

    @property
    def query(self) -> str:
        """Goes along with every link, so that the filter stays while somebody reads on."""
        return f"?{urlencode(self._kept)}" if self._kept else ""

    @property
    def query_for_excel(self) -> str:
        return f"?{urlencode({'excel': '', **self._kept})}"

    @property
    def _kept(self) -> dict[str, str]:
        within = self.form.within if self.form else {}
        return within or ({"per": self.per} if self.per else {})

    def results(self, edition: Edition) -> Results:
        return results_of(edition, self.form.within, self.form.words) if self.form else results_of(edition)

    def breakdown(self, edition: Edition) -> PublishedBreakdown | None:
        """Not there: a division that we do not have, or for which the edition did not ask what is needed."""
        if not self.per or (self.form and self.form.within):
            return None
        found = published(edition, self.per) if self.per in DIVISIONS else None
        if found is None:
            raise Http404
        return found


def front(request: HttpRequest, edition: Edition, reader: Reader) -> HttpResponse:
    context: dict[str, Any] = {"response": response_table(edition)}
    if reader.is_staff:
        context["others"] = Edition.objects.exclude(pk=edition.pk)
    return show(request, "surveys/results/front.html", reader, reader.results(edition), context)


def chapter(request: HttpRequest, edition: Edition, reader: Reader, code: str) -> HttpResponse:
    results = reader.results(edition)
    found = results.chapter(code)
    if found is None:
        raise Http404
    before, after = results.beside(found)
    context: dict[str, Any] = {"chapter": found, "before": before, "after": after}
    context["breakdown"] = reader.breakdown(edition)
    context["divisions"] = {code: DIVISION_LABELS[code] for code in divisions_of(edition)}
    return show(request, "surveys/results/chapter.html", reader, results, context)


def show(
    request: HttpRequest, template: str, reader: Reader, results: Results, context: dict[str, Any]
) -> HttpResponse:
    """A filter that makes no sense shows what is wrong with it above the results of everybody."""
    context |= {
        "edition": results.edition,
        "results": results,
        "reader": reader,
        "to": {name: f"{reader.area}:{name}" for name in ("edition", "chapter", "figure")},
        "is_few": results.persons < SMALLEST_BASE,
        "set": data_set(results.edition),
    }
    status = 422 if reader.form and reader.form.errors else 200
    return render(request, template, context, status=status)


def figure(request: HttpRequest, edition: Edition, reader: Reader, code: str, form: str) -> HttpResponse:
    """One figure as a file: its counts for a program or for Dutch Excel (`excel`), or its picture."""
    results = reader.results(edition)
    found = results.figure(code)
    if found is None or form not in TYPES or (reader.form and reader.form.errors):
        raise Http404
    breakdown = reader.breakdown(edition) if form == "csv" else None
    content = content_of(found, results, form, breakdown, DUTCH_EXCEL if "excel" in request.GET else WORLD)
    beside = "-gefilterd" if results.filters else f"-per-{breakdown.code}" if breakdown else ""
    name = f"{edition.slug}-{code}{beside}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def content_of(
    found: ReportFigure, results: Results, form: str, breakdown: PublishedBreakdown | None, dialect: Dialect
) -> bytes | str:
    """Not there: a picture of a figure that has none."""
    if breakdown:
        return table_as_csv(as_rows_by_group(found, breakdown), dialect)
    if form == "csv":
        return table_as_csv(as_rows(found, results.filters), dialect)
    drawn = as_picture(found, results.edition, results.filters)
    if drawn is None:
        raise Http404
    return as_file(drawn) if form == "svg" else as_png(drawn)
