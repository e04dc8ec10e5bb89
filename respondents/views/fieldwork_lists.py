"""The lists behind the figures of the fieldwork: gemeenten, and the people in them; never an answer.

How one gemeente stands is nothing for the analyst: with the answers, of which the provincie is known, it would say
whose they are.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from respondents.domain import fieldwork_lists
from respondents.domain.fieldwork_lists import GemeenteFilter, PersonFilter
from respondents.enums import GemeenteStanding, PersonStanding
from surveys.enums import Channel, Provincie, SizeClass
from surveys.exports.tables import table_as_csv
from surveys.models import Edition
from surveys.views.staff import render_staff, staff_page

SEE = "respondents.view_invitation"
PER_PAGE = 50


def may_see_gemeenten(user: User) -> bool:
    return user.has_perm(SEE)


@require_safe
@staff_page(SEE)
def gemeenten(request: HttpRequest, edition: str) -> HttpResponse:
    """Words in the address that mean nothing filter nothing out, and are shown as no filter."""
    found = get_object_or_404(Edition, slug=edition)
    asked = GemeenteFilter.read(request.GET)
    everything = fieldwork_lists.gemeenten(found, asked.kanaal)
    chosen = asked.apply(everything)
    if request.GET.get("als") == "csv":
        return as_csv(found, fieldwork_lists.plain(chosen))
    counts = fieldwork_lists.count_standings(asked.without_standing().apply(everything))
    context = {
        "title": "Gemeenten in het veldwerk",
        "search_label": "Naam of CBS-code",
        "sizes": SizeClass,
        "channels": Channel,
        **listed(request, found, asked, chosen),
        **choices(GemeenteStanding, counts),
    }
    return render_staff(request, "respondents/fieldwork/gemeenten.html", context)


def as_csv(edition: Edition, rows: Sequence[Sequence[object]]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{edition.slug}-gemeenten.csv"'}
    return HttpResponse(table_as_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@staff_page(SEE)
def persons(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    asked = PersonFilter.read(request.GET)
    counts = fieldwork_lists.count_of_persons(found, asked.without_standing())
    context = {
        "title": "Personen in het veldwerk",
        "search_label": "Naam, functie of gemeente",
        "standings": PersonStanding,
        **listed(request, found, asked, fieldwork_lists.persons(found, asked)),
        **choices(PersonStanding, counts),
    }
    return render_staff(request, "respondents/fieldwork/persons.html", context)


def listed(request: HttpRequest, edition: Edition, asked: Any, chosen: Any) -> dict[str, Any]:
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("pagina"))
    return {
        "subtitle": edition.title,
        "edition": edition,
        "provincies": Provincie,
        "asked": asked,
        "page": page,
        "filter": urlencode(asked.as_query()),
        "without_standing": urlencode(asked.without_standing().as_query()),
    }


def choices(standings: type[GemeenteStanding | PersonStanding], counts: dict[str, int]) -> dict[str, Any]:
    """The standings that somebody has, with how many; one that nobody has leads nowhere."""
    rows = [(one.value, str(one.label), counts[one.value]) for one in standings if one.value in counts]
    waiting = sum(counts.get(one, 0) for one in GemeenteStanding if one not in GemeenteStanding.settled)
    if standings is GemeenteStanding and waiting:
        rows.insert(0, (fieldwork_lists.WAITING, "Nog geen antwoord", waiting))
    return {"choices": rows, "all_count": sum(counts.values())}
