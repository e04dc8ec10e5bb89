"""The mailings of an edition on one time line, and the page of one: when, what, to whom, and how far it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from respondents.domain import progress, schedule, selection, text_advice, waves
from respondents.enums import WaveKind, WaveState
from respondents.exceptions import WaveRefused
from respondents.forms.waves import MomentForm, NewWaveForm
from respondents.models import Invitation, LetterText, Wave
from surveys.models import AuditEntry, Edition
from surveys.views.staff import StaffRequest, newest_edition_or_404, render_staff, staff_page

MOST_ACTS = 20


@require_safe
@staff_page("respondents.view_wave")
def newest(_request: HttpRequest) -> HttpResponse:
    """The mailings of the edition that is open, or else of the one that opened last."""
    return redirect("waves:waves", newest_edition_or_404().slug)


@require_safe
@staff_page("respondents.view_wave")
def time_line(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition.objects.select_related("questionnaire"), slug=edition)
    context = {
        "edition": found,
        "waves": list(found.waves.order_by("planned_at")),
        "editions": Edition.objects.exclude(pk=found.pk),
        "invited": Invitation.objects.current().filter(edition=found).count(),
        "title": "Verzendingen",
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/waves/time_line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.add_wave")
def add(request: StaffRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    proposed = {"kind": WaveKind.REMINDER, "hour": schedule.HOUR}
    form = NewWaveForm(request.POST or None, edition=found, initial=proposed)
    if form.is_valid() and not form.remarks:
        kind = WaveKind(form.cleaned_data["kind"])
        try:
            wave = waves.add(found, kind, form.cleaned_data["moment"], by=request.user)
        except WaveRefused as refusal:
            form.add_error("hour", str(refusal))
        else:
            messages.success(request, "Toegevoegd als concept. Lees de tekst na en geef de verzending vrij.")
            return redirect("waves:wave", wave.pk)
    context = {"edition": found, "form": form, "title": "Nieuwe verzending", "subtitle": found.title}
    return render_staff(request, "respondents/waves/moment.html", context)


def wave_or_404(pk: int) -> Wave:
    related = ("edition__questionnaire", "edition__organisation", "edition__co_organisation", "released_by")
    return get_object_or_404(Wave.objects.select_related(*related), pk=pk)


@require_safe
@staff_page("respondents.view_wave")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    wave = wave_or_404(pk)
    context = {
        "siblings": list(wave.edition.waves.order_by("planned_at")),
        "advice": text_advice.advice(wave.kind, wave.subject, wave.body) if wave.can_be_edited else [],
        "remarks": schedule.remarks(wave.planned_at) if wave.can_be_planned else [],
        "version": LetterText.objects.filter(wave=wave)
        .order_by("-number")
        .select_related("written_by")
        .first(),
        "acts": AuditEntry.objects.filter(target=f"wave:{wave.pk}").select_related("actor")[:MOST_ACTS],
        "title": str(wave),
        "subtitle": wave.edition.title,
    }
    return render_staff(request, "respondents/waves/wave.html", context | standing(wave) | recipients(wave))


@require_safe
@staff_page("respondents.view_wave")
def standing_fragment(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the part of the page that changes by itself; a small script asks for it every few seconds."""
    return render(request, "respondents/waves/_standing.html", standing(wave_or_404(pk)))


def standing(wave: Wave) -> dict[str, Any]:
    unit, moments = progress.what_left_when(wave) if wave.started_at else ("", [])
    return {
        "wave": wave,
        "progress": progress.progress_of(wave),
        "why_still": progress.why_still(wave),
        "is_held": progress.is_held(wave, timezone.now()),
        "unit": unit,
        "moments": moments,
        "refreshes": wave.state == WaveState.RUNNING
        or (wave.state == WaveState.RELEASED and wave.planned_at <= timezone.now()),
    }


def recipients(wave: Wave) -> dict[str, Any]:
    """Before it begins: who would get it now. After that: who did not, and why."""
    if wave.started_at is not None:
        return {"skipped": waves.skipped(wave)}
    if wave.state == WaveState.CANCELLED:
        return {}
    found = selection.preview(wave)
    left_out = [(reason.value, reason.label, count) for reason, count in found.left_out.items()]
    return {"selection": found, "left_out": left_out}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.release_wave")
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    wave = wave_or_404(pk)
    local = timezone.localtime(wave.planned_at)
    initial = {"day": local.date(), "hour": local.time()}
    form = MomentForm(request.POST or None, edition=wave.edition, initial=initial)
    if form.is_valid() and not form.remarks:
        was_released = wave.state != WaveState.CONCEPT
        try:
            waves.plan(wave, form.cleaned_data["moment"], by=request.user)
        except WaveRefused as refusal:
            form.add_error("hour", str(refusal))
        else:
            say_planned(request, wave, was_released=was_released)
            return redirect("waves:wave", wave.pk)
    context = {"edition": wave.edition, "wave": wave, "form": form}
    context |= {"title": "Ander tijdstip", "subtitle": str(wave)}
    return render_staff(request, "respondents/waves/moment.html", context)


def say_planned(request: HttpRequest, wave: Wave, *, was_released: bool) -> None:
    messages.success(request, f"Het tijdstip is nu {schedule.in_words(wave.planned_at)}.")
    if was_released and wave.state == WaveState.CONCEPT:
        messages.warning(request, BACK_TO_CONCEPT)


BACK_TO_CONCEPT = "De verzending is weer concept. Geef haar opnieuw vrij, anders vertrekt ze niet."
