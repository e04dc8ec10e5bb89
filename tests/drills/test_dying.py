import pytest

from respondents.domain import heartbeats
from respondents.enums import HeartbeatName
from respondents.models import Heartbeat
from tests.drills.dying import killed_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_not_committed_is_gone_and_the_next_goes_on() -> None:
    """Also where Django made the transaction: within one of the test it would take that for broken."""
    with killed_at(0):
        heartbeats.note(HeartbeatName.WORKER)

    assert not Heartbeat.objects.exists()
    with killed_at(None):
        heartbeats.note(HeartbeatName.WORKER)
    assert Heartbeat.objects.exists()


def test_what_is_dead_says_nothing_more() -> None:
    with killed_at(0):
        try:
            heartbeats.note(HeartbeatName.WORKER)
        finally:
            heartbeats.note(HeartbeatName.BEAT)

    assert not Heartbeat.objects.exists()
