from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from surveys.models.gemeente import Gemeente
from surveys.models.response import Response


class GemeenteCorrection(models.Model):
    """One time that a response was counted for another gemeente; what somebody chose themselves stays in the first."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="gemeente_corrections", verbose_name="respons"
    )
    was = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, related_name="+", verbose_name="gemeente daarvoor"
    )
    became = models.ForeignKey(Gemeente, models.PROTECT, related_name="+", verbose_name="gemeente daarna")
    reason = models.CharField("reden", max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="door"
    )
    made_at = models.DateTimeField("op", db_default=Now())

    class Meta:
        verbose_name = "verbeterde gemeente"
        verbose_name_plural = "verbeterde gemeenten"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="gemeente_correction_changes_it",
                condition=Q(was__isnull=True) | ~Q(was=F("became")),
                violation_error_message="Kies een andere gemeente dan die er al staat.",
            ),
            models.CheckConstraint(
                name="gemeente_correction_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Vul in waarom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was or 'geen'} werd {self.became}"
