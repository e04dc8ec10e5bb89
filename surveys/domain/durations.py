"""How long it really takes: once enough people have sent, their median stands in for the estimate of the makers."""

from datetime import timedelta
from statistics import median

from django.db.models import F

from surveys.enums import Channel
from surveys.models import Edition

FEWEST_SENT = 10
# Who took longer went away in between; what that took says nothing of the questions.
ONE_SITTING = timedelta(hours=2)


def measure() -> None:
    """Writes the median of each open edition beside it, so that no page has to work it out."""
    for edition in Edition.objects.open():
        took = _durations(edition)
        if len(took) >= FEWEST_SENT:
            minutes = max(1, round(median(took)))
            Edition.objects.filter(pk=edition.pk).exclude(measured_minutes=minutes).update(
                measured_minutes=minutes
            )


def _durations(edition: Edition) -> list[float]:
    """In minutes, from the first save to the sending, of who filled it in themselves in one sitting."""
    sent = edition.responses.counted().completed().exclude(channel=Channel.PHONE)
    took = sent.annotate(took=F("completed_at") - F("started_at")).filter(took__lte=ONE_SITTING)
    return [duration / timedelta(minutes=1) for duration in took.values_list("took", flat=True)]
