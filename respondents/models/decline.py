from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.enums import DeclineState
from respondents.models.invitation import Invitation
from respondents.validators import one_line
from surveys.models import Edition, Gemeente


class Decline(models.Model):
    """One time that a gemeente said, by somebody, that it takes no part in an edition.

    What a respondent says of their gemeente is a proposal, until the project team has looked; `claimed_by` then says
    whose it was. Rows of the past stay, so that it can be seen what was said when.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="declines", verbose_name="editie")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="declines", verbose_name="gemeente")
    state = models.CharField("stand", max_length=8, choices=DeclineState)
    said_by = models.CharField("wie dat zei", max_length=150, blank=True, validators=[one_line])
    reason = models.CharField("reden", max_length=300, blank=True, validators=[one_line])
    claimed_by = models.ForeignKey(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gemeld door",
    )
    made_at = models.DateTimeField("vastgelegd op", db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="besloten door",
    )
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)

    class Meta:
        verbose_name = "gemeente die niet meedoet"
        verbose_name_plural = "gemeenten die niet meedoen"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "gemeente"],
                name="decline_one_at_a_time",
                condition=Q(state__in=sorted(DeclineState.active)),
                violation_error_message="Van deze gemeente is al vastgelegd dat zij niet meedoet.",
            ),
            models.CheckConstraint(
                name="decline_decided_by_somebody_at_some_time",
                condition=Q(state=DeclineState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=DeclineState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message="Bij een besluit hoort wie het nam en wanneer.",
            ),
            models.CheckConstraint(
                name="decline_says_who_said_so",
                condition=~Q(state=DeclineState.DECLINED) | ~Q(said_by=""),
                violation_error_message="Vul in wie zei dat de gemeente niet meedoet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gemeente} ({self.edition})"
