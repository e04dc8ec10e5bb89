from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from surveys.enums import AuditVerb


class AuditEntry(models.Model):
    """Who did what to which object, and when; ids and counts only, so that it can outlive an erasure.

    A trigger in the database refuses to change or delete a row.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wie"
    )
    verb = models.CharField("wat", max_length=30, choices=AuditVerb)
    target = models.CharField("waaraan", max_length=40, help_text="Soort en nummer, zoals edition:3.")
    count = models.PositiveIntegerField("aantal", null=True, blank=True)
    reason = models.CharField("reden", max_length=200, blank=True)
    at = models.DateTimeField("wanneer", db_default=Now())

    class Meta:
        verbose_name = "logboekregel"
        verbose_name_plural = "logboek"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.target}"
