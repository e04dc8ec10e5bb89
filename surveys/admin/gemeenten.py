from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from surveys.admin.base import Audited, ReadOnly
from surveys.domain.gemeenten import sort_key
from surveys.models import Gemeente, GemeenteChange, Survey


@admin.register(Gemeente)
class GemeenteAdmin(Audited):
    """Which gemeenten are there, and under which names are they known?"""

    list_display = ["name", "code", "provincie", "inhabitants", "valid_from", "valid_until"]
    list_filter = ["provincie", ("valid_until", admin.EmptyFieldListFilter)]
    search_fields = ["name", "code", "aliases"]
    readonly_fields = ["code"]
    fields = [
        "code",
        "name",
        "provincie",
        "aliases",
        "domain",
        ("inhabitants", "inhabitants_on"),
        ("valid_from", "valid_until"),
    ]

    def save_model(self, request: HttpRequest, obj: Gemeente, form: Any, change: bool) -> None:
        obj.sort_key = sort_key(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(GemeenteChange)
class GemeenteChangeAdmin(ReadOnly):
    """Which gemeente went into which?"""

    list_display = ["effective_on", "old", "new"]
    list_display_links = None
    list_filter = ["effective_on"]
    list_select_related = ["old", "new"]
    search_fields = ["old__name", "new__name"]


@admin.register(Survey)
class SurveyAdmin(ReadOnly):
    list_display = ["name", "slug", "population", "has_phone_round"]
