from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Now

from respondents.models.respondent import Respondent
from surveys.models import Edition, Response

# By the personal link, or by the open link with the invited address typed after it.
ANSWERED = Q(response__completed_at__isnull=False) | Q(joined_response__completed_at__isnull=False)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def current(self) -> "InvitationQuerySet":
        """Without the second invitations of people who turned out to be invited twice."""
        return self.filter(merged_into=None)

    def answered(self) -> "InvitationQuerySet":
        return self.filter(ANSWERED)

    def unanswered(self) -> "InvitationQuerySet":
        return self.exclude(ANSWERED)

    def answered_twice(self) -> "InvitationQuerySet":
        """By both ways; the first counts, until the team decides otherwise."""
        both = Q(response__completed_at__isnull=False, joined_response__completed_at__isnull=False)
        return self.current().filter(both)

    def with_letter_count(self) -> "InvitationQuerySet":
        return self.annotate(letter_count=Count("letters"))

    def with_colleague_answered(self) -> "InvitationQuerySet":
        """Annotates `colleague_answered`: somebody of the same gemeente has completed this edition."""
        completed = Response.objects.that_count()
        colleague = completed.filter(edition=OuterRef("edition"), gemeente=OuterRef("respondent__gemeente"))
        return self.annotate(colleague_answered=Exists(colleague))


class Invitation(models.Model):
    """One respondent asked for one edition: one personal link, one response.

    `response` and `joined_response` are the only threads between a person and their answers. The second was given
    by the open link, where the address was typed: it ends the reminders, and the personal link never shows it.
    Since `handed_over_at` the link opens nothing: a colleague took over, `handed_over_to`, or will once the project
    team has seen the address. Of somebody who was invited twice one invitation remains; the other is `merged_into` it:
    its link opens the one that remains, and it keeps what that one has no room for.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="invitations", verbose_name="editie")
    respondent = models.ForeignKey(
        Respondent, models.CASCADE, related_name="invitations", verbose_name="respondent"
    )
    response = models.OneToOneField(
        Response, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="respons"
    )
    joined_response = models.OneToOneField(
        Response,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="respons via de open link",
    )
    link_version = models.PositiveSmallIntegerField("versie van de link", default=1)
    link_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    opt_out_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField("uitgenodigd op", db_default=Now())
    handed_over_at = models.DateTimeField("doorgegeven op", null=True, blank=True)
    handed_over_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="taken_over_from",
        verbose_name="doorgegeven aan",
    )
    merged_into = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="samengevoegd met",
    )
    contact_import = models.ForeignKey(
        "ContactImport",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="invitations",
        verbose_name="import",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering = ["edition", "respondent__gemeente__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "respondent"], name="invitation_once_per_edition"),
            models.CheckConstraint(
                name="invitation_handed_over_to_another",
                condition=Q(handed_over_to__isnull=True) | ~Q(handed_over_to=F("id")),
                violation_error_message="Een uitnodiging gaat niet naar zichzelf.",
            ),
            models.CheckConstraint(
                name="invitation_handed_over_at_some_time",
                condition=Q(handed_over_to__isnull=True) | Q(handed_over_at__isnull=False),
                violation_error_message="Bij doorgeven hoort een tijdstip.",
            ),
            models.CheckConstraint(
                name="invitation_merged_into_another",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="Een uitnodiging gaat niet op in zichzelf.",
            ),
            models.CheckConstraint(
                name="invitation_joined_to_another_response",
                condition=~Q(response=F("joined_response")),
                violation_error_message="De twee antwoorden van een uitnodiging zijn verschillende.",
            ),
        ]

    def __str__(self) -> str:
        return f"uitnodiging {self.pk}"
