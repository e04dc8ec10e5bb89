"""The mailings of an edition: proposed, released by a person, made into letters at their hour, paused, ended."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from respondents.domain import doorbell, schedule, texts
from respondents.domain.addresses import suppressed_of
from respondents.enums import LetterState, SkipReason, WaveKind, WaveState
from respondents.exceptions import WaveRefused
from respondents.models import Invitation, Letter, Wave
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition

log = structlog.get_logger("respondents.waves")

# Mail that is later than this waits for a person: a reminder that comes at night helps nobody.
LONGEST_DELAY = timedelta(hours=2)
# So many letters of a wave leave first. Bounces come within a minute, and may brake it before the others leave; a
# little less than that, so that the next beat finds it over.
CANARY = 20
CANARY_TIME = timedelta(seconds=50)

# One statement decides for everybody at one moment; the reasons stand in order of precedence.
CHOOSE = """
WITH candidate AS (
    SELECT i.id, r.normalized_email, CASE
        WHEN answer.completed_at IS NOT NULL OR joined.completed_at IS NOT NULL THEN 'answered'
        WHEN i.handed_over_at IS NOT NULL THEN 'handed_over'
        WHEN r.opted_out_at IS NOT NULL THEN 'opted_out'
        WHEN r.left_on IS NOT NULL THEN 'left'
        WHEN r.normalized_email = ANY(%(suppressed)s) THEN 'suppressed'
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
    WHERE i.edition_id = %(edition)s AND %(is_reminder)s = EXISTS (
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
MATERIALISE = f"""
{CHOOSE}
INSERT INTO respondents_letter
    (kind, wave_id, invitation_id, normalized_email, state, skip_reason, failure, message_id, provider_id, attempts)
SELECT %(kind)s, %(wave)s, id, normalized_email,
    CASE WHEN reason = '' THEN 'queued' ELSE 'skipped' END, reason, '', '', '', 0
FROM chosen
ON CONFLICT DO NOTHING
"""  # noqa: S608 - no value from outside is in it


def propose_waves(edition: Edition) -> list[Wave]:
    """The invitation and two reminders of that year, as concepts; those that an edition has already stay."""
    if not edition.waves.exists():
        _propose(edition, WaveKind.INVITATION, schedule.INVITATION_DAY)
        for day in schedule.REMINDER_DAYS:
            _propose(edition, WaveKind.REMINDER, day)
    return list(edition.waves.all())


def _propose(edition: Edition, kind: WaveKind, day: tuple[int, int]) -> None:
    proposal = schedule.propose(edition.year, day)
    subject, body = texts.default(kind)
    Wave.objects.create(
        edition=edition,
        kind=kind,
        planned_at=proposal.moment,
        proposal=proposal.reason,
        subject=subject,
        body=body,
    )


@transaction.atomic
def release(wave: Wave, *, by: audit.Actor) -> None:
    """From now on the wave leaves by itself at its hour. Releasing it again changes nothing.

    Raises TextRefused if its text cannot be sent, WaveRefused if the wave or its edition is not ready.
    """
    if wave.edition.questionnaire_id is None:
        raise WaveRefused("De editie heeft nog geen gepubliceerde vragenlijst. Kies er een bij de editie.")
    texts.check(wave.subject, wave.body)
    released = Wave.objects.filter(pk=wave.pk, state=WaveState.CONCEPT).update(
        state=WaveState.RELEASED, released_by=by, released_at=timezone.now()
    )
    if released:
        audit.record(AuditVerb.RELEASED_WAVE, wave, by=by)
        doorbell.ring_on_commit()
    wave.refresh_from_db()
    if wave.state in (WaveState.CANCELLED, WaveState.PAUSED):
        raise WaveRefused(f"Deze verzending is {wave.get_state_display().lower()}.")


@transaction.atomic
def send_now(wave: Wave, *, by: audit.Actor) -> None:
    """Brings the hour of the wave to now, releasing it if need be; raises as `release` does."""
    if wave.state not in (WaveState.CONCEPT, WaveState.RELEASED):
        raise WaveRefused("Deze verzending is al begonnen of geannuleerd.")
    Wave.objects.filter(pk=wave.pk).update(planned_at=timezone.now())
    release(wave, by=by)
    doorbell.ring_on_commit()


@transaction.atomic
def pause(wave: Wave, *, by: audit.Actor) -> None:
    """No letter starts after this; those on the wire arrive."""
    paused = Wave.objects.filter(pk=wave.pk, state__in=WaveState.pausable).update(state=WaveState.PAUSED)
    if paused:
        audit.record(AuditVerb.PAUSED_WAVE, wave, by=by)
    wave.refresh_from_db()


@transaction.atomic
def resume(wave: Wave, *, by: audit.Actor) -> None:
    """Goes on, also where it braked by itself: what happened before this does not brake it again."""
    going_on = WaveState.RUNNING if wave.started_at else WaveState.RELEASED
    resumed = Wave.objects.filter(pk=wave.pk, state=WaveState.PAUSED).update(
        state=going_on, brake="", resumed_at=timezone.now()
    )
    if resumed:
        audit.record(AuditVerb.RESUMED_WAVE, wave, by=by)
        doorbell.ring_on_commit()
    wave.refresh_from_db()


@transaction.atomic
def cancel(wave: Wave, *, by: audit.Actor) -> None:
    """What has not left never leaves. Raises WaveRefused if all of it has left."""
    cancelled = Wave.objects.filter(pk=wave.pk, state__in=WaveState.cancellable).update(
        state=WaveState.CANCELLED
    )
    if cancelled:
        Letter.objects.filter(wave=wave, state=LetterState.QUEUED).update(
            state=LetterState.SKIPPED, skip_reason=SkipReason.CANCELLED, settled_at=timezone.now()
        )
        audit.record(AuditVerb.CANCELLED_WAVE, wave, by=by)
    wave.refresh_from_db()
    if wave.state != WaveState.CANCELLED:
        raise WaveRefused("Deze verzending is al helemaal verstuurd.")


def start_due() -> list[Wave]:
    """Makes the letters of every wave whose hour has come; one that is far too late is held back."""
    started = []
    for wave in Wave.objects.due().select_related("edition"):
        if wave.planned_at < timezone.now() - LONGEST_DELAY:
            log.warning("wave is too late and waits for a person", wave=wave.pk)
        elif materialise(wave):
            started.append(wave)
    return started


@transaction.atomic
def materialise(wave: Wave) -> bool:
    """Chooses the recipients at this moment and makes their letters; False if somebody else just did."""
    claimed = Wave.objects.filter(pk=wave.pk, state=WaveState.RELEASED).update(
        state=WaveState.RUNNING, started_at=timezone.now()
    )
    if claimed:
        _make_letters(wave)
        _choose_canary(wave)
    return bool(claimed)


def _choose_canary(wave: Wave) -> None:
    """Nobody, if all its letters together are no more than a canary."""
    waiting = Letter.objects.filter(wave=wave, state=LetterState.QUEUED).order_by("pk")
    first = list(waiting.values_list("pk", flat=True)[: CANARY + 1])
    if len(first) > CANARY:
        Wave.objects.filter(pk=wave.pk).update(canary_up_to=first[CANARY - 1])


def watch_canaries() -> int:
    """Gives the time of each canary an end as soon as all of it was tried; gives how many."""
    canary = Letter.objects.filter(wave=OuterRef("pk"), pk__lte=OuterRef("canary_up_to"))
    untried = canary.filter(Q(state=LetterState.SENDING) | Q(state=LetterState.QUEUED, attempts=0))
    tried = Wave.objects.filter(~Exists(untried), state=WaveState.RUNNING, canary_ends_at=None)
    return tried.exclude(canary_up_to=None).update(canary_ends_at=timezone.now() + CANARY_TIME)


@transaction.atomic
def top_up(wave: Wave) -> int:
    """Letters for who was added after an invitation left; gives how many. Again adds nobody twice."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if locked.kind != WaveKind.INVITATION or locked.state not in WaveState.begun:
        raise WaveRefused("Alleen een uitnodiging die al is verstuurd, kan worden aangevuld.")
    before = locked.selected_count or 0
    _make_letters(locked)
    locked.refresh_from_db()
    added = (locked.selected_count or 0) - before
    if added:
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.RUNNING, finished_at=None)
        doorbell.ring_on_commit()
    return added


def _make_letters(wave: Wave) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MATERIALISE, _values(wave))
    Wave.objects.filter(pk=wave.pk).update(selected_count=Letter.objects.filter(wave=wave).count())


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


def finish() -> int:
    """Ends the waves of which nothing waits or is on the wire any more; gives how many."""
    underway = Letter.objects.filter(wave=OuterRef("pk"), state__in=LetterState.underway)
    running = Wave.objects.filter(~Exists(underway), state=WaveState.RUNNING)
    return running.update(state=WaveState.FINISHED, finished_at=timezone.now())


def counts(wave: Wave) -> dict[str, int]:
    """Letters of the wave in each state; together they are its `selected_count`."""
    found = dict(Letter.objects.filter(wave=wave).order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in LetterState.values}
