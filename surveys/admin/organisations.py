from django.contrib import admin
from django.db import models

from surveys.admin.base import Audited
from surveys.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(Audited):
    """Who is behind a survey, and how are they reached?"""

    formfield_overrides = Audited.formfield_overrides | {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "email", "privacy_email", "phone", "website"]
    search_fields = ["name"]
    fields = ["name", "address", ("email", "phone"), "privacy_email", "website", "dkim_selector"]
