"""The last look before a mailing: how many, who not and why, and the mail itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from respondents.domain import letters, waves
from respondents.exceptions import TextRefused, WaveRefused
from respondents.models import Invitation, Wave
from surveys.admin.base import staff
from surveys.views.staff import render_staff, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("respondents.release_wave")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave.objects.select_related("edition__questionnaire"), pk=pk)
    if request.method == "POST":
        return release(request, wave)
    selection = waves.preview(wave)
    left_out = [(reason.label, count) for reason, count in selection.left_out.items()]
    context = {"title": f"{wave} vrijgeven", "wave": wave, "selection": selection, "left_out": left_out}
    return render_staff(request, "respondents/waves/release.html", context | sample_of(wave))


def release(request: HttpRequest, wave: Wave) -> HttpResponse:
    try:
        waves.release(wave, by=staff(request))
    except (TextRefused, WaveRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Vrijgegeven. {wave} vertrekt vanzelf op het geplande moment.")
    return redirect("admin:respondents_wave_change", wave.pk)


def sample_of(wave: Wave) -> dict[str, Any]:
    """The mail of the first respondent of the edition; none while nobody was invited."""
    related = ("respondent__gemeente", "edition__questionnaire")
    invitation = Invitation.objects.filter(edition=wave.edition).select_related(*related).first()
    if invitation is None:
        return {"sample": None}
    mail = letters.sample(wave, invitation)
    return {"sample": {"to": mail.to[0], "subject": mail.subject, "body": mail.body}}
