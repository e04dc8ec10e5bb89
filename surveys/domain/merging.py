"""What a form changed is laid over what came in since the form was made, so that no tab undoes another.

A form bears the revision of the answers that it showed, and the journal says what those were. A box that still holds
what it showed, or what this form saved last, was not touched and overwrites nothing. Where two touched the same box
the newest wins; the older one stays in the journal. Of one form the newest is the last that it sent, whichever came
in first: a save that was overtaken on its way is in the journal only.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from surveys.domain.closing import Arrival
from surveys.domain.prepared import Prepared, run_together
from surveys.models import Response

Answers = Mapping[str, Any]

# One round trip: together the two are one transaction, and the second sees what came in while the first waited its
# turn. The journal and the answers cannot part. A save that the journal has already seen inserts nothing and so
# changes nothing. What was sent stays as it was sent once the edition has closed, and what is too late comes aside of
# what was in time.
LOCK = Prepared(
    "lock_response",
    "SELECT FROM surveys_response WHERE id = %(response_id)s FOR UPDATE",
    response_id="bigint",
)
SAVE = Prepared(
    "save_page",
    """
WITH before AS (
    SELECT id, answers, revision, saved_at, is_in_grace, is_late,
        %(is_too_late)s OR %(is_after_close)s AND completed_at IS NOT NULL AS is_closed,
        %(turn)s > 0 AND EXISTS (
            SELECT FROM surveys_save
            WHERE response_id = %(response_id)s AND save_id = %(save_id)s AND turn > %(turn)s AND NOT is_aside
        ) AS is_overtaken
    FROM surveys_response WHERE id = %(response_id)s
), journal AS (
    INSERT INTO surveys_save (response_id, save_id, turn, content_hash, page, payload, revision, is_aside)
    SELECT id, %(save_id)s, %(turn)s, %(content_hash)s, %(page)s,
        (%(left_empty)s - ARRAY(SELECT jsonb_object_keys(answers))) || %(touched)s,
        CASE WHEN is_closed OR is_overtaken THEN revision ELSE revision + 1 END, is_closed OR is_overtaken
    FROM before
    ON CONFLICT (response_id, save_id, content_hash) DO NOTHING
    RETURNING payload, revision, is_aside
), after AS (
    UPDATE surveys_response AS response
    SET answers = response.answers || journal.payload, revision = journal.revision, saved_at = now(),
        is_in_grace = %(is_in_grace)s, is_late = FALSE
    FROM journal WHERE response.id = %(response_id)s AND NOT journal.is_aside
    RETURNING response.answers, response.revision, response.saved_at, response.is_in_grace, response.is_late
), earlier AS (
    SELECT is_aside FROM surveys_save
    WHERE response_id = %(response_id)s AND save_id = %(save_id)s AND content_hash = %(content_hash)s
)
SELECT answers, revision, saved_at, is_in_grace, is_late, FALSE FROM after
UNION ALL
SELECT answers, revision, saved_at, is_in_grace, is_late,
    coalesce((SELECT is_aside FROM earlier) AND NOT (is_overtaken AND NOT is_closed), is_closed)
FROM before WHERE NOT EXISTS (SELECT FROM after)
""",
    response_id="bigint",
    save_id="uuid",
    turn="integer",
    content_hash="text",
    page="text",
    touched="jsonb",
    left_empty="jsonb",
    is_after_close="boolean",
    is_in_grace="boolean",
    is_too_late="boolean",
)


@dataclass(frozen=True)
class Form:
    """A page that was given out: the answers that it showed, and what it has saved itself since.

    A form saves more than once when somebody goes back to it, or while it saves by itself: `turn` grows with each,
    for the same words may come again after others; 0 where no script counts them. What is saved `by_itself` says
    nothing of boxes still to come to.
    """

    page: str
    save_id: uuid.UUID
    revision: int | None
    turn: int
    by_itself: bool
    shown: Answers
    saved: Answers

    @property
    def base(self) -> Answers:
        """What its boxes hold if nothing in them was touched after that."""
        return {**self.shown, **self.saved}


@dataclass(frozen=True)
class Change:
    """`touched` overwrites; `left_empty` was empty and is so still, and fills only what was never seen."""

    touched: Answers
    left_empty: Answers


def form_of(
    response: Response,
    page: str,
    save_id: uuid.UUID,
    revision: int | None,
    *,
    turn: int = 0,
    by_itself: bool = False,
) -> Form:
    """The form as it was given out at that revision; without a usable revision as it would be now.

    Costs a query only if something was saved since.
    """
    if revision is None or revision >= response.revision:
        return Form(page, save_id, revision, turn, by_itself, response.answers, {})
    journal = response.saves.filter(Q(revision__lte=revision) | Q(save_id=save_id), is_aside=False)
    rows = list(journal.order_by("revision").values_list("revision", "payload"))
    shown = together(payload for number, payload in rows if number <= revision)
    saved = together(payload for number, payload in rows if number > revision)
    return Form(page, save_id, revision, turn, by_itself, shown, saved)


def together(payloads: Iterable[Answers]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for payload in payloads:
        answers |= payload
    return answers


def change(base: Answers, posted: Answers) -> Change:
    """What a form changed of its base."""
    touched = {code: value for code, value in posted.items() if value != base.get(code)}
    left_empty = {code: None for code, value in posted.items() if value is None and code not in touched}
    return Change(touched, left_empty)


def write(response: Response, form: Form, posted: Answers, came: Arrival) -> bool:
    """Stores the change and brings the response up to date; False if it had to be set aside as the edition is closed.

    Raises Response.DoesNotExist if the response was erased meanwhile.
    """
    changed = change(form.base, posted)
    values: dict[str, Any] = {
        "response_id": response.pk,
        "save_id": str(form.save_id),
        "turn": form.turn,
        "content_hash": hash_of(form, posted),
        "page": form.page,
        "touched": dumped(changed.touched),
        "left_empty": dumped({} if form.by_itself else changed.left_empty),
        "is_after_close": came.is_after_close,
        "is_in_grace": came is Arrival.IN_GRACE,
        "is_too_late": came is Arrival.TOO_LATE,
    }
    with connection.cursor() as cursor:
        run_together(cursor, [LOCK, SAVE], values)
        cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        raise Response.DoesNotExist
    answers, response.revision, response.saved_at, response.is_in_grace, response.is_late, is_aside = row
    response.answers = json.loads(answers)
    return not is_aside


def hash_of(form: Form, posted: Answers) -> str:
    """Of revision and turn too: who changes a word and then changes it back posts the same words, but later."""
    form_now = (form.page, form.revision, form.turn, form.by_itself)
    return hashlib.sha256(f"{form_now}\n{dumped(posted)}".encode()).hexdigest()


def dumped(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)
