"""On which responses figures rest, and which were set apart: said with every figure that leaves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from surveys.domain.combining import PAGE
from surveys.models import Edition, GemeenteCorrection, Save


@dataclass(frozen=True)
class DataSet:
    """Persons: `counted`; not counted are `left_out` by an analyst, and `second` ones of a person, and `late` ones.

    Of those that count `combined` were filled up from a double, and of `corrected` another gemeente was meant.
    """

    counted: int
    left_out: int
    second: int
    late: int
    combined: int
    corrected: int
    at: datetime


def data_set(edition: Edition) -> DataSet:
    """As it is now, in three queries."""
    ever_sent = edition.responses.filter(is_test=False, completed_at__isnull=False).order_by()
    in_time = Q(is_late=False)
    found = ever_sent.aggregate(
        counted=Count("pk", filter=in_time & Q(is_double=False)),
        left_out=Count("pk", filter=in_time & Q(is_double=True) & ~Q(double_reason="")),
        second=Count("pk", filter=in_time & Q(is_double=True, double_reason="")),
        late=Count("pk", filter=~in_time),
    )
    counted = edition.responses.that_count()
    combined = Save.objects.filter(page=PAGE, is_aside=False, response__in=counted)
    corrected = GemeenteCorrection.objects.filter(response__in=counted)
    return DataSet(
        **found,
        combined=combined.aggregate(count=Count("response", distinct=True))["count"],
        corrected=corrected.aggregate(count=Count("response", distinct=True))["count"],
        at=timezone.now(),
    )
