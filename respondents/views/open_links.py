"""The places where the open link of an edition stands, what each brought in, and a QR code of each."""

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.domain import link_yield, open_links, starts
from respondents.domain.link_yield import Yield
from respondents.exceptions import OpenLinkRefused
from respondents.forms.open_links import ChangeForm, OpenLinkForm
from respondents.models import OpenLink
from surveys.models import Edition
from surveys.views.staff import StaffRequest, newest_edition_or_404, render_staff, staff_page

# How large one square of the code is; a PNG must be sharp in print.
CODES = {"svg": ("image/svg+xml", 8), "png": ("image/png", 24)}


@require_safe
@staff_page("surveys.view_fieldwork")
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("open_links:page", newest_edition_or_404().slug)


@require_safe
@staff_page("surveys.view_fieldwork")
def page(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    overview = link_yield.overview(found)
    period = link_yield.period_of(found, overview.total.days)
    highest = link_yield.highest_of([*overview.links, *overview.ended])
    context = {
        "edition": found,
        "editions": Edition.objects.exclude(pk=found.pk),
        "overview": overview,
        "length": period.length,
        "links": with_bars(overview.links, period, highest),
        "ended": with_bars(overview.ended, period, highest),
        "title": "Open links",
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/open_links/page.html", context)


def with_bars(
    lines: list[Yield], period: link_yield.Period, highest: int
) -> list[tuple[Yield, list[link_yield.Bar]]]:
    return [(line, link_yield.bars(line.days, period, highest)) for line in lines]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.add_openlink")
def add(request: StaffRequest, edition: str) -> HttpResponse:
    """With `?bron=` a tag that was not known gets a name, and with it the answers that came in by it."""
    found = get_object_or_404(Edition, slug=edition)
    tag = starts.clean_source(request.GET.get("bron", ""))
    form = OpenLinkForm(request.POST or None)
    if form.is_valid():
        try:
            link = open_links.add(found, **form.cleaned_data, tag=tag, by=request.user)
        except OpenLinkRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"‘{link}’ heeft nu een eigen link. Kopieer hem hieronder.")
            return redirect("open_links:link", edition, link.pk)
    context = {"edition": found, "form": form, "tag": tag, "subtitle": found.title}
    context |= {"title": "Label een naam geven" if tag else "Nieuwe open link"}
    return show_form(request, context)


def show_form(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render_staff(request, "respondents/open_links/form.html", context, status)


def link_or_404(edition: str, pk: int) -> OpenLink:
    return get_object_or_404(OpenLink.objects.select_related("edition"), edition__slug=edition, pk=pk)


@require_safe
@staff_page("surveys.view_fieldwork")
def link(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = link_or_404(edition, pk)
    line = link_yield.yield_of(found)
    period = link_yield.period_of(found.edition, line.days)
    highest = link_yield.highest_of([line])
    context = {
        "edition": found.edition,
        "link": found,
        "address": open_links.address_of(found),
        "line": line,
        "period": period,
        "bars": link_yield.bars(line.days, period, highest),
        "highest": highest,
        "placed": link_yield.place_of(found.placed_on, period),
        "title": found.name,
        "subtitle": found.edition.title,
    }
    return render_staff(request, "respondents/open_links/link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.change_openlink")
def change(request: StaffRequest, edition: str, pk: int) -> HttpResponse:
    found = link_or_404(edition, pk)
    form = ChangeForm(found, request.POST or None, is_in_use=open_links.is_in_use(found))
    if form.is_valid():
        try:
            open_links.change(found, **form.cleaned_data, by=request.user)
        except OpenLinkRefused as refusal:
            form.add_error("tag", str(refusal))
        else:
            messages.success(request, "Bewaard.")
            return redirect("open_links:link", edition, pk)
    context = {"edition": found.edition, "link": found, "form": form}
    return show_form(request, context | {"title": "Link wijzigen", "subtitle": found.edition.title})


@require_POST
@staff_page("respondents.change_openlink")
def end(request: StaffRequest, edition: str, pk: int) -> HttpResponse:
    """Ended, or in use again."""
    found = link_or_404(edition, pk)
    if "einde" in request.POST:
        open_links.end(found, by=request.user)
        messages.success(request, f"‘{found}’ is beëindigd. Wie de link nog volgt, kan gewoon antwoorden.")
    elif "weer" in request.POST:
        open_links.resume(found, by=request.user)
        messages.success(request, f"‘{found}’ is weer in gebruik.")
    else:
        raise Http404
    return redirect("open_links:link", edition, pk)


@require_safe
@staff_page("surveys.view_fieldwork")
def code(_request: HttpRequest, edition: str, pk: int, kind: str) -> HttpResponse:
    """The QR code of the link as a picture, with the quiet border that a telephone needs."""
    found = link_or_404(edition, pk)
    content_type, scale = CODES[kind]
    picture = io.BytesIO()
    options: dict[str, Any] = {"svgclass": None, "lineclass": None} if kind == "svg" else {}
    segno.make_qr(open_links.address_of(found), error="m").save(
        picture, kind=kind, scale=scale, light="white", **options
    )
    headers = {"Content-Disposition": f'inline; filename="qr-{found.edition.slug}-{found.tag}.{kind}"'}
    return HttpResponse(picture.getvalue(), content_type=content_type, headers=headers)
