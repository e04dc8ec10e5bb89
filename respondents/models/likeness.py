from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from respondents.models.respondent import Respondent


class TwoPeople(models.Model):
    """Two contacts that look the same and of whom the team said that they are two people; the lower key is first."""

    first = models.ForeignKey(Respondent, models.CASCADE, related_name="+", verbose_name="de een")
    second = models.ForeignKey(Respondent, models.CASCADE, related_name="+", verbose_name="de ander")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="besloten door"
    )
    decided_at = models.DateTimeField("besloten op", db_default=Now())

    class Meta:
        verbose_name = "twee mensen"
        verbose_name_plural = "twee mensen"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_once"),
            models.CheckConstraint(
                name="two_people_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="Twee mensen zijn twee verschillende contacten.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} en {self.second_id}"
