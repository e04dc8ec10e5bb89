"""What the team does with a mailing that was released: pause, resume, add who came later, cancel."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from respondents.domain import waves
from respondents.exceptions import TextRefused, WaveRefused
from respondents.models import Wave
from respondents.views.waves import wave_or_404
from surveys.views.staff import StaffRequest, render_staff, staff_page

Act = Callable[..., Any]


@require_POST
@staff_page("respondents.release_wave")
def pause(request: StaffRequest, pk: int) -> HttpResponse:
    wave = wave_or_404(pk)
    do(request, wave, waves.pause)
    if wave.is_paused:
        messages.success(request, "Gepauzeerd. Er vertrekt geen brief meer, tot iemand op Hervat drukt.")
    else:
        messages.warning(
            request, f"Er valt niets te pauzeren: de stand is {wave.get_state_display().lower()}."
        )
    return redirect("waves:wave", pk)


@require_POST
@staff_page("respondents.release_wave")
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    wave = wave_or_404(pk)
    was_paused = wave.is_paused
    do(request, wave, waves.resume)
    if was_paused:
        messages.success(request, "Hervat.")
    return redirect("waves:wave", pk)


@require_POST
@staff_page("respondents.release_wave")
def top_up(request: StaffRequest, pk: int) -> HttpResponse:
    added = do(request, wave_or_404(pk), waves.top_up)
    if added is not None:
        words = (
            f"{added} mensen toegevoegd die er sinds het begin bij kwamen."
            if added
            else "Er was niemand bij."
        )
        messages.success(request, f"Aangevuld. {words}")
    return redirect("waves:wave", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.release_wave")
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Asked once more, for it cannot be undone."""
    wave = wave_or_404(pk)
    if request.method == "POST":
        do(request, wave, waves.cancel)
        if wave.is_cancelled:
            messages.success(request, "Geannuleerd. Wat nog niet was vertrokken, vertrekt niet meer.")
        return redirect("waves:wave", pk)
    counts = waves.counts(wave)
    context = {"wave": wave, "waiting": counts["queued"], "left": counts["accepted"]}
    context |= {"title": "Verzending annuleren", "subtitle": str(wave)}
    return render_staff(request, "respondents/waves/cancel.html", context)


def do(request: StaffRequest, wave: Wave, act: Act) -> Any:
    """What the act gives; None, with a message, if it was refused."""
    try:
        return act(wave, by=request.user)
    except (WaveRefused, TextRefused) as refusal:
        messages.error(request, str(refusal))
        return None
