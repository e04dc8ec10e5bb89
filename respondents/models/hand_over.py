from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.enums import HandOverState
from respondents.models.invitation import Invitation


class HandOver(models.Model):
    """One time that somebody named a colleague in their place.

    The name and address of the colleague stand here only while the project team has to decide; after that they are
    those of a respondent, or gone.
    """

    giver = models.ForeignKey(
        Invitation, models.CASCADE, related_name="hand_overs", verbose_name="doorgegeven door"
    )
    state = models.CharField("stand", max_length=8, choices=HandOverState, default=HandOverState.WAITING)
    name = models.CharField("naam van de collega", max_length=80, blank=True)
    email = models.EmailField("adres van de collega", max_length=254, blank=True)
    with_answers = models.BooleanField("met de antwoorden tot nu toe", default=False)
    names_giver = models.BooleanField("met de naam van de gever in de mail", default=False)
    is_first_invitation = models.BooleanField("de collega was nog niet uitgenodigd", default=False)
    revision = models.PositiveIntegerField(
        "revisie van de antwoorden die de collega kreeg", null=True, blank=True
    )
    made_at = models.DateTimeField("doorgegeven op", db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="beoordeeld door",
    )
    decided_at = models.DateTimeField("beoordeeld op", null=True, blank=True)

    class Meta:
        verbose_name = "doorgegeven vragenlijst"
        verbose_name_plural = "doorgegeven vragenlijsten"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["giver"],
                name="hand_over_one_at_a_time",
                condition=Q(state__in=sorted(HandOverState.active)),
                violation_error_message="Deze vragenlijst is al doorgegeven.",
            ),
            models.CheckConstraint(
                name="hand_over_keeps_the_address_while_waiting",
                condition=Q(state=HandOverState.WAITING) & ~Q(email="")
                | ~Q(state=HandOverState.WAITING) & Q(email="", name=""),
                violation_error_message="Het adres van een collega blijft alleen staan tot het is beoordeeld.",
            ),
            models.CheckConstraint(
                name="hand_over_decided_by_somebody_at_some_time",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message="Bij een besluit hoort wie het nam en wanneer.",
            ),
            models.CheckConstraint(
                name="hand_over_refused_by_somebody",
                condition=~Q(state=HandOverState.REFUSED) | Q(decided_at__isnull=False),
                violation_error_message="Alleen het projectteam wijst een adres af.",
            ),
        ]

    def __str__(self) -> str:
        return f"doorgeven {self.pk}"
