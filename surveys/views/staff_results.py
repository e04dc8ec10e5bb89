"""The results of an edition for the project team and the analyst, at any time; the analyst can filter them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from surveys.domain.published import asks_functie
from surveys.forms.results import ResultsFilterForm
from surveys.models import Edition
from surveys.views import results_pages
from surveys.views.results_pages import VIEW, Reader
from surveys.views.staff import StaffRequest, newest_edition_or_404, staff_page

STAFF = "staff_results"
# Who may read answers one by one may also count any few of them; the team sees what can be published.
FILTER = "surveys.export_responses"


@require_safe
@staff_page(VIEW)
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("staff_results:edition", newest_edition_or_404().slug)


@require_safe
@staff_page(VIEW)
def edition(request: StaffRequest, edition: str) -> HttpResponse:
    found = edition_or_404(edition)
    return results_pages.front(request, found, reader_of(request, found))


@require_safe
@staff_page(VIEW)
def chapter(request: StaffRequest, edition: str, chapter: str) -> HttpResponse:
    found = edition_or_404(edition)
    return results_pages.chapter(request, found, reader_of(request, found), chapter)


@require_safe
@staff_page(VIEW)
def figure(request: StaffRequest, edition: str, code: str, form: str) -> HttpResponse:
    found = edition_or_404(edition)
    return results_pages.figure(request, found, reader_of(request, found), code, form)


def edition_or_404(slug: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("survey"), slug=slug)


def reader_of(request: StaffRequest, edition: Edition) -> Reader:
    per = request.GET.get("per", "")
    if not request.user.has_perm(FILTER):
        return Reader(STAFF, per=per)
    return Reader(STAFF, ResultsFilterForm(request.GET, asks_functie=asks_functie(edition)), per)
