"""How many gemeenten have answered, per provincie and in all, and who answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from surveys.domain.response_rates import Rate, response_table
from surveys.models import Edition
from surveys.views.staff import newest_edition_or_404, render_staff, staff_page


@require_safe
@staff_page("surveys.view_fieldwork")
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("fieldwork:fieldwork", newest_edition_or_404().slug)


@require_safe
@staff_page("surveys.view_fieldwork")
def fieldwork(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition.objects.select_related("questionnaire"), slug=edition)
    table = response_table(found)
    context = {
        "title": f"Veldwerk {found.title}",
        "edition": found,
        "editions": Edition.objects.exclude(pk=found.pk),
        "drafts": found.responses.counted().filter(completed_at__isnull=True).count(),
        "table": table,
        "rows": [(row, row.needed(found.target_percent)) for row in table.rows],
        "needed": needed_in_all(table.rows, found.target_percent),
        # Counted only where somebody may follow the link.
        "left_out": found.responses.completed().filter(is_double=True),
        "twice": found.invitations.answered_twice(),
    }
    return render_staff(request, "respondents/fieldwork/fieldwork.html", context)


def needed_in_all(rows: list[Rate], target_percent: int) -> int:
    """To reach the target in every provincie: one that is past it does not make up for another."""
    return sum(row.needed(target_percent) for row in rows)
