"""Which gemeenten of an edition have nobody to write to, or only one: the list to work through."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from respondents.domain import coverage
from surveys.enums import Provincie
from surveys.models import Edition, Gemeente
from surveys.views.staff import newest_edition_or_404, render_staff, staff_page

PER_PAGE = 100
WORDS = {coverage.NONE: "Geen contact", coverage.ONE: "Eén contact", coverage.MORE: "Meer contacten"}


@require_safe
@staff_page("respondents.add_respondent")
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("coverage:edition", newest_edition_or_404().slug)


@require_safe
@staff_page("respondents.add_respondent")
def page(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    provincie = request.GET.get("provincie", "")
    provincie = provincie if provincie in Provincie.values else ""
    share = request.GET.get("contacten", coverage.NONE)
    share = share if share in coverage.SHARES else coverage.NONE
    gemeenten = coverage.with_contacts(found, provincie)
    counts = coverage.coverage(gemeenten)
    listed = gemeenten.filter(coverage.SHARES[share])
    shown: Page[Gemeente] = Paginator(listed, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "edition": found,
        "editions": Edition.objects.exclude(pk=found.pk),
        "provincie": provincie,
        "provincies": Provincie.choices,
        "share": share,
        "shares": [
            (value, WORDS[value], number)
            for value, number in zip(WORDS, (counts.none, counts.one, counts.more), strict=True)
        ],
        "counts": counts,
        "page": shown,
        "filter": urlencode({"contacten": share, "provincie": provincie}),
        "title": "Gemeenten zonder contact",
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/coverage/page.html", context)
