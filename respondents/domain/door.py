"""The one-way door: the last look at a letter and its step to the wire, as one statement."""

import uuid
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from respondents.domain import letters
from respondents.domain.addresses import address_digests
from respondents.enums import LetterState
from respondents.models import Letter
from surveys.domain.prepared import Prepared

# Why a letter that was queued may not leave any more; empty if nothing forbids it.
# Who asks for the personal link gets it, also after opting out of our mailings; an address that bounced or complained
# does not. An address typed on the open link may be of somebody else, so there an opt-out holds.
FORBIDDEN = """
CASE
    WHEN (answer.completed_at IS NOT NULL OR joined.completed_at IS NOT NULL)
        AND letter.kind NOT IN ('link', 'thanks') THEN 'answered'
    WHEN invited.merged_into_id IS NOT NULL THEN 'same_person'
    WHEN invited.handed_over_at IS NOT NULL THEN 'handed_over'
    WHEN invited.opted_out_at IS NOT NULL AND letter.kind <> 'link' THEN 'opted_out'
    WHEN invited.left_on IS NOT NULL AND letter.kind <> 'link' THEN 'left'
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
# opted out, handed over or pressed pause a moment ago gets a letter that had not started. What it looks at it locks, in
# the order invitation, response: who sends answers holds the invitation, and the statement that waited for it would
# not see them otherwise. Answers that began during that wait are not seen at all, and the letter waits for its next
# turn. A letter that stays behind forgets a typed address here, as `letters.FORGOTTEN` does elsewhere. MATERIALIZED,
# or PostgreSQL would put the whole reason in each of the six places that ask for it.
DOOR = Prepared(
    "one_way_door",
    f"""
WITH running AS (
    SELECT id FROM respondents_wave WHERE id = %(wave)s AND state = 'running' FOR SHARE
), invited AS (
    SELECT invitation.id, invitation.edition_id, invitation.response_id, invitation.joined_response_id,
        invitation.handed_over_at, invitation.merged_into_id, respondent.opted_out_at, respondent.left_on,
        respondent.gemeente_id
    FROM respondents_invitation invitation
    JOIN respondents_respondent respondent ON respondent.id = invitation.respondent_id
    WHERE invitation.id = %(invitation)s
    FOR SHARE
), answers AS (
    SELECT id, edition_id, completed_at, is_test FROM surveys_response
    WHERE id = ANY(
        ARRAY(SELECT unnest(ARRAY[response_id, joined_response_id]) FROM invited) || %(response)s
    )
    FOR SHARE
), seen AS MATERIALIZED (
    SELECT letter.id, {FORBIDDEN} AS reason
    FROM respondents_letter letter
    LEFT JOIN invited ON invited.id = letter.invitation_id
    LEFT JOIN answers answer ON answer.id = COALESCE(letter.response_id, invited.response_id)
    LEFT JOIN answers joined ON joined.id = invited.joined_response_id
    LEFT JOIN respondents_lettertext tested ON tested.id = letter.text_id AND letter.kind = 'test'
    LEFT JOIN respondents_wave shown ON shown.id = tested.wave_id
    JOIN surveys_edition edition ON edition.id = COALESCE(invited.edition_id, answer.edition_id, shown.edition_id)
    WHERE letter.id = %(letter)s AND (letter.wave_id IS NULL OR EXISTS (SELECT FROM running))
    AND (answer.id IS NULL) = (COALESCE(letter.response_id, invited.response_id) IS NULL)
    AND (joined.id IS NULL) = (invited.joined_response_id IS NULL)
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
""",  # noqa: S608 - no value from outside is in it
    letter="bigint",
    wave="bigint",
    invitation="bigint",
    response="bigint",
    worker="uuid",
    now="timestamptz",
    digests="text[]",
    message_id="text",
    text="bigint",
    filled="jsonb",
)


def open_door(letter: Letter, worker: uuid.UUID, filled_in: dict[str, str] | None = None) -> bool:
    """True once for one worker, if the letter may leave now; from here on it counts as sent, or in doubt."""
    values: dict[str, Any] = {
        "letter": letter.pk,
        "wave": letter.wave_id,
        "invitation": letter.invitation_id,
        "response": letter.response_id,
        "worker": worker,
        "now": timezone.now(),
        "digests": address_digests(letter.normalized_email),
        "message_id": letters.message_id(letter),
        "text": letter.text_id,
        "filled": Jsonb(letters.filled(letter) if filled_in is None else filled_in),
    }
    with connection.cursor() as cursor:
        DOOR.run(cursor, values)
        return cursor.fetchone() == (LetterState.SENDING,)
