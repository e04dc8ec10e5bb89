"""In which gemeenten of an edition there is somebody to write to: nobody, one person, or more."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from respondents.domain.addresses import suppressed_of
from respondents.models import Respondent
from surveys.models import Edition, Gemeente

NONE, ONE, MORE = "geen", "een", "meer"
SHARES = {NONE: Q(contact_count=0), ONE: Q(contact_count=1), MORE: Q(contact_count__gt=1)}


@dataclass(frozen=True)
class Coverage:
    """Gemeenten by how many of their contacts can get mail."""

    none: int
    one: int
    more: int

    @property
    def gemeenten(self) -> int:
        return self.none + self.one + self.more


def with_contacts(edition: Edition, provincie: str = "") -> QuerySet[Gemeente]:
    """The gemeenten of the edition, each with its `contact_count`: who opted out, left or bounced is none."""
    gemeenten = edition.gemeenten.filter(provincie=provincie) if provincie else edition.gemeenten
    people = Respondent.objects.filter(gemeente__in=edition.gemeenten.values("pk"))
    suppressed = suppressed_of(list(people.values_list("normalized_email", flat=True)))
    can_get_mail = Q(
        respondents__merged_into=None, respondents__opted_out_at=None, respondents__left_on=None
    ) & ~Q(respondents__normalized_email__in=suppressed)
    return gemeenten.annotate(contact_count=Count("respondents", filter=can_get_mail)).order_by("sort_key")


def coverage(gemeenten: QuerySet[Gemeente]) -> Coverage:
    counts = [getattr(gemeente, "contact_count") for gemeente in gemeenten]  # noqa: B009
    return Coverage(counts.count(0), counts.count(1), sum(count > 1 for count in counts))
