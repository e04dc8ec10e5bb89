"""When something comes in: before the close, in the hour after it for who had begun, or too late."""

from datetime import datetime, timedelta
from enum import Enum

from django.utils import timezone

from surveys.models import Edition, Response

# Long enough to finish what was begun; nobody's page is thrown away because the clock struck while typing.
GRACE = timedelta(minutes=60)


class Arrival(Enum):
    """What the clock says of a page or a sending that comes in now."""

    TOO_EARLY = "too_early"
    IN_TIME = "in_time"
    IN_GRACE = "in_grace"
    TOO_LATE = "too_late"

    @property
    def is_after_close(self) -> bool:
        return self in (Arrival.IN_GRACE, Arrival.TOO_LATE)


def arrival(response: Response) -> Arrival:
    """A test response is always in time."""
    edition, now = response.edition, timezone.now()
    if response.is_test or edition.is_open:
        return Arrival.IN_TIME
    if now < edition.opens_at:
        return Arrival.TOO_EARLY
    had_begun = response.started_at < edition.closes_at
    return Arrival.IN_GRACE if had_begun and now < edition.closes_at + GRACE else Arrival.TOO_LATE


def may_answer(edition: Edition, response: Response | None) -> bool:
    """Whether pages are shown to be filled in; after the close only to who had begun and did not send yet."""
    if response is None:
        return edition.is_open
    came = arrival(response)
    return came is Arrival.IN_TIME or (came is Arrival.IN_GRACE and not response.is_completed)


def grace_ends_at(edition: Edition) -> datetime:
    return edition.closes_at + GRACE
