from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.enums import CallOutcome, CaseState
from respondents.models.respondent import Respondent
from surveys.models import Edition, Gemeente


class Case(models.Model):
    """One gemeente in the phone round of one edition.

    Whether it has answered is not stored here: a completed response closes its case at once.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cases", verbose_name="editie")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="cases", verbose_name="gemeente")
    state = models.CharField("stand", max_length=12, choices=CaseState, default=CaseState.OPEN)
    appointment_at = models.DateTimeField("afspraak op", null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="open bij",
    )
    held_until = models.DateTimeField("open tot", null=True, blank=True)

    class Meta:
        verbose_name = "beldossier"
        verbose_name_plural = "beldossiers"
        ordering = ["edition", "gemeente__sort_key"]
        permissions = [("call_gemeente", "Mag gemeenten bellen en aan de telefoon invullen")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "gemeente"], name="case_once_per_gemeente"),
            models.CheckConstraint(
                name="case_appointment_has_a_time",
                condition=~Q(state=CaseState.APPOINTMENT) | Q(appointment_at__isnull=False),
                violation_error_message="Vul in wanneer de afspraak is.",
            ),
            models.CheckConstraint(
                name="case_held_by_somebody_until_some_time",
                condition=Q(held_by__isnull=True, held_until__isnull=True)
                | Q(held_by__isnull=False, held_until__isnull=False),
                violation_error_message="Een dossier is open bij iemand, tot een tijdstip.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gemeente} ({self.edition})"

    @property
    def is_refused(self) -> bool:
        return self.state == CaseState.REFUSED


class CallAttempt(models.Model):
    """One call to a gemeente, and how it ended."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attempts", verbose_name="beldossier")
    respondent = models.ForeignKey(
        Respondent,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="call_attempts",
        verbose_name="wie gebeld is",
    )
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="call_attempts", verbose_name="beller"
    )
    outcome = models.CharField("uitkomst", max_length=16, choices=CallOutcome)
    note = models.TextField("notitie", blank=True)
    called_at = models.DateTimeField("gebeld op", db_default=Now())

    class Meta:
        verbose_name = "belpoging"
        verbose_name_plural = "belpogingen"
        ordering = ["-called_at"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.case}"
