from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from surveys.admin.base import ReadOnly
from surveys.domain import answering, routing
from surveys.enums import Provincie, ResponseFlag
from surveys.kinds import kind_of
from surveys.models import Response

STANDINGS = {"is_double": "dubbel", "is_in_grace": "na sluiting", "is_late": "te laat", "is_test": "proef"}


class FlagFilter(admin.SimpleListFilter):
    """Responses with one of the things that are remarkable, or with any."""

    title = "opvallend"
    parameter_name = "opvallend"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("iets", "Iets opvallends"), *ResponseFlag.choices, ("niets", "Niets opvallends")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "niets":
                return queryset.filter(flags=[])
            case "iets":
                return queryset.exclude(flags=[])
            case flag if flag in ResponseFlag.values:
                return queryset.filter(flags__contains=[flag])
        return queryset


@admin.register(Response)
class ResponseAdmin(ReadOnly):
    """What has come in? Without the gemeente, the receipt code and the hour: each leads to a person."""

    list_display = [
        "number",
        "edition",
        "provincie",
        "channel",
        "source",
        "started_on",
        "completed_on",
        "standing",
        "remarkable",
    ]
    list_filter = [
        "edition",
        "channel",
        FlagFilter,
        "is_double",
        "is_in_grace",
        "is_late",
        "is_test",
        ("completed_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["edition", "gemeente"]
    fields = [
        "edition",
        "questionnaire",
        "provincie",
        "channel",
        "source",
        "started_on",
        "completed_on",
        "standing",
        "double_reason",
        "remarkable",
        "rotation",
        "answers_in_words",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields  # type: ignore[return-value]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("answers")

    @admin.display(description="nummer", ordering="pk")
    def number(self, response: Response) -> int:
        return response.pk

    @admin.display(description="provincie", ordering="gemeente__provincie")
    def provincie(self, response: Response) -> str:
        return Provincie(response.gemeente.provincie).label if response.gemeente else "–"

    @admin.display(description="begonnen op", ordering="started_at")
    def started_on(self, response: Response) -> date:
        return timezone.localdate(response.started_at)

    @admin.display(description="verzonden op", ordering="completed_at")
    def completed_on(self, response: Response) -> date | None:
        return timezone.localdate(response.completed_at) if response.completed_at else None

    @admin.display(description="stand")
    def standing(self, response: Response) -> str:
        """Why it does not count, or what is to be known where it does."""
        return ", ".join(word for field, word in STANDINGS.items() if getattr(response, field)) or "–"

    @admin.display(description="opvallend")
    def remarkable(self, response: Response) -> str:
        return "; ".join(ResponseFlag(flag).label for flag in response.flags) or "–"

    @admin.display(description="antwoorden")
    def answers_in_words(self, response: Response) -> SafeString:
        lines = (
            (text, "; ".join(given) or "niet beantwoord")
            for question in routing.shown(answering.questionnaire_of(response).questions, response.answers)
            for text, given in kind_of(question).lines(question, response.answers)
        )
        return format_html_join("", "<p><b>{}</b><br>{}</p>", lines)
