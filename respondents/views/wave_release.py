"""The last look before a mailing: how many, who not and why, five mails as they will be, and one to oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from respondents.domain import letters, schedule, selection, text_advice, trial_letters, waves
from respondents.exceptions import TextRefused, WaveRefused
from respondents.forms.waves import ReleaseForm
from respondents.models import Invitation, Wave
from respondents.views.wave_text import RELATED, frames_mail, newest
from respondents.views.waves import wave_or_404
from surveys.views.staff import StaffRequest, render_staff, staff_page

SAMPLES = 5


@require_http_methods(["GET", "HEAD", "POST"])
@frames_mail
@staff_page("respondents.release_wave")
def release(request: StaffRequest, pk: int) -> HttpResponse:
    return last_look(request, wave_or_404(pk), now=False)


@require_http_methods(["GET", "HEAD", "POST"])
@frames_mail
@staff_page("respondents.release_wave")
def send_now(request: StaffRequest, pk: int) -> HttpResponse:
    return last_look(request, wave_or_404(pk), now=True)


def last_look(request: StaffRequest, wave: Wave, *, now: bool) -> HttpResponse:
    form = ReleaseForm(request.POST or None, initial={"seen": newest(wave)})
    if form.is_valid():
        act(request, wave, form.cleaned_data["seen"], now=now)
        return redirect("waves:wave", wave.pk)
    context = {"wave": wave, "form": form, "now": now, "remarks": schedule.remarks(wave.planned_at)}
    context |= {"advice": text_advice.advice(wave.kind, wave.subject, wave.body)}
    context |= {"title": "Nu versturen" if now else "Vrijgeven", "subtitle": str(wave)}
    return render_staff(request, "respondents/waves/release.html", context | who(wave))


def act(request: StaffRequest, wave: Wave, seen: int, *, now: bool) -> None:
    try:
        if now:
            waves.send_now(wave, by=request.user, seen=seen)
            messages.success(request, "De verzending vertrekt nu.")
        else:
            waves.release(wave, by=request.user, seen=seen)
            leaves = schedule.in_words(wave.planned_at)
            messages.success(request, f"Vrijgegeven. De verzending vertrekt vanzelf op {leaves}.")
    except (TextRefused, WaveRefused) as refusal:
        messages.error(request, str(refusal))


def who(wave: Wave) -> dict[str, Any]:
    found = selection.preview(wave)
    left_out = [(reason.value, reason.label, count) for reason, count in found.left_out.items()]
    return {"selection": found, "left_out": left_out, "samples": samples(wave)}


def samples(wave: Wave) -> list[tuple[Invitation, Any]]:
    """The mails of five recipients from the whole list, always the same ones as long as the list is."""
    chosen = spread(selection.who(wave), SAMPLES)
    found = Invitation.objects.select_related(*RELATED).in_bulk(chosen)
    return [(found[pk], letters.sample(wave, found[pk])) for pk in chosen]


def spread(numbers: list[int], count: int) -> list[int]:
    """So many of the numbers, from the first to the last at even distances."""
    last = len(numbers) - 1
    places = dict.fromkeys(last * place // max(count - 1, 1) for place in range(count)) if numbers else {}
    return [numbers[place] for place in places]


@require_POST
@staff_page("respondents.release_wave")
def test_mail(request: StaffRequest, pk: int) -> HttpResponse:
    """To the address of who asks, and to no other."""
    wave = wave_or_404(pk)
    try:
        letter = trial_letters.send_test(wave, by=request.user)
    except WaveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"De testmail (brief {letter.pk}) komt zo aan op {request.user.email}.")
    return redirect("waves:wave", wave.pk)
