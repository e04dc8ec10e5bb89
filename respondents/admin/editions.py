from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from respondents.domain.waves import propose_waves
from respondents.forms.staff import NewEditionForm
from surveys.admin.base import Audited
from surveys.models import Edition, Questionnaire


@admin.register(Edition)
class EditionAdmin(Audited):
    """Which rounds are there, and when does each open and close?"""

    list_display = ["title", "slug", "opens_at", "closes_at", "questionnaire", "fieldwork"]
    list_filter = ["survey"]
    list_select_related = ["survey", "questionnaire"]
    search_fields = ["title", "slug"]
    readonly_fields = ["survey", "slug", "year"]
    fields = [
        ("survey", "year", "slug"),
        "title",
        "questionnaire",
        ("opens_at", "closes_at"),
        ("phone_from", "phone_until"),
        "target_percent",
        "answered_gemeente_stops_reminders",
        "sends_thanks",
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new edition is a survey and a year; the rest is proposed, and can be changed after."""
        return super().get_form(request, obj, change, **kwargs) if change else NewEditionForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ["survey", "year"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "questionnaire":
            kwargs["queryset"] = Questionnaire.objects.published()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            for wave in propose_waves(obj):
                self.message_user(request, f"Voorgesteld: {wave}. {wave.proposal}".rstrip(), messages.INFO)

    @admin.display(description="veldwerk")
    def fieldwork(self, edition: Edition) -> SafeString:
        return format_html('<a href="{}">respons</a>', reverse("fieldwork:fieldwork", args=[edition.slug]))
