from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from respondents.enums import Role
from respondents.models.invitation import Invitation
from respondents.validators import one_line


class StaffInvitationQuerySet(models.QuerySet["StaffInvitation"]):
    def pending(self) -> "StaffInvitationQuerySet":
        """Neither used nor withdrawn; its week may be over."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def usable(self) -> "StaffInvitationQuerySet":
        return self.pending().filter(expires_at__gt=Now())


class StaffInvitation(models.Model):
    """One link by which one person comes in with a role, or chooses a password anew; works once, for a week.

    Without a role it leaves a colleague the roles that they have. `mailed_at` is claimed before the wire.
    """

    name = models.CharField("naam", max_length=100, validators=[one_line])
    email = models.EmailField("e-mailadres", max_length=150)
    role = models.CharField("rol", max_length=20, choices=Role, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="uitgenodigd door",
    )
    invited_at = models.DateTimeField("uitgenodigd op", db_default=Now())
    expires_at = models.DateTimeField("geldig tot")
    accepted_at = models.DateTimeField("aangenomen op", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    mailed_at = models.DateTimeField("gemaild op", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging van een collega"
        verbose_name_plural = "uitnodigingen van collega's"
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("invite_staff", "Mag collega's uitnodigen en hun toegang stoppen")]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="staff_invitation_one_at_a_time",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                violation_error_message="Voor dit adres staat al een uitnodiging open.",
            ),
            models.CheckConstraint(
                name="staff_invitation_ends_once",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                violation_error_message="Een uitnodiging is aangenomen of ingetrokken, niet allebei.",
            ),
            models.CheckConstraint(
                name="staff_invitation_expires_later",
                condition=Q(expires_at__gt=F("invited_at")),
                violation_error_message="Een uitnodiging verloopt nadat zij is gestuurd.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BreakGlass(models.Model):
    """That one of the team may see the answers of one respondent, with the name, for a reason and a few hours."""

    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="broken_glass", verbose_name="uitnodiging"
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gevraagd door")
    reason = models.CharField("reden", max_length=200, validators=[one_line])
    asked_at = models.DateTimeField("gevraagd op", db_default=Now())
    ends_at = models.DateTimeField("tot")

    class Meta:
        verbose_name = "inzage"
        verbose_name_plural = "inzagen"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("break_glass", "Mag met een reden de antwoorden van een respondent inzien")]
        constraints = [
            models.CheckConstraint(
                name="break_glass_ends_later",
                condition=Q(ends_at__gt=F("asked_at")),
                violation_error_message="Inzage eindigt nadat zij is gevraagd.",
            ),
            models.CheckConstraint(
                name="break_glass_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Vul in waarom u de antwoorden moet zien.",
            ),
        ]

    def __str__(self) -> str:
        return f"inzage {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ends_at > timezone.now()
