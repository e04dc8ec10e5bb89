from django.contrib import admin

from respondents.models import CallAttempt, Case
from surveys.admin.base import ReadOnly


@admin.register(Case)
class CaseAdmin(ReadOnly):
    """Which gemeenten are being called, and who has which open?"""

    list_display = ["gemeente", "edition", "state", "appointment_at", "held_by", "held_until"]
    list_filter = ["edition", "state", "gemeente__provincie"]
    list_select_related = ["gemeente", "edition", "held_by"]
    search_fields = ["gemeente__name"]


@admin.register(CallAttempt)
class CallAttemptAdmin(ReadOnly):
    """Who called which gemeente, and how did it end?"""

    list_display = ["called_at", "gemeente", "caller", "outcome"]
    list_filter = ["case__edition", "outcome", "caller"]
    list_select_related = ["case__gemeente", "caller"]
    search_fields = ["case__gemeente__name"]

    @admin.display(description="gemeente", ordering="case__gemeente__sort_key")
    def gemeente(self, attempt: CallAttempt) -> str:
        return str(attempt.case.gemeente)
