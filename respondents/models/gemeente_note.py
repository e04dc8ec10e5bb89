from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from surveys.models import Gemeente


class GemeenteNote(models.Model):
    """Something that the team wrote down of a gemeente; never changed, at most hidden by somebody."""

    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="notes", verbose_name="gemeente")
    text = models.TextField("notitie", max_length=1000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="geschreven door"
    )
    made_at = models.DateTimeField("geschreven op", db_default=Now())
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="verborgen door",
    )
    hidden_at = models.DateTimeField("verborgen op", null=True, blank=True)

    class Meta:
        verbose_name = "notitie bij een gemeente"
        verbose_name_plural = "notities bij gemeenten"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="note_says_something",
                condition=~Q(text=""),
                violation_error_message="Schrijf iets op.",
            ),
            models.CheckConstraint(
                name="note_hidden_by_somebody_at_some_time",
                condition=Q(hidden_by__isnull=True, hidden_at__isnull=True)
                | Q(hidden_by__isnull=False, hidden_at__isnull=False),
                violation_error_message="Bij verbergen hoort wie het deed en wanneer.",
            ),
        ]

    def __str__(self) -> str:
        return f"notitie {self.pk}"

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
