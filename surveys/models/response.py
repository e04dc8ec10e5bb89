import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from surveys.enums import Channel, ResponseFlag
from surveys.models.gemeente import Gemeente
from surveys.models.questionnaire import Questionnaire
from surveys.models.survey import Edition

RECEIPT_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"

# A list of any length up to twelve begins as often with each of its options: all of 1 to 12 divide this.
ROTATIONS = 27_720


def new_receipt() -> str:
    """Eight signs that cannot be misread over the phone and form no word."""
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(8))


class ResponseQuerySet(models.QuerySet["Response"]):
    def counted(self) -> "ResponseQuerySet":
        """Those that any figure may rest on: no tests, nobody twice. What came in too late is not in their answers."""
        return self.filter(is_test=False, is_double=False)

    def completed(self) -> "ResponseQuerySet":
        """Sent in time, or in the hour after the close."""
        return self.filter(completed_at__isnull=False, is_late=False)

    def that_count(self) -> "ResponseQuerySet":
        """Those on which figures rest, and which are exported, read and coded."""
        return self.counted().completed()

    def countable(self) -> "ResponseQuerySet":
        """Those that count, and the doubles that were set apart and could count again."""
        return self.completed().filter(is_test=False)


class Response(models.Model):
    """The answers of one respondent to one edition, with their background, and without the person.

    `answers` maps the code of a variable to its value: option codes, text, numbers or lists of those.
    A variable that was seen and left empty is there as null; one that was never seen is not there.
    `rotation` says how far lists were turned for this respondent; null shows them as the questionnaire has them.
    What came in in the hour after the close counts and is flagged. Pages that came in later are in the journal only,
    and a draft that was sent later is late and stays a draft: what was saved in time counts as a part.
    A double with a `double_reason` was left out by the analyst; one without is the second answer of one person.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="responses", verbose_name="editie")
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="responses", verbose_name="vragenlijst"
    )
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="responses", verbose_name="gemeente"
    )
    channel = models.CharField("kanaal", max_length=10, choices=Channel)
    source = models.CharField("bron van de open link", max_length=60, blank=True)
    start_key = models.CharField(max_length=22, null=True, unique=True, editable=False)
    resume_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    answers = models.JSONField("antwoorden", default=dict)
    revision = models.PositiveIntegerField("revisie", default=0)
    rotation = models.PositiveSmallIntegerField("draaiing van lijsten", null=True, blank=True, editable=False)
    receipt = models.CharField(
        "ontvangstcode", max_length=8, unique=True, default=new_receipt, editable=False
    )
    started_at = models.DateTimeField("begonnen op", db_default=Now())
    saved_at = models.DateTimeField("laatst bewaard op", db_default=Now())
    completed_at = models.DateTimeField("verzonden op", null=True, blank=True)
    is_test = models.BooleanField("proef", default=False)
    is_in_grace = models.BooleanField("na sluiting", default=False, db_default=False)
    is_late = models.BooleanField("te laat", default=False)
    is_double = models.BooleanField("dubbel", default=False, db_default=False)
    double_reason = models.CharField(
        "reden van de analist om dubbel te noemen", max_length=200, blank=True, default="", db_default=""
    )
    flags = ArrayField(
        models.CharField(max_length=12, choices=ResponseFlag),
        default=list,
        db_default=[],
        blank=True,
        verbose_name="opvallend",
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = "respons"
        verbose_name_plural = "responsen"
        ordering = ["-started_at"]
        indexes = [
            # The fieldwork is counted from these two alone; no save of a page changes what is in them.
            models.Index(
                fields=["edition", "gemeente", "completed_at", "channel"],
                include=["source", "started_at"],
                name="response_arrived",
                condition=Q(completed_at__isnull=False, is_test=False, is_late=False, is_double=False),
            ),
            models.Index(
                fields=["edition", "gemeente"],
                name="response_draft",
                condition=Q(completed_at__isnull=True, is_test=False, is_double=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="response_source_only_of_open_link",
                condition=Q(source="") | Q(channel=Channel.OPEN),
                violation_error_message="Alleen de open link heeft een bron.",
            ),
            models.CheckConstraint(
                name="response_rotation_within_range",
                condition=Q(rotation=None) | Q(rotation__lt=ROTATIONS),
                violation_error_message=f"De draaiing van lijsten is een getal onder {ROTATIONS}.",
            ),
            models.CheckConstraint(
                name="response_in_grace_or_late",
                condition=Q(is_in_grace=False) | Q(is_late=False),
                violation_error_message="Een respons is na de sluiting óf te laat, niet allebei.",
            ),
            models.CheckConstraint(
                name="response_reason_only_of_double",
                condition=Q(double_reason="") | Q(is_double=True),
                violation_error_message="Een reden hoort alleen bij een respons die niet meetelt.",
            ),
        ]

    def __str__(self) -> str:
        return f"respons {self.pk}"

    @property
    def is_completed(self) -> bool:
        return self.completed_at is not None

    @property
    def is_second_of_person(self) -> bool:
        """Set apart because one person is known to have sent two, and not on suspicion."""
        return self.is_double and not self.double_reason


class Save(models.Model):
    """One acknowledged save of one page; rows are only ever added, so no typed word is lost.

    `payload` is what the save changed: all payloads in order, without those set aside, are the answers.
    `save_id` is that of the form, `turn` grows with each save of it that a script makes; 0 is without one.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="saves")
    save_id = models.UUIDField()
    turn = models.PositiveIntegerField(default=0, db_default=0)
    content_hash = models.CharField(max_length=64)
    page = models.CharField(max_length=50)
    payload = models.JSONField()
    revision = models.PositiveIntegerField()
    saved_at = models.DateTimeField(db_default=Now())
    is_aside = models.BooleanField("apart gezet", default=False, db_default=False)

    class Meta:
        verbose_name = "bewaarde pagina"
        verbose_name_plural = "bewaarde pagina's"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "save_id", "content_hash"], name="save_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} van {self.response_id}"
