from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from respondents.enums import LetterKind


class LetterText(models.Model):
    """One version of the words of a wave, or of the letters of a kind without one.

    Letters point at the version that they left with, so its words never change.
    """

    wave = models.ForeignKey(
        "respondents.Wave",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="texts",
        verbose_name="verzending",
    )
    kind = models.CharField("soort", max_length=12, choices=LetterKind)
    number = models.PositiveSmallIntegerField("versie")
    subject = models.CharField("onderwerp", max_length=150)
    body = models.TextField("tekst")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="geschreven door",
    )
    created_at = models.DateTimeField("gemaakt op", db_default=Now())

    class Meta:
        verbose_name = "tekst van een brief"
        verbose_name_plural = "teksten van brieven"
        ordering = ["wave_id", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "kind", "number"], name="letter_text_version_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"versie {self.number}"
