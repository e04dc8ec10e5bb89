from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from respondents.models.wave import Wave
from surveys.models import Edition


class Move(models.Model):
    """One time that the close of an edition, or the hour of one of its waves, was moved.

    By these we know which date a letter of the past named.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="moves", verbose_name="editie")
    wave = models.ForeignKey(
        Wave, models.PROTECT, null=True, blank=True, related_name="moves", verbose_name="verzending"
    )
    old = models.DateTimeField("was")
    new = models.DateTimeField("werd")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="verplaatst door"
    )
    made_at = models.DateTimeField("verplaatst op", db_default=Now())

    class Meta:
        verbose_name = "verplaatsing"
        verbose_name_plural = "verplaatsingen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="move_goes_somewhere",
                condition=~Q(new=F("old")),
                violation_error_message="Kies een ander moment dan het huidige.",
            ),
        ]

    def __str__(self) -> str:
        return f"verplaatsing {self.pk}"
