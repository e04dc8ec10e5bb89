"""How long it really takes: once enough people have sent, their median stands in for the estimate of the makers."""

from datetime import timedelta

from django.db.models import Aggregate, Count, DurationField, F

from surveys.enums import Channel
from surveys.models import Edition

FEWEST_SENT = 10
# Who took longer went away in between; what that took says nothing of the questions.
ONE_SITTING = timedelta(hours=2)


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def measure() -> None:
    """Writes the median of each open edition beside it, so that no page has to work it out."""
    for edition in Edition.objects.open():
        if minutes := median_minutes(edition):
            Edition.objects.filter(pk=edition.pk).exclude(measured_minutes=minutes).update(
                measured_minutes=minutes
            )


def median_minutes(edition: Edition) -> int | None:
    """From the first save to the sending, of who filled it in themselves in one sitting; None of fewer than ten."""
    sent = edition.responses.that_count().exclude(channel=Channel.PHONE)
    took = sent.annotate(took=F("completed_at") - F("started_at")).filter(took__lte=ONE_SITTING)
    found = took.aggregate(count=Count("*"), median=Median("took"))
    if found["count"] < FEWEST_SENT:
        return None
    return max(1, round(found["median"] / timedelta(minutes=1)))
