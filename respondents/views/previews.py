"""Bekijk als respondent: a button on the pages of a questionnaire and of an edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from respondents.domain import previews
from surveys.models import Edition, Questionnaire
from surveys.views.staff import StaffRequest, staff_page


@require_POST
@staff_page("surveys.change_questionnaire")
def of_questionnaire(request: StaffRequest, pk: int) -> HttpResponse:
    """This version, also as a concept, in the newest edition among its people."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    edition = previews.edition_for(questionnaire)
    if edition is None:
        people = questionnaire.get_population_display().lower()
        messages.error(request, f"Er is nog geen editie voor {people}. Maak die eerst aan.")
        return redirect("admin:surveys_questionnaire_change", pk)
    if not questionnaire.sections.filter(questions__isnull=False).exists():
        messages.error(request, "Deze vragenlijst heeft nog geen vragen. Voeg die eerst toe.")
        return redirect("admin:surveys_questionnaire_change", pk)
    return redirect("answering:start", previews.start_preview(edition, questionnaire, by=request.user))


@require_POST
@staff_page("surveys.change_questionnaire")
def of_edition(request: StaffRequest, pk: int) -> HttpResponse:
    """The version on which new responses begin."""
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)
    if edition.questionnaire is None:
        messages.error(request, "Deze editie heeft nog geen vragenlijst. Kies die eerst.")
        return redirect("admin:surveys_edition_change", pk)
    return redirect(
        "answering:start", previews.start_preview(edition, edition.questionnaire, by=request.user)
    )
