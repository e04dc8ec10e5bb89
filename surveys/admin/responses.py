from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from surveys.admin.base import ReadOnly
from surveys.domain import answering, routing
from surveys.enums import Provincie
from surveys.kinds import kind_of
from surveys.models import Response


@admin.register(Response)
class ResponseAdmin(ReadOnly):
    """What has come in? Without the gemeente and without the receipt code: both lead to a person."""

    list_display = [
        "pk",
        "edition",
        "provincie",
        "channel",
        "source",
        "started_at",
        "completed_at",
        "is_test",
    ]
    list_filter = ["edition", "channel", "is_test", "is_late", ("completed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["edition", "gemeente"]
    fields = [
        "edition",
        "questionnaire",
        "provincie",
        "channel",
        "source",
        "started_at",
        "saved_at",
        "completed_at",
        "is_test",
        "is_late",
        "rotation",
        "answers_in_words",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields  # type: ignore[return-value]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("answers")

    @admin.display(description="provincie", ordering="gemeente__provincie")
    def provincie(self, response: Response) -> str:
        return Provincie(response.gemeente.provincie).label if response.gemeente else "–"

    @admin.display(description="antwoorden")
    def answers_in_words(self, response: Response) -> SafeString:
        lines = (
            (text, "; ".join(given) or "niet beantwoord")
            for question in routing.shown(answering.questionnaire_of(response).questions, response.answers)
            for text, given in kind_of(question).lines(question, response.answers)
        )
        return format_html_join("", "<p><b>{}</b><br>{}</p>", lines)
