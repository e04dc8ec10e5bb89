from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.enums import CallOutcome, CaseState
from respondents.models.invitation import Invitation
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
    note = models.TextField(
        "notitie die nog niet bij een uitkomst staat", blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = "beldossier"
        verbose_name_plural = "beldossiers"
        ordering = ["edition", "gemeente__sort_key"]
        permissions = [
            ("call_gemeente", "Mag gemeenten bellen en aan de telefoon invullen"),
            ("oversee_calls", "Mag zien wie wat belde, dossiers overnemen en de beltekst schrijven"),
        ]
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


class CallAttemptQuerySet(models.QuerySet["CallAttempt"]):
    def standing(self) -> "CallAttemptQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class CallAttempt(models.Model):
    """One call to a gemeente, and how it ended; one that was undone stays, and counts for nothing.

    `key` is of the page on which it was recorded, so that pressing twice is once. What it changed is beside it, so
    that undoing can put that back: how the case stood, whom it opted out, whom it invited.
    """

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
    key = models.UUIDField(null=True, unique=True, editable=False)
    appointment_at = models.DateTimeField("afspraak op", null=True, blank=True)
    state_before = models.CharField(
        max_length=12, choices=CaseState, blank=True, db_default="", editable=False
    )
    appointment_before = models.DateTimeField(null=True, editable=False)
    opted_out = models.BooleanField("heeft afgemeld", default=False, db_default=False, editable=False)
    invited = models.ForeignKey(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="wie genoemd is",
    )
    undone_at = models.DateTimeField("ongedaan gemaakt op", null=True, blank=True)

    objects = CallAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "belpoging"
        verbose_name_plural = "belpogingen"
        ordering = ["-called_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="attempt_appointment_has_a_time",
                condition=~Q(outcome=CallOutcome.APPOINTMENT) | Q(appointment_at__isnull=False),
                violation_error_message="Vul in wanneer de afspraak is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.case}"


class CallScript(models.Model):
    """What a caller says in one edition, as the team wrote it; an edition without one has the proposed text."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="call_script", verbose_name="editie")
    body = models.TextField("beltekst")

    class Meta:
        verbose_name = "beltekst"
        verbose_name_plural = "belteksten"

    def __str__(self) -> str:
        return f"beltekst van {self.edition}"
