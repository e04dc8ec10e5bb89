"""Letters in doubt: a person looks in the mail server's log and says what happened."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from respondents.domain import doorbell, letters
from respondents.enums import LetterState, WaveState
from respondents.models import Letter, Wave
from surveys.domain import audit
from surveys.enums import AuditVerb


@transaction.atomic
def settle(letter: Letter, *, was_sent: bool, by: audit.Actor) -> bool:
    """Either it was sent, or it goes back in the queue; False if it is not in doubt any more."""
    in_doubt = Letter.objects.filter(pk=letter.pk, state=LetterState.IN_DOUBT)
    settled = in_doubt.update(**(sent() if was_sent else again()))
    if settled:
        audit.record(AuditVerb.SETTLED_LETTER, letter, by=by, reason="verstuurd" if was_sent else "opnieuw")
        if not was_sent:
            Wave.objects.filter(letters=letter, state=WaveState.FINISHED).update(
                state=WaveState.RUNNING, finished_at=None
            )
            doorbell.ring_on_commit()
    return bool(settled)


def sent() -> dict[str, Any]:
    return {"state": LetterState.ACCEPTED, "settled_at": timezone.now(), **letters.FORGOTTEN}


def again() -> dict[str, Any]:
    fresh = {"sending_since": None, "settled_at": None, "leased_by": None, "leased_until": None}
    return {"state": LetterState.QUEUED, "not_before": None, **fresh}
