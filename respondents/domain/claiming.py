"""Which letters a worker takes in hand: those that are due, whose wave and whose receiver can have them now."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch
from django.utils import timezone

from respondents.domain import letter_texts, pace
from respondents.enums import LetterKind, LetterState
from respondents.models import Letter
from surveys.models import Edition

BATCH = 100
LEASE = timedelta(minutes=1)

DUE = """
FROM respondents_letter letter
LEFT JOIN respondents_wave wave ON wave.id = letter.wave_id
WHERE letter.state = 'queued'
AND (letter.wave_id IS NULL OR wave.state = 'running' AND (
    wave.canary_up_to IS NULL OR letter.id <= wave.canary_up_to OR wave.canary_ends_at <= %(now)s
))
AND (letter.not_before IS NULL OR letter.not_before <= %(now)s)
AND (letter.leased_until IS NULL OR letter.leased_until <= %(now)s)
"""

# A letter without a wave goes first: somebody has just asked for it and waits.
CLAIM = f"""
UPDATE respondents_letter SET leased_by = %(worker)s, leased_until = %(until)s
WHERE id IN (
    SELECT letter.id {DUE}
    AND NOT EXISTS (
        SELECT FROM respondents_pace WHERE key = '' AND full_at > %(rests)s
        OR key = split_part(letter.normalized_email, '@', 2) AND full_at > %(full)s
    )
    ORDER BY letter.wave_id IS NOT NULL, letter.id LIMIT %(batch)s
    FOR UPDATE OF letter SKIP LOCKED
)
RETURNING id, split_part(normalized_email, '@', 2)
"""  # noqa: S608 - no value from outside is in it


def claim(worker: uuid.UUID) -> list[Letter]:
    """Some letters that nobody else touches for a minute, with all that composing them needs."""
    now = timezone.now()
    if not pace.is_limited():
        return _fetch([pk for pk, _ in _lease(worker, now)])
    with transaction.atomic():
        leased = sorted(_lease(worker, now))
        may_leave = pace.take([domain for _, domain in leased], at=now) if leased else []
        fast = [pk for (pk, _), may in zip(leased, may_leave, strict=True) if not may]
        Letter.objects.filter(pk__in=fast).update(leased_by=None, leased_until=None)
    return _fetch([pk for pk, _ in leased if pk not in set(fast)])


def _lease(worker: uuid.UUID, now: datetime) -> list[tuple[int, str]]:
    values: dict[str, Any] = {"worker": worker, "until": now + LEASE, "now": now, "batch": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values | pace.empty_from(now))
        return list(cursor.fetchall())


def _fetch(claimed: Sequence[int]) -> list[Letter]:
    editions = Edition.objects.select_related("questionnaire", "organisation", "co_organisation")
    # What letters share is fetched once for all of them: a questionnaire is longer than a hundred letters.
    found = Letter.objects.select_related("invitation__respondent").prefetch_related(
        "wave",
        "text",
        Prefetch("invitation__edition", editions),
        Prefetch("response__edition", editions),
        "invitation__respondent__gemeente",
    )
    batch = list(found.filter(pk__in=claimed).order_by("pk"))
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


def release(worker: uuid.UUID) -> None:
    """What the worker had in hand and did not try: nobody took it, or its wave stopped."""
    held = Letter.objects.filter(leased_by=worker, state=LetterState.QUEUED)
    held.update(leased_by=None, leased_until=None)


def is_held_back() -> bool:
    """Whether letters wait that are due, and that only the pace of their receivers keeps here."""
    if not pace.is_limited() or pace.rests():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT {DUE})", {"now": timezone.now()})
        return bool(cursor.fetchone()[0])
