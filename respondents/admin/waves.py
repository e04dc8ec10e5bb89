from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from respondents.models import Wave
from surveys.admin.base import ReadOnly


@admin.register(Wave)
class WaveAdmin(ReadOnly):
    """Which mailings are there, of all editions? Each has a page of its own beside the admin."""

    list_display = ["__str__", "edition", "state", "planned_at", "released_by", "selected_count"]
    list_filter = ["edition", "kind", "state"]
    list_select_related = ["edition", "released_by"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("waves:wave", object_id)
