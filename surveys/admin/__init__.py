"""The researcher's workbench: each list answers a question. Who may see what stands in `respondents.domain.groups`."""

from django.contrib import admin

from surveys.admin import gemeenten, organisations, questionnaires, responses

__all__ = ["gemeenten", "organisations", "questionnaires", "responses"]

admin.site.site_header = "Barometer Burgerparticipatie"
admin.site.site_title = "Barometer"
admin.site.index_title = "Beheer"
admin.site.site_url = None
# The lists stand on the front page and above each page; a third place for them would only take room.
admin.site.enable_nav_sidebar = False
