"""The page on which the project team follows the fieldwork, and its figures as files."""

from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from respondents.domain.fieldwork import Fieldwork, fieldwork_of
from respondents.domain.outcome_table import outcome_table
from respondents.report import fieldwork_headlines, fieldwork_pictures
from respondents.report.fieldwork_tables import tables_of
from respondents.views.fieldwork_lists import may_see_gemeenten
from surveys.exports.tables import table_as_csv
from surveys.models import Edition
from surveys.report.svg import as_file
from surveys.report.typesetting import as_png
from surveys.views.staff import StaffRequest, newest_edition_or_404, render_staff, staff_page

VIEW = "surveys.view_fieldwork"
RELATED = ("questionnaire", "survey")
TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}


@require_safe
@staff_page(VIEW)
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("fieldwork:fieldwork", newest_edition_or_404().slug)


@require_safe
@staff_page(VIEW)
def fieldwork(request: StaffRequest, edition: str) -> HttpResponse:
    found, others = edition_and_others(edition)
    context = {
        "title": "Veldwerk",
        "subtitle": found.title,
        "editions": others,
        # Counted only where somebody may follow the link.
        "left_out": found.responses.completed().filter(is_double=True),
        "twice": found.invitations.answered_twice(),
        "rates": outcome_table(found).rates,
        **parts(fieldwork_of(found, others), request.user),
    }
    return render_staff(request, "respondents/fieldwork/fieldwork.html", context)


@require_safe
@staff_page(VIEW)
def standing(request: StaffRequest, edition: str) -> HttpResponse:
    """Only the part of the page that changes by itself; a small script asks for it every ten seconds."""
    context = parts(fieldwork_of(*edition_and_others(edition)), request.user)
    return render(request, "respondents/fieldwork/_parts.html", context)


def edition_and_others(slug: str) -> tuple[Edition, list[Edition]]:
    editions = list(Edition.objects.select_related(*RELATED))
    found = next((one for one in editions if one.slug == slug), None)
    if found is None:
        raise Http404
    return found, [one for one in editions if one != found]


def parts(found: Fieldwork, user: User) -> dict[str, Any]:
    """Who may not see how a gemeente stands gets the counts, and no list to follow."""
    list_url = reverse("fieldwork:gemeenten", args=[found.edition.slug]) if may_see_gemeenten(user) else ""
    return {
        "edition": found.edition,
        "found": found,
        "tables": tables_of(found),
        "situation": fieldwork_headlines.situation(found.edition),
        "headlines": list(fieldwork_headlines.headlines(found)),
        "hints": fieldwork_headlines.hints(found),
        "list_urls": list_urls(found.edition) if list_url else {},
        "list_url": list_url,
        "tiles": fieldwork_pictures.tiles(found, list_url),
        "wide": fieldwork_pictures.course(found, fieldwork_pictures.WIDE),
        "narrow": fieldwork_pictures.course(found, fieldwork_pictures.NARROW),
        "groups": fieldwork_pictures.by_provincie(found.gemeenten) if list_url else [],
        "standings": fieldwork_pictures.legend(found),
    }


def list_urls(edition: Edition) -> dict[str, str]:
    return {
        name: reverse(f"fieldwork:{view}", args=[edition.slug])
        for name, view in (
            (fieldwork_headlines.GEMEENTEN, "gemeenten"),
            (fieldwork_headlines.PERSONS, "persons"),
        )
    }


@require_safe
@staff_page(VIEW)
def figure(request: StaffRequest, edition: str, code: str, form: str) -> HttpResponse:
    """One figure as a file: its table for a spreadsheet, or its picture for a slide."""
    if form not in TYPES:
        raise Http404
    found = fieldwork_of(*edition_and_others(edition))
    content = content_of(found, code, form, request.user)
    name = f"{found.edition.slug}-{code}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def content_of(found: Fieldwork, code: str, form: str, user: User) -> bytes | str:
    """Not there: a figure that we do not have, one without a picture, and a picture of gemeenten for who may not."""
    table = tables_of(found).get(code)
    if table is None or (code == "gemeenten" and form != "csv" and not may_see_gemeenten(user)):
        raise Http404
    if form == "csv":
        return table_as_csv(table.plain())
    drawn = fieldwork_pictures.picture_of(code, found, table)
    if drawn is None:
        raise Http404
    return as_file(drawn) if form == "svg" else as_png(drawn)
