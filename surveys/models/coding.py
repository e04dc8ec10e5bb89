from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from surveys.enums import CodingState, ThemeState
from surveys.models.questionnaire import CODE
from surveys.models.response import Response
from surveys.models.survey import Edition

# The code of a question, that of a row or option, and what a kind puts behind it.
LONGEST_VARIABLE = 100
DIGEST = 64


class ThemeQuerySet(models.QuerySet["Theme"]):
    def of_variable(self, edition: Edition, variable: str) -> "ThemeQuerySet":
        return self.filter(edition=edition, variable=variable)

    def active(self) -> "ThemeQuerySet":
        return self.filter(state=ThemeState.ACTIVE)


class Theme(models.Model):
    """One theme of the codebook of one open variable; its code keeps its meaning for ever.

    What was merged keeps its own codes and counts as the theme that it went into, so that it can be taken apart again.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="themes", verbose_name="editie")
    variable = models.CharField("variabele", max_length=LONGEST_VARIABLE, validators=[CODE])
    code = models.CharField(max_length=40, validators=[CODE])
    label = models.CharField("naam", max_length=100)
    description = models.CharField("wanneer geeft u dit thema?", max_length=400, blank=True, default="")
    position = models.PositiveSmallIntegerField("plaats")
    state = models.CharField("stand", max_length=8, choices=ThemeState, default=ThemeState.ACTIVE)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name="samengevoegd met",
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema’s"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "variable", "code"],
                name="theme_code_once",
                violation_error_message="Deze code is al van een ander thema van deze vraag.",
            ),
            models.UniqueConstraint(
                "edition",
                "variable",
                Lower("label"),
                name="theme_label_once",
                condition=Q(state=ThemeState.ACTIVE),
                violation_error_message="Er is bij deze vraag al een thema met deze naam.",
            ),
            models.CheckConstraint(
                name="theme_merged_has_a_target",
                condition=Q(state=ThemeState.MERGED, merged_into__isnull=False)
                | ~Q(state=ThemeState.MERGED) & Q(merged_into=None),
                violation_error_message="Alleen een samengevoegd thema hoort bij een ander.",
            ),
            models.CheckConstraint(
                name="theme_merged_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message="Een thema gaat niet op in zichzelf.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_active(self) -> bool:
        return self.state == ThemeState.ACTIVE


class Coding(models.Model):
    """What one coder made of one answer: themes, or none that fits.

    `digest` is that of the text that was read; once the respondent changes it, the coding counts no more.
    The first coding of an answer counts until somebody settles on one.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="codings")
    variable = models.CharField("variabele", max_length=LONGEST_VARIABLE)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField("stand", max_length=6, choices=CodingState, default=CodingState.EMPTY)
    digest = models.CharField(max_length=DIGEST)
    coded_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "codering"
        verbose_name_plural = "coderingen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "variable", "coder"],
                name="coding_once",
                violation_error_message="Deze codeur heeft dit antwoord al gecodeerd.",
            ),
            models.UniqueConstraint(
                fields=["response", "variable"],
                name="coding_settled_once",
                condition=Q(settled_at__isnull=False),
                violation_error_message="Over dit antwoord is al beslist.",
            ),
            models.CheckConstraint(
                name="coding_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="Een beslissing heeft een tijd en iemand die haar nam.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variable} van {self.response_id}"


class GivenTheme(models.Model):
    """One theme that one coder gave to one answer."""

    coding = models.ForeignKey(Coding, models.CASCADE, related_name="given")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="given")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "gegeven thema"
        verbose_name_plural = "gegeven thema’s"
        constraints = [
            models.UniqueConstraint(
                fields=["coding", "theme"],
                name="given_theme_once",
                violation_error_message="Dit thema is al gegeven.",
            )
        ]

    def __str__(self) -> str:
        return f"thema {self.theme_id} bij {self.coding_id}"


class Quote(models.Model):
    """The words of an answer that may be quoted, after somebody looked at the names in them; the answer stays.

    `digest` is that of the answer; once the respondent changes it, nothing of it may be quoted.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="quotes")
    variable = models.CharField("variabele", max_length=LONGEST_VARIABLE)
    text = models.TextField("citaat", max_length=2000)
    digest = models.CharField(max_length=DIGEST)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "citaat"
        verbose_name_plural = "citaten"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "variable"],
                name="quote_once",
                violation_error_message="Van dit antwoord is al een citaat.",
            ),
            models.CheckConstraint(
                name="quote_has_words",
                condition=~Q(text=""),
                violation_error_message="Vul in wat er mag worden geciteerd.",
            ),
        ]

    def __str__(self) -> str:
        return f"citaat {self.pk}"
