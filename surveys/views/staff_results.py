"""The results of an edition for the project team and the analyst, at any time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from surveys.models import Edition
from surveys.views import results_pages
from surveys.views.results_pages import VIEW
from surveys.views.staff import StaffRequest, newest_edition_or_404, staff_page

STAFF = "staff_results"


@require_safe
@staff_page(VIEW)
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("staff_results:edition", newest_edition_or_404().slug)


@require_safe
@staff_page(VIEW)
def edition(request: StaffRequest, edition: str) -> HttpResponse:
    return results_pages.front(request, edition_or_404(edition), STAFF)


@require_safe
@staff_page(VIEW)
def chapter(request: StaffRequest, edition: str, chapter: str) -> HttpResponse:
    return results_pages.chapter(request, edition_or_404(edition), STAFF, chapter)


@require_safe
@staff_page(VIEW)
def figure(request: StaffRequest, edition: str, code: str, form: str) -> HttpResponse:
    return results_pages.figure(request, edition_or_404(edition), code, form)


def edition_or_404(slug: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("survey"), slug=slug)
