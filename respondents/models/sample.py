from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from respondents.models.respondent import Respondent
from surveys.models import Edition


class SampleChoice(models.Model):
    """That the team left somebody out of the sample of an edition, or took somebody in; the last choice stands."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sample_choices")
    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="sample_choices")
    is_in = models.BooleanField("in de steekproef")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("gekozen op", db_default=Now())

    class Meta:
        verbose_name = "keuze in een steekproef"
        verbose_name_plural = "keuzes in een steekproef"
        constraints = [
            models.UniqueConstraint(fields=["edition", "respondent"], name="samplechoice_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"keuze {self.pk}"
