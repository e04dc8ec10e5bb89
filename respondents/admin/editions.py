from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from respondents.domain.waves import propose_waves
from respondents.forms.staff import EditionForm, NewEditionForm
from surveys.admin.base import Audited, staff
from surveys.domain import version_change
from surveys.domain.version_change import Change
from surveys.exceptions import ChangeUnconfirmed, QuestionnaireUnfit
from surveys.models import Edition, Questionnaire


@admin.register(Edition)
class EditionAdmin(Audited):
    """Which rounds are there, and when does each open and close?"""

    form = EditionForm
    list_display = ["title", "slug", "opens_at", "closes_at", "questionnaire", "fieldwork"]
    list_filter = ["survey"]
    list_select_related = ["survey", "questionnaire"]
    search_fields = ["title", "slug"]
    # The close moves on a page of its own, which shows first what follows from it.
    readonly_fields = ["survey", "slug", "year", "closes_at"]
    fields = [
        ("survey", "year", "slug"),
        "title",
        "questionnaire",
        "confirmed",
        ("opens_at", "closes_at"),
        ("phone_from", "phone_until"),
        ("organisation", "co_organisation"),
        ("sender_name", "sender_email", "reply_to"),
        "target_percent",
        "answered_gemeente_stops_reminders",
        "sends_thanks",
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new edition is a survey and a year; the rest is proposed, and can be changed after."""
        return super().get_form(request, obj, change, **kwargs) if change else NewEditionForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["survey", "year"]
        may_change = self.has_change_permission(request, obj)
        return [name for name in self.fields if may_change or name != "confirmed"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "questionnaire":
            kwargs["queryset"] = Questionnaire.objects.published()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        if change:
            self._save_changed(request, obj, form)
            return
        super().save_model(request, obj, form, change)
        for wave in propose_waves(obj):
            self.message_user(request, f"Voorgesteld: {wave}. {wave.proposal}".rstrip(), messages.INFO)

    def _save_changed(self, request: HttpRequest, edition: Edition, form: EditionForm) -> None:
        """The questionnaire goes by the domain, which looks once more whether there are answers."""
        wanted, edition.questionnaire_id = edition.questionnaire, form.initial["questionnaire"]
        super().save_model(request, edition, form, change=True)
        if edition.questionnaire == wanted:
            return
        confirmed = form.cleaned_data["confirmed"]
        try:
            change = version_change.change_questionnaire(
                edition, wanted, confirmed=confirmed, by=staff(request)
            )
        except (ChangeUnconfirmed, QuestionnaireUnfit):
            begun = "Intussen is iemand begonnen, dus de vragenlijst is nog de oude. Kies hem opnieuw."
            self.message_user(request, begun, messages.WARNING)
        else:
            self.message_user(request, what_changed(wanted, change), messages.INFO)

    @admin.display(description="veldwerk")
    def fieldwork(self, edition: Edition) -> SafeString:
        return format_html('<a href="{}">respons</a>', reverse("fieldwork:fieldwork", args=[edition.slug]))


def what_changed(to: Questionnaire | None, change: Change) -> str:
    if to is None:
        return "De editie heeft nu geen vragenlijst."
    if not change.has_answers:
        return f"De vragenlijst is nu {to}."
    if not change.differences:
        return (
            f"De vragenlijst is nu {to}. Alleen woorden zijn anders (een kleine versie); "
            "wie al begonnen is, maakt de oude versie af."
        )
    return f"Nieuwe antwoorden beginnen op {to}. Op de oude versie gaan er {change.under_way} verder."
