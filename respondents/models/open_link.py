from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from respondents.validators import one_line
from surveys.models import Edition

LONGEST_TAG = 60
# As the source that a response keeps of it.
TAG = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
NO_TAG = "Gebruik alleen kleine letters en cijfers, met streepjes ertussen."
NO_NAME = "Vul in waar de link staat."


class OpenLink(models.Model):
    """One place where the open link of an edition stands, such as a newsletter; `?bron=` bears its tag.

    What came in is counted by tag, so another name changes no count. A link that was ended still opens: somebody
    may read an old newsletter.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="open_links", verbose_name="editie")
    name = models.CharField("naam", max_length=100, validators=[one_line], error_messages={"blank": NO_NAME})
    tag = models.CharField("label", max_length=LONGEST_TAG)
    placed_by = models.CharField("geplaatst door", max_length=100, blank=True, validators=[one_line])
    placed_on = models.DateField("geplaatst op", null=True, blank=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", db_default=Now())

    class Meta:
        verbose_name = "open link met label"
        verbose_name_plural = "open links met label"
        ordering = ["placed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "tag"],
                name="open_link_tag_once_per_edition",
                violation_error_message="Dit label is al van een andere link. Kies een ander label.",
            ),
            models.CheckConstraint(
                name="open_link_tag_fits_an_address",
                condition=Q(tag__regex=TAG),
                violation_error_message=NO_TAG,
            ),
            models.CheckConstraint(
                name="open_link_has_a_name", condition=~Q(name=""), violation_error_message=NO_NAME
            ),
        ]

    def __str__(self) -> str:
        return self.name
