from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now

from respondents.enums import ImportState, RowAction, RowProblem
from surveys.models import Edition, Gemeente


class ContactImport(models.Model):
    """One file with contacts that somebody of the team put up, from choosing it to what came of it.

    The file and its rows are personal data: they are there until it was imported or thrown away, at most a day.
    `columns` and `has_headings` are null until they were recognised; a person may choose others. A worker that began
    noted `claimed_at`.
    """

    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_imports",
        verbose_name="uitnodigen voor",
    )
    state = models.CharField("stand", max_length=9, choices=ImportState, default=ImportState.READING)
    file_name = models.CharField("bestand", max_length=100)
    file = models.BinaryField(null=True, editable=False)
    columns = models.JSONField("kolommen", null=True, editable=False)
    has_headings = models.BooleanField("de eerste rij heeft kolomnamen", null=True)
    first_rows = models.JSONField("eerste rijen", default=list, editable=False)
    unread_sheets = models.JSONField("niet gelezen tabbladen", default=list, editable=False)
    source = models.CharField("bron van de adressen", max_length=200, blank=True)
    sourced_on = models.DateField("datum van de bron", null=True, blank=True)
    outcome_year = models.PositiveSmallIntegerField("jaar van de uitkomsten", null=True, blank=True)
    message = models.CharField("waarom het niet lukte", max_length=400, blank=True)
    claimed_at = models.DateTimeField("begonnen op", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gekozen door"
    )
    created_at = models.DateTimeField("gekozen op", db_default=Now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bevestigd door",
    )
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    outcome = models.JSONField("wat er gebeurde", default=dict, editable=False)

    class Meta:
        verbose_name = "import van contacten"
        verbose_name_plural = "imports van contacten"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="contactimport_keeps_no_file",
                condition=Q(state__in=sorted(ImportState.keeps_rows)) | Q(file__isnull=True, first_rows=[]),
                violation_error_message="Van een import die klaar is, blijft het bestand niet bewaard.",
            ),
            models.CheckConstraint(
                name="contactimport_confirmed_by_somebody_at_some_time",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="Bij een bevestiging hoort wie het deed en wanneer.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in ImportState.working


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def with_problem(self) -> "ImportRowQuerySet":
        """In the order of their gravity: what cannot go in first."""
        gravity = [When(problem=problem, then=Value(place)) for place, problem in enumerate(RowProblem)]
        return self.exclude(problem=RowProblem.NONE).order_by(Case(*gravity), "number")

    def going_in(self) -> "ImportRowQuerySet":
        return self.exclude(action=RowAction.SKIP)


class ImportRow(models.Model):
    """One row of the file: the cells by column, what is remarkable about it, and what is to be done with it.

    `gemeente` is the one with which it goes in; `candidates` are the others that may be chosen.
    """

    contact_import = models.ForeignKey(ContactImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("rij")
    values = models.JSONField("cellen")
    gemeente = models.ForeignKey(
        Gemeente, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="gemeente"
    )
    candidates = ArrayField(models.BigIntegerField(), default=list, blank=True)
    problem = models.CharField(
        "soort", max_length=20, choices=RowProblem, blank=True, default=RowProblem.NONE
    )
    reason = models.CharField("wat is er aan de hand", max_length=2000, blank=True)
    action = models.CharField("wat doen we", max_length=6, choices=RowAction, default=RowAction.IMPORT)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "rij van een import"
        verbose_name_plural = "rijen van een import"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contact_import", "number"], name="importrow_once_per_import"),
            models.CheckConstraint(
                name="importrow_goes_in_with_a_gemeente",
                condition=Q(action=RowAction.SKIP) | Q(gemeente__isnull=False),
                violation_error_message="Kies een gemeente.",
            ),
            models.CheckConstraint(
                name="importrow_goes_in_if_it_can",
                condition=Q(action=RowAction.SKIP)
                | ~Q(problem__in=sorted(RowProblem.fatal - {RowProblem.GEMEENTE_UNKNOWN})),
                violation_error_message="Deze rij kan niet mee.",
            ),
        ]

    def __str__(self) -> str:
        return f"rij {self.number}"

    @property
    def is_fatal(self) -> bool:
        return self.problem in RowProblem.fatal
