from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from surveys.enums import ExportState
from surveys.models.survey import Edition


class ExportQuerySet(models.QuerySet["Export"]):
    def under_way(self) -> "ExportQuerySet":
        return self.filter(state__in=ExportState.under_way)

    def can_be_fetched(self) -> "ExportQuerySet":
        return self.filter(state=ExportState.READY, expires_at__gt=Now())


class Export(models.Model):
    """A file of answers that somebody asked for: made by a worker, fetched by who asked, gone when it expires.

    A worker that makes it holds a claim; once `claimed_until` has passed, another may begin anew.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="exports", verbose_name="editie")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="gevraagd door"
    )
    format = models.CharField("soort", max_length=12)
    labels = models.BooleanField("met woorden", default=False)
    state = models.CharField("stand", max_length=8, choices=ExportState, default=ExportState.WAITING)
    count = models.PositiveIntegerField("aantal vragenlijsten")
    done = models.PositiveIntegerField("klaar", default=0)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField("gevraagd op", db_default=Now())
    name = models.CharField("bestandsnaam", max_length=80, blank=True, default="")
    content_type = models.CharField(max_length=100, blank=True, default="")
    size = models.PositiveBigIntegerField("grootte", null=True)
    expires_at = models.DateTimeField("verloopt op", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "exportbestand"
        verbose_name_plural = "exportbestanden"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "edition", "format", "labels"],
                name="export_under_way_once",
                condition=Q(state__in=["waiting", "running"]),
                violation_error_message="Dit bestand wordt al gemaakt.",
            ),
            models.CheckConstraint(
                name="export_running_is_claimed",
                condition=Q(state="running", claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state="running") & Q(claim=None, claimed_until=None),
                violation_error_message="Alleen wat wordt gemaakt is van een worker.",
            ),
            models.CheckConstraint(
                name="export_ready_expires",
                condition=Q(state="ready", size__isnull=False, expires_at__isnull=False)
                | ~Q(state="ready") & Q(size=None),
                violation_error_message="Alleen een bestand dat klaar is heeft een grootte, en dat verloopt.",
            ),
            models.CheckConstraint(
                name="export_done_within_count",
                condition=Q(done__lte=F("count")),
                violation_error_message="Er kan niet meer klaar zijn dan er is.",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in ExportState.under_way

    @property
    def percent(self) -> int:
        return self.done * 100 // self.count if self.count else 0


class ExportPiece(models.Model):
    """A part of a file, so that nobody has all of it in memory; in the database, where any web process finds it."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "deel van een exportbestand"
        verbose_name_plural = "delen van exportbestanden"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_piece_once")]

    def __str__(self) -> str:
        return f"deel {self.number} van {self.export_id}"
