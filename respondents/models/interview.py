from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.models.call import Case
from respondents.models.invitation import Invitation
from surveys.models import Response


class InterviewQuerySet(models.QuerySet["Interview"]):
    def under_way(self) -> "InterviewQuerySet":
        """Not ended, and its case is not in the hands of somebody else."""
        return self.filter(ended_at=None, case__held_by=models.F("caller"))


class Interview(models.Model):
    """One telephone interview: a caller fills in the pages for who is on the phone.

    While it is under way its link opens the pages; after it they are closed to the caller. `response` is None until
    something was answered, or the draft of `invitation`, if that person agreed to go on with it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="interviews", verbose_name="beldossier")
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="beller"
    )
    invitation = models.ForeignKey(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name="wie aan de telefoon is",
    )
    response = models.ForeignKey(
        Response, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="respons"
    )
    link_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    started_at = models.DateTimeField("begonnen op", db_default=Now())
    ended_at = models.DateTimeField("geëindigd op", null=True, blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = "telefonisch interview"
        verbose_name_plural = "telefonische interviews"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="interview_one_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message="Voor deze gemeente is al een interview bezig.",
            )
        ]

    def __str__(self) -> str:
        return f"interview {self.pk}"
