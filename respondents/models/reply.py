from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.enums import LetterEventKind, ReplyKind, ReplyState
from respondents.models.respondent import Respondent
from respondents.models.wave import Letter

# What a row loses after its time; the digest stays, so that the same mail is not sorted again.
TEXTS = ("sender", "name", "email", "excerpt")


class ReplyQuerySet(models.QuerySet["Reply"]):
    def waiting(self) -> "ReplyQuerySet":
        return self.filter(state=ReplyState.OPEN)


class Reply(models.Model):
    """One mail that came back on a letter, and what it proposes; the mail itself stays in the mailbox.

    `is_doubtful`: the colleague has another mail domain, or nothing proves that the mail answers a letter of ours.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("soort", max_length=14, choices=ReplyKind)
    state = models.CharField("stand", max_length=8, choices=ReplyState, default=ReplyState.NOTED)
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="replies", verbose_name="brief"
    )
    respondent = models.ForeignKey(
        Respondent,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name="respondent",
    )
    sender = models.CharField("afzender", max_length=254, blank=True)
    excerpt = models.CharField("waar het op rust", max_length=300, blank=True)
    absent_until = models.DateField("afwezig tot en met", null=True, blank=True)
    name = models.CharField("naam van de collega", max_length=80, blank=True)
    email = models.CharField("adres van de collega", max_length=254, blank=True)
    event = models.CharField("bericht", max_length=14, choices=LetterEventKind, blank=True)
    status = models.CharField("code", max_length=12, blank=True)
    is_doubtful = models.BooleanField("niet zeker", default=False)
    sent_at = models.DateTimeField("verstuurd op")
    read_at = models.DateTimeField("gelezen op", db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="beslist door",
    )
    decided_at = models.DateTimeField("beslist op", null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "teruggekomen mail"
        verbose_name_plural = "teruggekomen mail"
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(fields=["sent_at", "id"], name="reply_waiting", condition=Q(state=ReplyState.OPEN))
        ]
        constraints = [
            models.CheckConstraint(
                name="reply_proposes_something_about_somebody",
                condition=~Q(state__in=[ReplyState.OPEN, ReplyState.ACCEPTED]) | Q(respondent__isnull=False),
                violation_error_message="Een voorstel gaat over een respondent.",
            ),
            models.CheckConstraint(
                name="reply_decided_by_somebody_at_some_time",
                condition=Q(
                    state__in=sorted(ReplyState.decided), decided_by__isnull=False, decided_at__isnull=False
                )
                | ~Q(state__in=sorted(ReplyState.decided))
                & Q(decided_by__isnull=True, decided_at__isnull=True),
                violation_error_message="Bij een besluit hoort wie het nam en wanneer.",
            ),
        ]

    def __str__(self) -> str:
        return f"teruggekomen mail {self.pk}"
