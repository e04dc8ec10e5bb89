"""Who gets a letter of a wave at this moment, and who not and why."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from respondents.domain.addresses import suppressed_of
from respondents.enums import LetterState, SkipReason, WaveKind
from respondents.models import Invitation, Wave

# One statement decides for everybody at one moment; the reasons stand in order of precedence.
CHOOSE = """
WITH candidate AS (
    SELECT i.id, r.normalized_email, CASE
        WHEN answer.completed_at IS NOT NULL OR joined.completed_at IS NOT NULL THEN 'answered'
        WHEN i.handed_over_at IS NOT NULL THEN 'handed_over'
        WHEN r.opted_out_at IS NOT NULL THEN 'opted_out'
        WHEN r.left_on IS NOT NULL THEN 'left'
        WHEN r.normalized_email = ANY(%(suppressed)s) THEN 'suppressed'
        WHEN EXISTS (
            SELECT FROM respondents_decline declined
            WHERE declined.edition_id = i.edition_id AND declined.gemeente_id = r.gemeente_id
            AND declined.state = 'declined'
        ) THEN 'gemeente_declined'
        WHEN %(stops)s AND EXISTS (
            SELECT FROM surveys_response colleague
            WHERE colleague.edition_id = i.edition_id AND colleague.gemeente_id = r.gemeente_id
            AND colleague.completed_at IS NOT NULL AND NOT colleague.is_test AND NOT colleague.is_late
            AND NOT colleague.is_double
        ) THEN 'colleague_answered'
        ELSE '' END AS reason
    FROM respondents_invitation i
    JOIN respondents_respondent r ON r.id = i.respondent_id
    LEFT JOIN surveys_response answer ON answer.id = i.response_id
    LEFT JOIN surveys_response joined ON joined.id = i.joined_response_id
    WHERE i.edition_id = %(edition)s AND i.merged_into_id IS NULL AND %(is_reminder)s = EXISTS (
        SELECT FROM respondents_letter sent
        WHERE sent.invitation_id = i.id AND sent.kind IN ('invitation', 'hand_over')
        AND sent.state = ANY(%(invited)s)
    )
), ranked AS (
    SELECT id, normalized_email, reason,
        row_number() OVER (PARTITION BY normalized_email, reason = '' ORDER BY id) AS place
    FROM candidate
), chosen AS (
    SELECT id, normalized_email, CASE
        WHEN reason <> '' THEN reason
        WHEN place > 1 OR EXISTS (
            SELECT FROM respondents_letter other WHERE other.wave_id = %(wave)s AND other.state <> 'skipped'
            AND other.normalized_email = ranked.normalized_email AND other.invitation_id <> ranked.id
        ) THEN 'same_address'
        ELSE '' END AS reason
    FROM ranked
)
"""
PREVIEW = f"{CHOOSE} SELECT reason, count(*) FROM chosen GROUP BY reason"  # noqa: S608 - no value from outside
WHO = f"""
{CHOOSE}
SELECT chosen.id FROM chosen
JOIN respondents_invitation i ON i.id = chosen.id
JOIN respondents_respondent r ON r.id = i.respondent_id
LEFT JOIN surveys_gemeente g ON g.id = r.gemeente_id
WHERE chosen.reason = %(reason)s
ORDER BY g.sort_key, r.name, chosen.id
"""  # noqa: S608 - no value from outside is in it
MATERIALISE = f"""
{CHOOSE}
INSERT INTO respondents_letter
    (kind, wave_id, invitation_id, normalized_email, state, skip_reason, failure, message_id, provider_id, attempts)
SELECT %(kind)s, %(wave)s, id, normalized_email,
    CASE WHEN reason = '' THEN 'queued' ELSE 'skipped' END, reason, '', '', '', 0
FROM chosen
ON CONFLICT DO NOTHING
"""  # noqa: S608 - no value from outside is in it


@dataclass(frozen=True)
class Selection:
    """How many would get a letter now, and how many of those who were looked at would not, by reason."""

    recipients: int
    left_out: dict[SkipReason, int]


def preview(wave: Wave) -> Selection:
    """Who would be chosen at this moment; at its hour the wave chooses anew."""
    with connection.cursor() as cursor:
        cursor.execute(PREVIEW, _values(wave))
        found = dict(cursor.fetchall())
    recipients = found.pop("", 0)
    return Selection(recipients, {SkipReason(reason): found[reason] for reason in sorted(found)})


def who(wave: Wave, reason: str = "") -> list[int]:
    """The invitations that would be left out for that reason now, or without one: that would get a letter.

    By gemeente and name, and who has no gemeente last.
    """
    with connection.cursor() as cursor:
        cursor.execute(WHO, _values(wave) | {"reason": reason})
        return [pk for (pk,) in cursor.fetchall()]


def materialise(wave: Wave) -> None:
    """A letter for each of them, queued or skipped with its reason; who has one of this wave gets no second."""
    with connection.cursor() as cursor:
        cursor.execute(MATERIALISE, _values(wave))


def _values(wave: Wave) -> dict[str, Any]:
    emails = Invitation.objects.filter(edition=wave.edition).values_list(
        "respondent__normalized_email", flat=True
    )
    is_reminder = wave.kind == WaveKind.REMINDER
    invited = (
        LetterState.may_have_arrived if is_reminder else LetterState.may_have_arrived | LetterState.underway
    )
    return {
        "wave": wave.pk,
        "edition": wave.edition_id,
        "kind": wave.kind,
        "is_reminder": is_reminder,
        "invited": sorted(invited),
        "suppressed": suppressed_of(list(emails)),
        "stops": wave.edition.answered_gemeente_stops_reminders and is_reminder,
    }
