"""Letters on their way: claimed in batches, through a one-way door, over the wire, and what is left is swept.

Safe with any number of workers, any of which may be killed at any moment: nothing is sent twice, nothing is
passed over in silence. What nobody can know is `in_doubt`, and a person decides.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection
from django.utils import timezone

from respondents.domain import letters, waves
from respondents.domain.addresses import address_digest
from respondents.enums import LetterKind, LetterState
from respondents.models import Letter
from respondents.smtp import InDoubt, Mail, NotNow, Refused, StagedEmailBackend

log = structlog.get_logger("respondents.delivery")

BATCH = 100
LEASE = timedelta(minutes=1)
# Longer than a letter can take: connecting and five answers of the server, each within EMAIL_TIMEOUT.
LONGEST_ON_THE_WIRE = timedelta(minutes=4)
# How long a letter waits after each attempt that the server put off; the last one goes on.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))

CLAIM = """
UPDATE respondents_letter SET leased_by = %(worker)s, leased_until = %(until)s
WHERE id IN (
    SELECT letter.id FROM respondents_letter letter
    JOIN respondents_wave wave ON wave.id = letter.wave_id
    WHERE letter.state = 'queued' AND wave.state = 'running'
    AND (letter.not_before IS NULL OR letter.not_before <= %(now)s)
    AND (letter.leased_until IS NULL OR letter.leased_until <= %(now)s)
    ORDER BY letter.id LIMIT %(batch)s
    FOR UPDATE OF letter SKIP LOCKED
)
RETURNING id
"""

# Why a letter that was queued may not leave any more; empty if nothing forbids it.
FORBIDDEN = """
CASE
    WHEN answer.completed_at IS NOT NULL THEN 'answered'
    WHEN respondent.opted_out_at IS NOT NULL THEN 'opted_out'
    WHEN EXISTS (SELECT FROM respondents_suppression WHERE digest = %(digest)s) THEN 'suppressed'
    WHEN edition.closes_at <= %(now)s THEN 'closed'
    ELSE ''
END
"""

# The one-way door. The last look and the step are one statement, committed before the wire: nobody who answered,
# opted out or pressed pause a moment ago gets a letter that had not started.
DOOR = f"""
WITH seen AS (
    SELECT letter.id, {FORBIDDEN} AS reason
    FROM respondents_letter letter
    JOIN respondents_wave wave ON wave.id = letter.wave_id AND wave.state = 'running'
    JOIN surveys_edition edition ON edition.id = wave.edition_id
    JOIN respondents_invitation invitation ON invitation.id = letter.invitation_id
    JOIN respondents_respondent respondent ON respondent.id = invitation.respondent_id
    LEFT JOIN surveys_response answer ON answer.id = invitation.response_id
    WHERE letter.id = %(letter)s
    FOR SHARE OF wave, respondent
)
UPDATE respondents_letter SET
    state = CASE WHEN seen.reason = '' THEN 'sending' ELSE 'skipped' END,
    skip_reason = seen.reason,
    sending_since = CASE WHEN seen.reason = '' THEN %(now)s::timestamptz END,
    settled_at = CASE WHEN seen.reason <> '' THEN %(now)s::timestamptz END,
    message_id = %(message_id)s,
    attempts = attempts + 1
FROM seen
WHERE respondents_letter.id = seen.id AND respondents_letter.state = 'queued'
AND respondents_letter.leased_by = %(worker)s AND respondents_letter.leased_until > %(now)s
RETURNING respondents_letter.state
"""  # noqa: S608 - no value from outside is in it


def run() -> int:
    """One round: starts what is due, sweeps, and sends until nothing waits; gives how many were accepted."""
    waves.start_due()
    sweep()
    accepted = send_waiting()
    waves.finish()
    return accepted


def send_waiting() -> int:
    worker = uuid.uuid4()
    backend = StagedEmailBackend()
    accepted = 0
    try:
        while batch := claim(worker):
            accepted += sum(send(letter, worker, backend) for letter in batch)
    finally:
        backend.close()
    return accepted


def claim(worker: uuid.UUID) -> list[Letter]:
    """Some letters that nobody else touches for a minute, with all that composing them needs."""
    now = timezone.now()
    values: dict[str, Any] = {"worker": worker, "until": now + LEASE, "now": now, "batch": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        claimed = [pk for (pk,) in cursor.fetchall()]
    related = ("wave__edition__questionnaire", "invitation__respondent__gemeente")
    batch = list(Letter.objects.filter(pk__in=claimed).select_related(*related).order_by("pk"))
    _attach_invitations(batch)
    return batch


def _attach_invitations(batch: Sequence[Letter]) -> None:
    """Gives each reminder the Message-ID of the invitation that it reminds of, as `answers_to`."""
    reminded = [letter.invitation_id for letter in batch if letter.kind == LetterKind.REMINDER]
    sent = Letter.objects.filter(invitation__in=reminded, kind=LetterKind.INVITATION)
    first = dict(sent.exclude(message_id="").values_list("invitation_id", "message_id")) if reminded else {}
    for letter in batch:
        letter.answers_to = first.get(letter.invitation_id, "")  # type: ignore[attr-defined]


def send(letter: Letter, worker: uuid.UUID, backend: StagedEmailBackend) -> bool:
    """Whether the server took it; everything that can fail before the wire is done before the door."""
    mail = Mail.of(letters.compose(letter, letter.answers_to))  # type: ignore[attr-defined]
    if not open_door(letter, worker):
        return False
    try:
        answer = backend.deliver(mail)
    except NotNow as refusal:
        put_off(letter, str(refusal))
    except Refused as refusal:
        _mark(letter, LetterState.FAILED, failure=str(refusal)[:300])
    except InDoubt as doubt:
        log.warning("letter in doubt", letter=letter.pk)
        _mark(letter, LetterState.IN_DOUBT, failure=str(doubt)[:300])
    else:
        return _mark(letter, LetterState.ACCEPTED, provider_id=answer[:120], failure="")
    return False


def open_door(letter: Letter, worker: uuid.UUID) -> bool:
    """True once for one worker, if the letter may leave now; from here on it counts as sent, or in doubt."""
    values: dict[str, Any] = {
        "letter": letter.pk,
        "worker": worker,
        "now": timezone.now(),
        "digest": address_digest(letter.normalized_email),
        "message_id": letters.message_id(letter),
    }
    with connection.cursor() as cursor:
        cursor.execute(DOOR, values)
        return cursor.fetchone() == (LetterState.SENDING,)


def _mark(letter: Letter, state: LetterState, **fields: str) -> bool:
    """What became of a letter on the wire; a sweep that was quicker is overruled, a person is not."""
    on_the_wire = Letter.objects.filter(pk=letter.pk, state__in=(LetterState.SENDING, LetterState.IN_DOUBT))
    return bool(
        on_the_wire.filter(attempts=letter.attempts + 1).update(
            state=state, settled_at=timezone.now(), leased_by=None, leased_until=None, **fields
        )
    )


def put_off(letter: Letter, words: str) -> None:
    """Back in the queue, with a longer pause after each attempt."""
    pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
    _mark(letter, LetterState.QUEUED, failure=words[:300])
    Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(
        not_before=timezone.now() + pause, sending_since=None, settled_at=None
    )


def sweep(*, at: datetime | None = None) -> int:
    """Letters that a worker had on the wire when it died are in doubt from now on; gives how many."""
    since = (at or timezone.now()) - LONGEST_ON_THE_WIRE
    left = Letter.objects.filter(state=LetterState.SENDING, sending_since__lt=since)
    return left.update(state=LetterState.IN_DOUBT, settled_at=timezone.now())
