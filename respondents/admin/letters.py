from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from respondents.domain.settling import settle
from respondents.models import Letter, LetterEvent
from surveys.admin.base import ReadOnly, staff


class LetterEventInline(admin.TabularInline):
    model = LetterEvent
    fields = ["kind", "at"]
    readonly_fields = ["kind", "at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """What happened to each mail, and which of them are in doubt?"""

    list_display = [
        "pk",
        "kind",
        "wave",
        "respondent",
        "state",
        "skip_reason",
        "failure",
        "settled_at",
        "mail",
    ]
    list_filter = ["state", "kind", "wave", "skip_reason"]
    list_select_related = ["wave", "invitation__respondent"]
    search_fields = ["normalized_email"]
    fields = [
        ("kind", "wave"),
        "respondent",
        ("state", "skip_reason"),
        "failure",
        ("attempts", "not_before"),
        ("sending_since", "settled_at", "created_at"),
    ]
    inlines = [LetterEventInline]
    actions = ["was_sent", "send_again"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["respondent"]

    @admin.display(description="respondent", ordering="invitation__respondent__name")
    def respondent(self, letter: Letter) -> str:
        return str(letter.invitation.respondent) if letter.invitation else "–"

    @admin.display(description="mail")
    def mail(self, letter: Letter) -> SafeString | str:
        """Its words are there since it came to the door."""
        if letter.text_id is None:
            return "–"
        return format_html('<a href="{}">bekijk</a>', reverse("waves:letter", args=[letter.pk]))

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("respondents.change_letter")

    @admin.action(description="In twijfel: is verstuurd", permissions=["settle"])
    def was_sent(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        self._settle(request, queryset, was_sent=True)

    @admin.action(description="In twijfel: stuur opnieuw", permissions=["settle"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        self._settle(request, queryset, was_sent=False)

    def _settle(self, request: HttpRequest, queryset: QuerySet[Letter], *, was_sent: bool) -> None:
        chosen = list(queryset)
        settled = sum(settle(letter, was_sent=was_sent, by=staff(request)) for letter in chosen)
        what = "aangemerkt als verstuurd" if was_sent else "teruggezet in de wachtrij"
        self.message_user(request, f"{settled} van {len(chosen)} brieven {what}.")
        if settled < len(chosen):
            self.message_user(request, "De andere waren niet in twijfel.", messages.WARNING)
