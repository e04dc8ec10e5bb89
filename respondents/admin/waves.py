from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from respondents.domain import waves
from respondents.enums import LetterState, WaveState
from respondents.exceptions import TextRefused, WaveRefused
from respondents.forms.staff import WaveForm
from respondents.models import Wave
from surveys.admin.base import Audited, staff

Act = Callable[..., Any]
# The buttons under a wave: what they are called in the form, what they do, and what is said after.
ACTS: dict[str, tuple[Act, str]] = {
    "_pause": (waves.pause, "Gepauzeerd. Er vertrekt geen brief meer, tot iemand op Hervatten drukt."),
    "_resume": (waves.resume, "Hervat."),
    "_cancel": (waves.cancel, "Geannuleerd. Wat nog niet was vertrokken, vertrekt niet meer."),
    "_top_up": (waves.top_up, "Aangevuld met wie er sinds het begin bij is gekomen."),
}


@admin.register(Wave)
class WaveAdmin(Audited):
    """Which mailings are planned, and how far is each of them?"""

    form = WaveForm
    list_display = ["__str__", "edition", "state", "planned_at", "released_by", "selected_count"]
    list_filter = ["edition", "kind", "state"]
    list_select_related = ["edition", "released_by"]
    readonly_fields = ["state", "proposal", "released_by", "released_at", "progress"]
    fields = [
        ("edition", "kind"),
        "planned_at",
        "proposal",
        "subject",
        "body",
        ("state", "released_by", "released_at"),
        "progress",
    ]
    change_form_template = "admin/respondents/wave_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Wave | None = None) -> Any:
        """Once it is released neither its text nor its hour changes under the person who released it."""
        if obj is None:
            return self.readonly_fields
        fixed = ["edition", "kind"] if obj.is_editable else WaveForm.Meta.fields
        return [*self.readonly_fields, *fixed]

    @admin.display(description="voortgang")
    def progress(self, wave: Wave) -> SafeString | str:
        """The sum of the letters in each state, each with the way to them."""
        if wave.selected_count is None:
            return "Nog niet begonnen."
        letters = reverse("admin:respondents_letter_changelist")
        states = ((LetterState(state), count) for state, count in waves.counts(wave).items() if count)
        parts = [
            format_html(
                '<a href="{}?wave__id__exact={}&state__exact={}">{} {}</a>',
                letters, wave.pk, state, count, str(state.label).lower(),
            )
            for state, count in states
        ]  # fmt: skip
        return format_html("{} gekozen: {}", wave.selected_count, SafeString(" + ".join(parts) or "niemand"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        asked = next((name for name in ACTS if name in request.POST), None)
        if asked:
            return self._act(request, object_id, *ACTS[asked])
        return super().change_view(request, object_id, form_url, extra_context)

    def _act(self, request: HttpRequest, object_id: str, act: Act, said: str) -> HttpResponse:
        wave = self.get_object(request, object_id)
        if wave is None or not request.user.has_perm("respondents.release_wave"):
            return redirect("admin:respondents_wave_changelist")
        try:
            act(wave, **({} if act is waves.top_up else {"by": staff(request)}))
        except (WaveRefused, TextRefused) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, said)
        return redirect(request.path)

    def response_change(self, request: HttpRequest, obj: Wave) -> HttpResponse:
        if "_release" in request.POST and obj.state == WaveState.CONCEPT:
            return redirect("wave_release", obj.pk)
        return super().response_change(request, obj)
