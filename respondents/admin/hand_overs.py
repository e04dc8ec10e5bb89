from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from respondents.domain import hand_overs
from respondents.exceptions import HandOverRefused
from respondents.models import HandOver
from surveys.admin.base import ReadOnly, staff


@admin.register(HandOver)
class HandOverAdmin(ReadOnly):
    """Which colleagues wait for a decision? Their address is not of the gemeente, so a person has to look at it."""

    list_display = [
        "made_at",
        "giver_name",
        "gemeente",
        "state",
        "name",
        "email",
        "with_answers",
        "names_giver",
        "decided_by",
    ]
    list_display_links = None
    list_filter = ["state", "giver__edition"]
    list_select_related = ["giver__respondent__gemeente", "decided_by"]
    search_fields = ["email", "giver__respondent__name", "giver__respondent__gemeente__name"]
    actions = ["approve", "refuse"]

    @admin.display(description="doorgegeven door", ordering="giver__respondent__name")
    def giver_name(self, hand_over: HandOver) -> str:
        return str(hand_over.giver.respondent)

    @admin.display(description="gemeente", ordering="giver__respondent__gemeente__sort_key")
    def gemeente(self, hand_over: HandOver) -> str:
        return str(hand_over.giver.respondent.gemeente)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("respondents.change_handover")

    @admin.action(description="Keur goed en stuur de collega de link", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[HandOver]) -> None:
        self._decide(request, queryset, hand_overs.approve, "goedgekeurd")

    @admin.action(description="Wijs af en wis het adres", permissions=["decide"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[HandOver]) -> None:
        self._decide(request, queryset, hand_overs.refuse, "afgewezen")

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[HandOver], decide: Callable[..., Any], what: str
    ) -> None:
        decided = 0
        for hand_over in queryset:
            try:
                decide(hand_over, by=staff(request))
                decided += 1
            except HandOverRefused as refusal:
                self.message_user(request, f"{hand_over.giver.respondent}: {refusal}", messages.ERROR)
        self.message_user(request, f"{decided} {what}.")
