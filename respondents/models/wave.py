from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from respondents.enums import LetterEventKind, LetterKind, LetterState, SkipReason, WaveKind, WaveState
from respondents.models.invitation import Invitation
from respondents.models.letter_text import LetterText
from surveys.models import Edition, Response


class WaveQuerySet(models.QuerySet["Wave"]):
    def due(self) -> "WaveQuerySet":
        """Released and at or past their hour."""
        return self.filter(state=WaveState.RELEASED, planned_at__lte=timezone.now())


class Wave(models.Model):
    """One mailing to everybody of an edition who should get it at that hour.

    Its first letters, up to `canary_up_to`, are the canary: the others leave after `canary_ends_at`.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="waves", verbose_name="editie")
    kind = models.CharField("soort", max_length=12, choices=WaveKind)
    planned_at = models.DateTimeField("gepland op")
    proposal = models.CharField("voorstel bij de datum", max_length=200, blank=True, editable=False)
    subject = models.CharField("onderwerp", max_length=150)
    body = models.TextField("tekst")
    state = models.CharField("stand", max_length=10, choices=WaveState, default=WaveState.CONCEPT)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vrijgegeven door",
    )
    released_at = models.DateTimeField("vrijgegeven op", null=True, blank=True)
    started_at = models.DateTimeField("begonnen op", null=True, blank=True)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)
    selected_count = models.PositiveIntegerField("aantal gekozen", null=True, blank=True)
    brake = models.CharField(
        "rem",
        max_length=200,
        blank=True,
        db_default="",
        editable=False,
        help_text="Waarom de verzending vanzelf is gestopt.",
    )
    resumed_at = models.DateTimeField("hervat op", null=True, blank=True, editable=False)
    canary_up_to = models.BigIntegerField("laatste brief van de voorhoede", null=True, editable=False)
    canary_ends_at = models.DateTimeField("einde van de voorhoede", null=True, editable=False)

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = "verzending"
        verbose_name_plural = "verzendingen"
        ordering = ["edition", "planned_at"]
        permissions = [("release_wave", "Mag verzendingen vrijgeven, pauzeren en annuleren")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "planned_at"],
                name="wave_hour_once",
                violation_error_message="Er is al een verzending op dat moment.",
            ),
            models.CheckConstraint(
                name="wave_release_has_who_and_when",
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False),
                violation_error_message="Vrijgeven gaat met de knop Vrijgeven.",
            ),
            models.CheckConstraint(
                name="wave_leaves_only_after_release",
                condition=Q(state__in=[WaveState.CONCEPT, WaveState.CANCELLED])
                | Q(released_at__isnull=False),
                violation_error_message="Een verzending vertrekt pas als iemand haar heeft vrijgegeven.",
            ),
            models.CheckConstraint(
                name="wave_with_a_brake_stands_still",
                condition=Q(brake="") | Q(state__in=[WaveState.PAUSED, WaveState.CANCELLED]),
                violation_error_message="Een verzending met een rem staat stil.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.planned_at):%d-%m-%Y %H:%M}"

    @property
    def can_be_edited(self) -> bool:
        return self.state in WaveState.editable

    @property
    def can_be_planned(self) -> bool:
        return self.state in WaveState.plannable and self.started_at is None

    @property
    def can_be_released(self) -> bool:
        return self.state == WaveState.CONCEPT

    @property
    def can_leave_now(self) -> bool:
        return self.state in WaveState.releasable

    @property
    def can_be_paused(self) -> bool:
        return self.state in WaveState.pausable

    @property
    def is_paused(self) -> bool:
        return self.state == WaveState.PAUSED

    @property
    def is_cancelled(self) -> bool:
        return self.state == WaveState.CANCELLED

    @property
    def can_be_cancelled(self) -> bool:
        return self.state in WaveState.cancellable

    @property
    def can_be_topped_up(self) -> bool:
        return self.kind == WaveKind.INVITATION and self.state in WaveState.begun

    def back_to_concept(self) -> None:
        """Somebody must release it again; the row is not stored here."""
        self.state, self.brake = WaveState.CONCEPT, ""
        self.released_by = self.released_at = None


class Letter(models.Model):
    """One mail, from the moment that it must be sent; the only truth about whether it was.

    It goes to the respondent of `invitation`, or, for a link asked for on the open link, to an address that was typed
    for this one mail. Such an address stands beside its `response`, so it may say whose answers those are: both are
    gone from the row as soon as the letter is settled, and `cause` is a keyed digest.

    `text` and `filled` are what was sent: the words, and what their placeholders became, without the links.
    """

    kind = models.CharField("soort", max_length=12, choices=LetterKind)
    # A letter on its way is changed three times, and each index on its columns makes that dearer: what one index
    # serves has no second, and what is empty for nearly all letters has one of the others only.
    wave = models.ForeignKey(
        Wave,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="letters",
        verbose_name="verzending",
    )
    invitation = models.ForeignKey(
        Invitation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="uitnodiging",
    )
    response = models.ForeignKey(
        Response,
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="respons van de open link",
    )
    cause = models.CharField("aanleiding", max_length=60, null=True, blank=True)
    normalized_email = models.CharField("adres", max_length=254, blank=True)
    text = models.ForeignKey(
        LetterText,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="letters",
        verbose_name="versie van de tekst",
    )
    filled = models.JSONField("ingevuld", null=True, blank=True, editable=False)
    state = models.CharField("stand", max_length=10, choices=LetterState, default=LetterState.QUEUED)
    skip_reason = models.CharField(
        "reden van overslaan", max_length=20, choices=SkipReason, default=SkipReason.NONE, blank=True
    )
    failure = models.CharField("reden van weigering", max_length=300, blank=True)
    message_id = models.CharField(max_length=120, blank=True, editable=False)
    provider_id = models.CharField(max_length=120, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    not_before = models.DateTimeField("niet voor", null=True, blank=True)
    leased_by = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    sending_since = models.DateTimeField("wordt verstuurd sinds", null=True, blank=True)
    settled_at = models.DateTimeField("beslist op", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", db_default=Now())

    class Meta:
        verbose_name = "brief"
        verbose_name_plural = "brieven"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["wave", "id"], name="letter_waiting", condition=Q(state=LetterState.QUEUED)),
            models.Index(
                fields=["sending_since"], name="letter_on_the_wire", condition=Q(state=LetterState.SENDING)
            ),
            models.Index(fields=["wave"], name="letter_in_doubt", condition=Q(state=LetterState.IN_DOUBT)),
            models.Index(fields=["provider_id"], name="letter_of_provider", condition=~Q(provider_id="")),
            models.Index(fields=["response"], name="letter_of_response", condition=Q(response__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["wave", "invitation"], name="letter_once_per_wave"),
            models.UniqueConstraint(
                fields=["kind", "cause"], name="letter_once_per_cause", condition=Q(cause__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["wave", "normalized_email"],
                name="letter_once_per_address",
                condition=~Q(state=LetterState.SKIPPED),
            ),
            models.CheckConstraint(
                name="letter_has_a_wave_or_a_cause",
                condition=Q(wave__isnull=False) | Q(cause__isnull=False),
                violation_error_message="Een brief hoort bij een verzending of bij een aanleiding.",
            ),
            models.CheckConstraint(
                name="letter_has_a_recipient",
                condition=Q(invitation__isnull=False, response__isnull=True) & ~Q(normalized_email="")
                | Q(invitation__isnull=True, wave__isnull=True, kind=LetterKind.LINK)
                | Q(invitation__isnull=True, wave__isnull=True, kind=LetterKind.TEST, text__isnull=False),
                violation_error_message=(
                    "Een brief gaat naar een respondent; alleen een link op verzoek en een testmail niet."
                ),
            ),
            models.CheckConstraint(
                name="letter_forgets_a_typed_address",
                condition=Q(invitation__isnull=False)
                | Q(state__in=sorted(LetterState.settled), response__isnull=True, normalized_email="")
                | (Q(response__isnull=False) | Q(kind=LetterKind.TEST))
                & ~Q(state__in=sorted(LetterState.settled))
                & ~Q(normalized_email=""),
                violation_error_message="Een adres dat voor één mail is opgegeven, blijft daarna niet staan.",
            ),
            models.CheckConstraint(
                name="letter_skipped_with_a_reason",
                condition=Q(state=LetterState.SKIPPED) & ~Q(skip_reason=SkipReason.NONE)
                | ~Q(state=LetterState.SKIPPED) & Q(skip_reason=SkipReason.NONE),
                violation_error_message="Bij overslaan hoort een reden.",
            ),
            models.CheckConstraint(
                name="letter_on_the_wire_has_a_time",
                condition=~Q(state=LetterState.SENDING) | Q(sending_since__isnull=False),
                violation_error_message="Een brief die wordt verstuurd heeft een begintijd.",
            ),
        ]

    def __str__(self) -> str:
        return f"brief {self.pk}"


class LetterEvent(models.Model):
    """What the mail provider, or the server that refused it, told us about one letter.

    A provider may be quicker than our own note of its id; until that is there, the event has no letter.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, null=True, related_name="events", verbose_name="brief")
    provider_id = models.CharField(max_length=120, blank=True, db_default="", editable=False)
    event_id = models.CharField(max_length=150, unique=True)
    kind = models.CharField("soort", max_length=14, choices=LetterEventKind)
    status = models.CharField("code", max_length=12, blank=True, db_default="")
    at = models.DateTimeField("wanneer")

    class Meta:
        verbose_name = "bericht van de mailprovider"
        verbose_name_plural = "berichten van de mailprovider"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["provider_id"], name="event_without_letter", condition=Q(letter=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_has_a_letter_or_its_provider_id",
                condition=Q(letter__isnull=False) | ~Q(provider_id=""),
                violation_error_message="Een bericht hoort bij een brief.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.letter}"


class Pace(models.Model):
    """How fast mail may leave, for everything together or for one domain: a bucket that fills up until `full_at`."""

    key = models.CharField(max_length=254, unique=True)
    full_at = models.DateTimeField()

    class Meta:
        verbose_name = "tempo"
        verbose_name_plural = "tempo's"

    def __str__(self) -> str:
        return self.key or "alles"
