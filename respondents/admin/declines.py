from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from respondents.models import Decline
from surveys.admin.base import ReadOnly


@admin.register(Decline)
class DeclineAdmin(ReadOnly):
    """Which gemeenten take no part, and of which was that said by somebody and waits for us?"""

    list_display = [
        "gemeente",
        "edition",
        "state",
        "said_by",
        "reason",
        "claimed_by",
        "decided_by",
        "made_at",
        "act",
    ]
    list_display_links = None
    list_filter = ["state", "edition"]
    list_select_related = ["gemeente", "edition", "claimed_by", "decided_by"]
    search_fields = ["gemeente__name"]

    @admin.display(description="besluit")
    def act(self, row: Decline) -> SafeString:
        page = f"{reverse('declines', args=[row.edition.slug])}?{urlencode({'gemeente': row.gemeente_id})}"
        return format_html(
            '<a href="{}">Bekijk<span class="visually-hidden"> {}</span></a>', page, row.gemeente
        )
