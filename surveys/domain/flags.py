"""What is remarkable about how a response came in: for the analyst to see, no reason to refuse it."""

from datetime import timedelta

from surveys.enums import ResponseFlag
from surveys.models import Response

# Of the time that the questionnaire is said to take; quicker than this nobody has read all of it.
FASTEST_SHARE = 1 / 3


def at_sending(response: Response) -> list[str]:
    """The flags of a response that was sent just now, those that it had already among them."""
    assert response.completed_at is not None
    shortest = timedelta(minutes=response.questionnaire.minutes) * FASTEST_SHARE
    is_fast = response.completed_at - response.started_at < shortest
    earlier = [flag for flag in response.flags if flag != ResponseFlag.FAST_FINISH]
    return [*earlier, *([ResponseFlag.FAST_FINISH] if is_fast else [])]
