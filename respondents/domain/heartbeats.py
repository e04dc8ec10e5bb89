"""Which processes of the background live: each notes the time itself, so that the pages can say which one stopped."""

from datetime import datetime, timedelta

from django.utils import timezone

from respondents.enums import HeartbeatName
from respondents.models import Heartbeat

# The rounds are every minute; one that is missed now and then is no news.
LONGEST_SILENCE = timedelta(minutes=3)


def note(name: HeartbeatName) -> None:
    """One statement, however many note it at once."""
    beat = Heartbeat(name=name, at=timezone.now())
    Heartbeat.objects.bulk_create([beat], update_conflicts=True, unique_fields=["name"], update_fields=["at"])


def silent(*, at: datetime | None = None) -> dict[HeartbeatName, datetime | None]:
    """Those that are silent too long, with when they were last heard: None is never."""
    heard = {HeartbeatName(name): last for name, last in Heartbeat.objects.values_list("name", "at")}
    deadline = (at or timezone.now()) - LONGEST_SILENCE
    return {name: heard.get(name) for name in HeartbeatName if (heard.get(name) or deadline) <= deadline}
