from django.contrib import admin

from surveys.admin.base import ReadOnly
from surveys.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """Who did what?"""

    list_display = ["at", "actor", "verb", "target", "count", "reason"]
    list_display_links = None
    list_filter = ["verb", "at"]
    list_select_related = ["actor"]
    search_fields = ["target__exact"]
