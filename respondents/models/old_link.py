from django.db import models
from django.db.models import Q

from respondents.models.invitation import Invitation
from surveys.models import Response


class OldLink(models.Model):
    """A link that was made with a key of the past, and still opens what it opened.

    The digest is made with the key of today, so that the old key is not needed to follow the link.
    """

    digest = models.CharField(max_length=64, unique=True)
    invitation = models.ForeignKey(
        Invitation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="old_links",
        verbose_name="uitnodiging",
    )
    opts_out = models.BooleanField("om af te melden", default=False)
    response = models.ForeignKey(
        Response, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="respons"
    )

    class Meta:
        verbose_name = "oude link"
        verbose_name_plural = "oude links"
        constraints = [
            models.CheckConstraint(
                name="old_link_opens_one_thing",
                condition=Q(invitation__isnull=False, response__isnull=True)
                | Q(invitation__isnull=True, response__isnull=False, opts_out=False),
                violation_error_message="Een link hoort bij een uitnodiging of bij een respons.",
            ),
        ]

    def __str__(self) -> str:
        return f"oude link {self.pk}"
