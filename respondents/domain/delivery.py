"""Letters on their way: claimed in batches, through a one-way door, over the wire, and what is left is swept.

Safe with any number of workers, any of which may be killed at any moment: nothing is sent twice, nothing is
passed over in silence. What nobody can know is `in_doubt`, and a person decides.
"""

import re
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection
from django.utils import timezone

from respondents import transports
from respondents.domain import (
    brakes,
    claiming,
    door,
    feedback,
    heartbeats,
    letters,
    pace,
    thanks,
    waves,
)
from respondents.domain.claiming import claim
from respondents.domain.moulds import Moulds
from respondents.enums import HeartbeatName, LetterState
from respondents.exceptions import ServerAway
from respondents.models import Letter
from respondents.transports import Transport
from respondents.transports.outcomes import InDoubt, NotNow, NotWelcome, Refused
from surveys.domain.prepared import Prepared

log = structlog.get_logger("respondents.delivery")

# A round ends long before Celery's time limit, which would kill it with a letter on the wire; the next ring goes on.
LONGEST_ROUND = timedelta(minutes=20)
# Longer than a letter can take: connecting and five answers of the server, each within EMAIL_TIMEOUT.
LONGEST_ON_THE_WIRE = timedelta(minutes=4)
# How long a letter waits after each attempt that the server put off; the last one goes on.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))

# How long a letter to a typed address may stay in doubt; by then its reader has asked again, or needs it no more.
LONGEST_DOUBT = timedelta(days=1)

# What a typed address loses is as in `letters.FORGOTTEN`. Its commit does not wait for the disk: the next door of
# anybody takes it there. If PostgreSQL dies before that, a letter that was taken is found `sending`, and is in doubt;
# it is as if the worker had died a moment earlier, and nothing is sent twice.
ACCEPT = Prepared(
    "accept_letter",
    """
UPDATE respondents_letter SET
    state = 'accepted', settled_at = %(now)s, leased_by = NULL, leased_until = NULL,
    provider_id = %(provider_id)s, failure = '', response_id = NULL,
    normalized_email = CASE WHEN invitation_id IS NULL THEN '' ELSE normalized_email END
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS soon
WHERE id = %(letter)s AND state IN ('sending', 'in_doubt') AND attempts = %(attempts)s
""",
    letter="bigint",
    attempts="smallint",
    now="timestamptz",
    provider_id="text",
)


def run() -> int:
    """One round: starts what is due, sweeps, and sends until nothing waits; gives how many were accepted."""
    waves.start_due()
    thanks.thank()
    sweep()
    waves.skip_cancelled()
    feedback.attach()
    waves.watch_canaries()
    accepted = send_waiting()
    waves.watch_canaries()
    waves.finish()
    return accepted


def send_waiting() -> int:
    """Sends until nothing waits that may leave; while only full domains wait, it naps."""
    worker = uuid.uuid4()
    transport = transports.current()
    moulds = Moulds()
    ends_at = time.monotonic() + LONGEST_ROUND.total_seconds()
    accepted = 0
    try:
        while time.monotonic() < ends_at and ((batch := claim(worker)) or claiming.is_held_back()):
            heartbeats.note(HeartbeatName.WORKER)
            moulds.look_anew()
            accepted += sum(send(letter, worker, transport, moulds) for letter in batch)
            time.sleep(0 if batch else pace.NAP.total_seconds())
    except ServerAway:
        log.warning("nobody takes mail now")
    finally:
        transport.close()
    claiming.release(worker)
    return accepted


def send(letter: Letter, worker: uuid.UUID, transport: Transport, moulds: Moulds | None = None) -> bool:
    """Whether it was taken; everything that can fail before the wire is done before the door.

    Raises ServerAway if there is no use in trying another one now.
    """
    moulds = moulds or Moulds()
    try:
        filled_in = moulds.filled(letter)
        mail = _make(letter, transport, moulds, filled_in)
    except ValueError as fault:
        return _cannot_be_made(letter, worker, fault)
    if not door.open_door(letter, worker, filled_in):
        return False
    return _over_the_wire(letter, transport, mail)


def _make(letter: Letter, transport: Transport, moulds: Moulds, filled_in: dict[str, str]) -> Any:
    answers_to: str = letter.answers_to  # type: ignore[attr-defined]
    mail = moulds.mail(letter, answers_to, filled_in) if transport.takes_bytes else None
    if mail is not None:
        return mail
    message = letters.compose(letter, answers_to, filled_in)
    return transport.prepare(message, letters.reference(letter))


def _over_the_wire(letter: Letter, transport: Transport, mail: Any) -> bool:
    try:
        answer = transport.deliver(mail)
    except NotNow as refusal:
        _not_now(letter, refusal)
    except NotWelcome as refusal:
        put_off(letter, reason_of(letter, refusal))
        brakes.shut_out(letter.wave_id, reason_of(letter, refusal))
        raise ServerAway from refusal
    except Refused as refusal:
        _mark(letter, LetterState.FAILED, failure=reason_of(letter, refusal))
        feedback.refused(letter, str(refusal))
    except InDoubt as doubt:
        log.warning("letter in doubt", letter=letter.pk)
        _mark(letter, LetterState.IN_DOUBT, failure=reason_of(letter, doubt))
        brakes.check(letter.wave_id)
    else:
        return _accept(letter, answer)
    return False


def _not_now(letter: Letter, refusal: NotNow) -> None:
    put_off(letter, reason_of(letter, refusal), wait=refusal.retry_after)
    if refusal.is_away:
        if refusal.retry_after:
            pace.rest(refusal.retry_after)
        raise ServerAway from refusal


def _cannot_be_made(letter: Letter, worker: uuid.UUID, fault: ValueError) -> bool:
    """One letter that is no good keeps no other from leaving."""
    log.error("letter cannot be made", letter=letter.pk, exc_info=fault)
    Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED, leased_by=worker).update(
        state=LetterState.FAILED,
        failure=f"Deze brief kon niet worden gemaakt: {reason_of(letter, fault)}"[:300],
        sending_since=timezone.now(),
        settled_at=timezone.now(),
        **letters.FORGOTTEN,
    )
    brakes.check(letter.wave_id)
    return False


def reason_of(letter: Letter, refusal: Exception) -> str:
    """The words of the server without the address, which it likes to repeat and a letter may have to forget."""
    address = re.escape(letters.address_of(letter))
    return re.sub(address, "***", str(refusal) or type(refusal).__name__, flags=re.IGNORECASE)[:300]


def _accept(letter: Letter, provider_id: str) -> bool:
    """As `_mark` does, in a statement that need not be put together for each letter."""
    values: dict[str, Any] = {
        "letter": letter.pk,
        "attempts": letter.attempts + 1,
        "now": timezone.now(),
        "provider_id": provider_id[:120],
    }
    with connection.cursor() as cursor:
        ACCEPT.run(cursor, values)
        return bool(cursor.rowcount)


def _mark(letter: Letter, state: LetterState, **fields: str) -> bool:
    """What became of a letter on the wire; a sweep that was quicker is overruled, a person is not."""
    on_the_wire = Letter.objects.filter(pk=letter.pk, state__in=(LetterState.SENDING, LetterState.IN_DOUBT))
    forgotten = letters.FORGOTTEN if state in LetterState.settled else {}
    return bool(
        on_the_wire.filter(attempts=letter.attempts + 1).update(
            state=state, settled_at=timezone.now(), leased_by=None, leased_until=None, **fields, **forgotten
        )
    )


def put_off(letter: Letter, reason: str, *, wait: int | None = None) -> None:
    """Back in the queue for the seconds that the server asked for, or with a longer pause after each attempt."""
    pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)] if wait is None else timedelta(seconds=wait)
    _mark(letter, LetterState.QUEUED, failure=reason)
    Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(
        not_before=timezone.now() + pause, sending_since=None, settled_at=None
    )


def sweep(*, at: datetime | None = None) -> int:
    """Letters that a worker had on the wire when it died are in doubt from now on; gives how many."""
    now = at or timezone.now()
    left = Letter.objects.filter(state=LetterState.SENDING, sending_since__lt=now - LONGEST_ON_THE_WIRE)
    doubted = left.update(state=LetterState.IN_DOUBT, settled_at=timezone.now())
    typed = Letter.objects.filter(state=LetterState.IN_DOUBT, invitation=None)
    typed.filter(settled_at__lt=now - LONGEST_DOUBT).update(
        state=LetterState.FAILED, failure="In twijfel gebleven; het adres is gewist.", **letters.FORGOTTEN
    )
    return doubted
