"""Which gemeente is called next, and the list in which callers see them all.

Appointments that are due come first. Then the provincie that is furthest below the target, and in it who can be rung
at all, who was called least at this time of the day, what came of the last call, and the fewest calls.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from respondents.domain.calling import hours, leases, standing
from respondents.enums import CallOutcome, CaseState
from respondents.exceptions import CallRefused
from respondents.models import CallAttempt, Case
from surveys.enums import Provincie
from surveys.models import Edition, Gemeente

# For each gemeente in one edition; an appointment is kept also after it.
MOST_ATTEMPTS = 6


@dataclass(frozen=True)
class Rest:
    """How long a gemeente is left alone after that outcome, and its place among those that are not."""

    pause: timedelta
    rank: int


DAY = timedelta(days=1)
RESTS = {
    CallOutcome.NO_ANSWER: Rest(timedelta(hours=3), 2),
    CallOutcome.BUSY: Rest(timedelta(hours=1), 2),
    CallOutcome.VOICEMAIL: Rest(DAY, 2),
    CallOutcome.WRONG_NUMBER: Rest(DAY, 3),
    CallOutcome.APPOINTMENT: Rest(timedelta(hours=1), 0),
    # Who promised gets the time to keep the promise; who says it is done, the team looks for.
    CallOutcome.PROMISED: Rest(3 * DAY, 0),
    CallOutcome.OTHER_PERSON: Rest(DAY, 0),
    CallOutcome.ALREADY_ANSWERED: Rest(3 * DAY, 3),
    CallOutcome.REFUSED: Rest(DAY, 3),
}
# Of who was never called.
FRESH = 1

# `behind` is how many percent a provincie is below the target, 0 past it. An interview and a call that was undone
# are no attempts.
CANDIDATES = """
WITH here AS MATERIALIZED (
    SELECT gemeente.id, gemeente.code, gemeente.name, gemeente.provincie, gemeente.sort_key, EXISTS (
        SELECT FROM surveys_response response
        WHERE response.edition_id = %(edition)s AND response.gemeente_id = gemeente.id
        AND response.completed_at IS NOT NULL
        AND NOT response.is_late AND NOT response.is_test AND NOT response.is_double
    ) AS has_answered
    FROM surveys_gemeente gemeente
    WHERE (gemeente.valid_from IS NULL OR gemeente.valid_from <= %(day)s)
    AND (gemeente.valid_until IS NULL OR gemeente.valid_until > %(day)s)
), provincie AS (
    SELECT provincie, greatest(%(target)s - 100.0 * avg(has_answered::int), 0) AS behind
    FROM here GROUP BY provincie
), called AS MATERIALIZED (
    SELECT attempt.case_id, count(*) AS attempts,
        count(*) FILTER (WHERE part.number = %(part)s) AS attempts_in_part,
        bool_or(part.number = %(part)s AND (attempt.called_at AT TIME ZONE %(zone)s)::date = %(today)s) AS just_now,
        max(attempt.called_at) AS last_at,
        (array_agg(attempt.outcome ORDER BY attempt.called_at DESC, attempt.id DESC))[1] AS outcome
    FROM respondents_callattempt attempt
    JOIN respondents_case dossier ON dossier.id = attempt.case_id AND dossier.edition_id = %(edition)s,
    LATERAL (
        SELECT floor((extract(hour FROM attempt.called_at AT TIME ZONE %(zone)s) - %(begin)s) / %(part_hours)s)::int
    ) AS part (number)
    WHERE attempt.undone_at IS NULL AND attempt.outcome <> 'interview'
    GROUP BY attempt.case_id
), people AS MATERIALIZED (
    SELECT respondent.gemeente_id,
        bool_or(respondent.opted_out_at IS NULL AND respondent.left_on IS NULL) AS can_be_called,
        bool_or(respondent.opted_out_at IS NULL AND respondent.left_on IS NULL AND respondent.phone <> '')
            AS has_number,
        bool_or(respondent.opted_out_at IS NOT NULL) AS has_refused
    FROM respondents_invitation invitation
    JOIN respondents_respondent respondent ON respondent.id = invitation.respondent_id
    WHERE invitation.edition_id = %(edition)s AND invitation.merged_into_id IS NULL
    GROUP BY respondent.gemeente_id
)
"""
LIST = f"""
{CANDIDATES}
SELECT here.code, here.name, here.provincie, dossier.appointment_at, coalesce(called.outcome, ''),
    coalesce(called.attempts, 0), coalesce(dossier.state, 'open'), caller.id, caller.username
FROM here
LEFT JOIN respondents_case dossier ON dossier.gemeente_id = here.id AND dossier.edition_id = %(edition)s
LEFT JOIN auth_user caller ON caller.id = dossier.held_by_id AND dossier.held_until > %(now)s
LEFT JOIN called ON called.case_id = dossier.id
WHERE NOT here.has_answered AND dossier.state IS DISTINCT FROM 'refused'
AND (%(provincie)s = '' OR here.provincie = %(provincie)s)
ORDER BY here.sort_key
"""  # noqa: S608 - no value from outside is in it

# One statement: who is quicker has locked the row, and the other takes the next.
TAKE = f"""
{CANDIDATES}, rest AS (
    SELECT * FROM unnest(%(outcomes)s::text[], %(pauses)s::interval[], %(ranks)s::int[])
        AS rest (outcome, pause, rank)
)
UPDATE respondents_case SET held_by_id = %(caller)s, held_until = %(until)s
WHERE id = (
    SELECT dossier.id
    FROM respondents_case dossier
    JOIN here ON here.id = dossier.gemeente_id
    JOIN provincie ON provincie.provincie = here.provincie
    LEFT JOIN called ON called.case_id = dossier.id
    LEFT JOIN people ON people.gemeente_id = here.id
    LEFT JOIN rest ON rest.outcome = called.outcome
    WHERE dossier.edition_id = %(edition)s AND NOT here.has_answered AND dossier.state <> 'refused'
    AND (%(provincie)s = '' OR here.provincie = %(provincie)s)
    AND dossier.id <> %(besides)s
    AND (dossier.held_by_id IS NULL OR dossier.held_by_id = %(caller)s OR dossier.held_until <= %(now)s)
    AND (
        dossier.state = 'appointment' AND dossier.appointment_at <= %(now)s
        OR dossier.state = 'open' AND %(is_open)s
        AND coalesce(called.attempts, 0) < %(most)s
        AND NOT coalesce(called.just_now, false)
        AND coalesce(called.last_at + rest.pause <= %(now)s, true)
        AND (people.gemeente_id IS NULL OR people.can_be_called OR NOT people.has_refused)
    )
    ORDER BY dossier.state = 'appointment' DESC,
        CASE WHEN dossier.state = 'appointment' THEN dossier.appointment_at END,
        provincie.behind DESC, coalesce(people.has_number, false) DESC,
        coalesce(called.attempts_in_part, 0), coalesce(rest.rank, %(fresh)s), coalesce(called.attempts, 0),
        here.sort_key
    LIMIT 1
    FOR UPDATE OF dossier SKIP LOCKED
)
RETURNING id
"""  # noqa: S608 - no value from outside is in it


@dataclass(frozen=True)
class Line:
    """One gemeente of the list: how its last call ended, its appointment, and who has it open, if anybody."""

    code: str
    name: str
    provincie: str
    appointment_at: datetime | None
    outcome: str
    attempts: int
    state: str
    holder_id: int | None
    holder: str | None

    @property
    def words(self) -> str:
        """What a caller must know of it in a few words; empty of who was never called."""
        if self.state == CaseState.APPOINTMENT and self.appointment_at:
            return f"Afspraak {timezone.localtime(self.appointment_at):%d-%m %H:%M}"
        if self.attempts >= MOST_ATTEMPTS:
            return f"Maximum bereikt ({self.attempts} keer gebeld)"
        return str(CallOutcome(self.outcome).label) if self.outcome else ""

    @property
    def is_due(self) -> bool:
        is_set = self.state == CaseState.APPOINTMENT and self.appointment_at is not None
        return is_set and self.appointment_at <= timezone.now()  # type: ignore[operator]


def lines(edition: Edition, provincie: str = "") -> list[Line]:
    """Everybody who is still to be called, in one statement whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(LIST, _values(edition, provincie))
        return [Line(*row) for row in cursor]


@transaction.atomic
def take_next(edition: Edition, provincie: str = "", *, besides: Case | None = None, by: User) -> Case | None:
    """The gemeente to call now, held for the caller; None if there is nobody to be called at this moment.

    Outside office hours only an appointment that is due. Whatever else the caller had open is free.
    """
    if hours.outside_period(edition):
        return None
    _make_cases(edition)
    values = _values(edition, provincie) | _values_of_taking(by, besides)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        found = cursor.fetchone()
    if found is None:
        return None
    leases.opened(found[0], by=by)
    leases.let_go_of_others(found[0], by=by)
    return Case.objects.select_related("edition", "gemeente").get(pk=found[0])


def take(edition: Edition, gemeente: Gemeente, *, beyond_most: bool = False, by: User) -> None:
    """A gemeente that the caller chose from the list, at any hour; `beyond_most` is for the team.

    Raises CallRefused if it cannot be called, or is another's.
    """
    if why := hours.outside_period(edition):
        raise CallRefused(why)
    case, _ = Case.objects.get_or_create(edition=edition, gemeente=gemeente)
    if done := standing.why_done(case).sentence:
        raise CallRefused(done)
    if case.state != CaseState.APPOINTMENT and not beyond_most and attempts(case) >= MOST_ATTEMPTS:
        raise CallRefused(f"{gemeente} is {MOST_ATTEMPTS} keer gebeld. Dat is het maximum; kies een andere.")
    if not leases.hold(edition, gemeente, by=by):
        raise CallRefused("Iemand anders heeft deze gemeente net geopend. Kies een andere.")
    leases.let_go_of_others(case.pk, by=by)


def attempts(case: Case) -> int:
    return CallAttempt.objects.standing().filter(case=case).exclude(outcome=CallOutcome.INTERVIEW).count()


def _make_cases(edition: Edition) -> None:
    missing = edition.gemeenten.exclude(cases__edition=edition)
    Case.objects.bulk_create(
        [Case(edition=edition, gemeente=gemeente) for gemeente in missing.only("pk")], ignore_conflicts=True
    )


def _values(edition: Edition, provincie: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "edition": edition.pk,
        "day": timezone.localdate(edition.opens_at),
        "target": edition.target_percent,
        "provincie": provincie if provincie in Provincie.values else "",
        "now": now,
        "today": now.astimezone(hours.AMSTERDAM).date(),
        "part": hours.part_of_day(now),
        "part_hours": hours.PART_HOURS,
        "begin": hours.OFFICE_HOURS[0].hour,
        "zone": str(hours.AMSTERDAM),
    }


def _values_of_taking(caller: User, besides: Case | None) -> dict[str, Any]:
    now = timezone.now()
    return {
        "caller": caller.pk,
        "until": now + leases.LEASE,
        "besides": besides.pk if besides else 0,
        "is_open": not hours.outside_hours(now),
        "most": MOST_ATTEMPTS,
        "outcomes": [str(outcome) for outcome in RESTS],
        "pauses": [rest.pause for rest in RESTS.values()],
        "ranks": [rest.rank for rest in RESTS.values()],
        "fresh": FRESH,
    }
