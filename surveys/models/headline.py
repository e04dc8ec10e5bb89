from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from surveys.models.coding import DIGEST
from surveys.models.questionnaire import CODE
from surveys.models.survey import Edition
from surveys.validators import one_line

LONGEST_HEADLINE = 160


class Headline(models.Model):
    """What a person wrote above one figure of an edition, in the place of the headline that the rules make.

    `digest` is that of the numbers that it was written on, or confirmed on since, and `rule` what the rules made of
    those.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="headlines", verbose_name="editie")
    figure = models.CharField("figuur", max_length=40, validators=[CODE])
    text = models.CharField("kop", max_length=LONGEST_HEADLINE, validators=[one_line])
    digest = models.CharField(max_length=DIGEST, editable=False)
    rule = models.TextField("kop volgens de regels", editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="door"
    )
    written_at = models.DateTimeField("op", db_default=Now())

    class Meta:
        verbose_name = "geschreven kop"
        verbose_name_plural = "geschreven koppen"
        ordering = ["edition", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "figure"],
                name="headline_once_for_a_figure",
                violation_error_message="Deze figuur heeft al een geschreven kop.",
            ),
            models.CheckConstraint(
                name="headline_says_something",
                condition=~Q(text=""),
                violation_error_message="Schrijf een kop.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
