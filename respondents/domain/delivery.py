"""Letters on their way: claimed in batches, through a one-way door, over the wire, and what is left is swept.

Safe with any number of workers, any of which may be killed at any moment: nothing is sent twice, nothing is
passed over in silence. What nobody can know is `in_doubt`, and a person decides.
"""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from respondents.domain import heartbeats, letter_texts, letters, thanks, waves
from respondents.domain.addresses import address_digests
from respondents.enums import HeartbeatName, LetterKind, LetterState
from respondents.models import Letter
from respondents.smtp import InDoubt, Mail, NotNow, Refused, StagedEmailBackend

log = structlog.get_logger("respondents.delivery")

BATCH = 100
LEASE = timedelta(minutes=1)
# Longer than a letter can take: connecting and five answers of the server, each within EMAIL_TIMEOUT.
LONGEST_ON_THE_WIRE = timedelta(minutes=4)
# How long a letter waits after each attempt that the server put off; the last one goes on.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))

# How long a letter to a typed address may stay in doubt; by then its reader has asked again, or needs it no more.
LONGEST_DOUBT = timedelta(days=1)

# A letter without a wave goes first: somebody has just asked for it and waits.
CLAIM = """
UPDATE respondents_letter SET leased_by = %(worker)s, leased_until = %(until)s
WHERE id IN (
    SELECT letter.id FROM respondents_letter letter
    LEFT JOIN respondents_wave wave ON wave.id = letter.wave_id
    WHERE letter.state = 'queued' AND (letter.wave_id IS NULL OR wave.state = 'running')
    AND (letter.not_before IS NULL OR letter.not_before <= %(now)s)
    AND (letter.leased_until IS NULL OR letter.leased_until <= %(now)s)
    ORDER BY letter.wave_id IS NOT NULL, letter.id LIMIT %(batch)s
    FOR UPDATE OF letter SKIP LOCKED
)
RETURNING id
"""

# Why a letter that was queued may not leave any more; empty if nothing forbids it.
# Who asks for the personal link gets it, also after opting out of our mailings; an address that bounced or complained
# does not. An address typed on the open link may be of somebody else, so there an opt-out holds.
FORBIDDEN = """
CASE
    WHEN (answer.completed_at IS NOT NULL OR joined.completed_at IS NOT NULL)
        AND letter.kind NOT IN ('link', 'thanks') THEN 'answered'
    WHEN invited.handed_over_at IS NOT NULL THEN 'handed_over'
    WHEN invited.opted_out_at IS NOT NULL AND letter.kind <> 'link' THEN 'opted_out'
    WHEN EXISTS (
        SELECT FROM respondents_suppression WHERE digest = ANY(%(digests)s)
        AND (reason <> 'opt_out' OR letter.kind <> 'link' OR invited.id IS NULL)
    ) THEN 'suppressed'
    WHEN letter.kind NOT IN ('link', 'thanks', 'test') AND EXISTS (
        SELECT FROM respondents_decline declined
        WHERE declined.edition_id = invited.edition_id AND declined.gemeente_id = invited.gemeente_id
        AND declined.state = 'declined'
    ) THEN 'gemeente_declined'
    WHEN edition.closes_at <= %(now)s AND letter.kind NOT IN ('thanks', 'test')
        AND answer.is_test IS NOT TRUE THEN 'closed'
    ELSE ''
END
"""

# The one-way door. The last look and the step are one statement, committed before the wire: nobody who answered,
# opted out, handed over or pressed pause a moment ago gets a letter that had not started. A letter that stays behind
# forgets a typed address here, as `letters.FORGOTTEN` does elsewhere.
DOOR = f"""
WITH running AS (
    SELECT id FROM respondents_wave WHERE id = %(wave)s AND state = 'running' FOR SHARE
), invited AS (
    SELECT invitation.id, invitation.edition_id, invitation.response_id, invitation.joined_response_id,
        invitation.handed_over_at, respondent.opted_out_at, respondent.gemeente_id
    FROM respondents_invitation invitation
    JOIN respondents_respondent respondent ON respondent.id = invitation.respondent_id
    WHERE invitation.id = %(invitation)s
    FOR SHARE
), seen AS (
    SELECT letter.id, {FORBIDDEN} AS reason
    FROM respondents_letter letter
    LEFT JOIN invited ON invited.id = letter.invitation_id
    LEFT JOIN surveys_response answer ON answer.id = COALESCE(letter.response_id, invited.response_id)
    LEFT JOIN surveys_response joined ON joined.id = invited.joined_response_id
    LEFT JOIN respondents_lettertext tested ON tested.id = letter.text_id AND letter.kind = 'test'
    LEFT JOIN respondents_wave shown ON shown.id = tested.wave_id
    JOIN surveys_edition edition ON edition.id = COALESCE(invited.edition_id, answer.edition_id, shown.edition_id)
    WHERE letter.id = %(letter)s AND (letter.wave_id IS NULL OR EXISTS (SELECT FROM running))
)
UPDATE respondents_letter SET
    state = CASE WHEN seen.reason = '' THEN 'sending' ELSE 'skipped' END,
    skip_reason = seen.reason,
    response_id = CASE WHEN seen.reason = '' THEN response_id END,
    normalized_email = CASE WHEN seen.reason = '' OR invitation_id IS NOT NULL THEN normalized_email ELSE '' END,
    sending_since = CASE WHEN seen.reason = '' THEN %(now)s::timestamptz END,
    settled_at = CASE WHEN seen.reason <> '' THEN %(now)s::timestamptz END,
    message_id = %(message_id)s,
    text_id = %(text)s,
    filled = %(filled)s,
    attempts = attempts + 1
FROM seen
WHERE respondents_letter.id = seen.id AND respondents_letter.state = 'queued'
AND respondents_letter.leased_by = %(worker)s AND respondents_letter.leased_until > %(now)s
RETURNING respondents_letter.state
"""  # noqa: S608 - no value from outside is in it


def run() -> int:
    """One round: starts what is due, sweeps, and sends until nothing waits; gives how many were accepted."""
    waves.start_due()
    thanks.thank()
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
            heartbeats.note(HeartbeatName.WORKER)
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
    related = (
        "wave",
        "invitation__edition__questionnaire",
        "invitation__edition__organisation",
        "invitation__edition__co_organisation",
        "invitation__respondent__gemeente",
        "response__edition__questionnaire",
        "text",
        "response__edition__organisation",
        "response__edition__co_organisation",
    )
    batch = list(Letter.objects.filter(pk__in=claimed).select_related(*related).order_by("pk"))
    _attach_invitations(batch)
    letter_texts.attach(batch)
    return batch


def _attach_invitations(batch: Sequence[Letter]) -> None:
    """Gives each reminder the Message-ID of the invitation that it reminds of, as `answers_to`."""
    reminded = [letter.invitation_id for letter in batch if letter.kind == LetterKind.REMINDER]
    sent = Letter.objects.filter(invitation__in=reminded, kind__in=LetterKind.invites)
    first = dict(sent.exclude(message_id="").values_list("invitation_id", "message_id")) if reminded else {}
    for letter in batch:
        is_reminder = letter.kind == LetterKind.REMINDER
        letter.answers_to = first.get(letter.invitation_id or 0, "") if is_reminder else ""  # type: ignore[attr-defined]


def send(letter: Letter, worker: uuid.UUID, backend: StagedEmailBackend) -> bool:
    """Whether the server took it; everything that can fail before the wire is done before the door."""
    mail = Mail.of(letters.compose(letter, letter.answers_to))  # type: ignore[attr-defined]
    if not open_door(letter, worker):
        return False
    try:
        answer = backend.deliver(mail)
    except NotNow as refusal:
        put_off(letter, reason_of(letter, refusal))
    except Refused as refusal:
        _mark(letter, LetterState.FAILED, failure=reason_of(letter, refusal))
    except InDoubt as doubt:
        log.warning("letter in doubt", letter=letter.pk)
        _mark(letter, LetterState.IN_DOUBT, failure=reason_of(letter, doubt))
    else:
        return _mark(letter, LetterState.ACCEPTED, provider_id=answer[:120], failure="")
    return False


def reason_of(letter: Letter, refusal: Exception) -> str:
    """The words of the server without the address, which it likes to repeat and a letter may have to forget."""
    address = re.escape(letters.address_of(letter))
    return re.sub(address, "***", str(refusal), flags=re.IGNORECASE)[:300]


def open_door(letter: Letter, worker: uuid.UUID) -> bool:
    """True once for one worker, if the letter may leave now; from here on it counts as sent, or in doubt."""
    values: dict[str, Any] = {
        "letter": letter.pk,
        "wave": letter.wave_id,
        "invitation": letter.invitation_id,
        "worker": worker,
        "now": timezone.now(),
        "digests": address_digests(letter.normalized_email),
        "message_id": letters.message_id(letter),
        "text": letter.text_id,
        "filled": Jsonb(letters.filled(letter)),
    }
    with connection.cursor() as cursor:
        cursor.execute(DOOR, values)
        return cursor.fetchone() == (LetterState.SENDING,)


def _mark(letter: Letter, state: LetterState, **fields: str) -> bool:
    """What became of a letter on the wire; a sweep that was quicker is overruled, a person is not."""
    on_the_wire = Letter.objects.filter(pk=letter.pk, state__in=(LetterState.SENDING, LetterState.IN_DOUBT))
    forgotten = letters.FORGOTTEN if state in LetterState.settled else {}
    return bool(
        on_the_wire.filter(attempts=letter.attempts + 1).update(
            state=state, settled_at=timezone.now(), leased_by=None, leased_until=None, **fields, **forgotten
        )
    )


def put_off(letter: Letter, reason: str) -> None:
    """Back in the queue, with a longer pause after each attempt."""
    pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
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
