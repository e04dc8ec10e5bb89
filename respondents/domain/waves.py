"""The mailings of an edition: proposed, released by a person, made into letters at their hour, paused, ended."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from respondents.domain import doorbell, letter_texts, schedule, selection, senders, texts
from respondents.enums import LetterState, SkipReason, WaveKind, WaveState
from respondents.exceptions import WaveRefused
from respondents.models import Letter, Wave
from surveys.domain import audit, table_sizes
from surveys.enums import AuditVerb
from surveys.models import Edition

log = structlog.get_logger("respondents.waves")

# Mail that is later than this waits for a person: a reminder that comes at night helps nobody.
LONGEST_DELAY = timedelta(hours=2)
# So many letters of a wave leave first. Bounces come within a minute, and may brake it before the others leave; a
# little less than that, so that the next beat finds it over.
CANARY = 20
CANARY_TIME = timedelta(seconds=50)


def propose_waves(edition: Edition) -> list[Wave]:
    """The invitation and two reminders of that year, as concepts; those that an edition has already stay."""
    if not edition.waves.exists():
        first, last = schedule.REMINDER_DAYS
        _propose(edition, WaveKind.INVITATION, schedule.INVITATION_DAY, "invitation")
        _propose(edition, WaveKind.REMINDER, first, "reminder")
        _propose(edition, WaveKind.REMINDER, last, "last_reminder")
    return list(edition.waves.all())


def _propose(edition: Edition, kind: WaveKind, day: tuple[int, int], words: str) -> None:
    proposal = schedule.propose(edition.year, day)
    subject, body = texts.read(words)
    Wave.objects.create(
        edition=edition,
        kind=kind,
        planned_at=proposal.moment,
        proposal=proposal.reason,
        subject=subject,
        body=body,
    )


@transaction.atomic
def add(edition: Edition, kind: WaveKind, planned_at: datetime, *, by: audit.Actor) -> Wave:
    """One more mailing, as a concept with the proposed words. Raises MomentRefused, or WaveRefused for a taken hour."""
    schedule.check(planned_at, edition)
    subject, body = texts.default(kind)
    wave = Wave(edition=edition, kind=kind, planned_at=planned_at, subject=subject, body=body)
    _take_hour(wave)
    wave.save()
    audit.record(AuditVerb.ADDED, wave, by=by)
    return wave


@transaction.atomic
def plan(wave: Wave, planned_at: datetime, *, by: audit.Actor) -> None:
    """Another hour, before the wave runs. What was released goes back to concept.

    Raises MomentRefused if no mail can leave then, WaveRefused if the wave has begun or the hour is taken.
    """
    schedule.check(planned_at, wave.edition)
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if not locked.can_be_planned:
        raise WaveRefused("Deze verzending is intussen begonnen of geannuleerd. Het tijdstip staat vast.")
    if locked.planned_at != planned_at:
        locked.planned_at, locked.proposal = planned_at, ""
        locked.back_to_concept()
        _take_hour(locked)
        locked.save()
        audit.record(AuditVerb.CHANGED_WAVE, wave, by=by, reason="tijdstip")
    wave.refresh_from_db()


def _take_hour(wave: Wave) -> None:
    """Two waves at once would put two mails of one edition in a mailbox; the edition's row makes the second wait."""
    Edition.objects.select_for_update(no_key=True).get(pk=wave.edition_id)
    if wave.edition.waves.filter(planned_at=wave.planned_at).exclude(pk=wave.pk).exists():
        raise WaveRefused("Er is al een verzending op dat moment. Kies een ander tijdstip.")


@transaction.atomic
def release(wave: Wave, *, by: audit.Actor, seen: int | None = None) -> None:
    """From now on the wave leaves by itself at its hour. Releasing it again changes nothing.

    `seen` is the number of the version of the text that was looked at. Raises TextRefused if the text cannot be sent,
    WaveRefused if the wave or its edition is not ready, or if the text has changed since.
    """
    _need_questionnaire(wave)
    if wave.state == WaveState.CONCEPT:
        schedule.check(wave.planned_at, wave.edition)
    _release(wave, by=by, seen=seen)


def _need_questionnaire(wave: Wave) -> None:
    if wave.edition.questionnaire_id is None:
        raise WaveRefused("De editie heeft nog geen gepubliceerde vragenlijst. Kies er een bij de editie.")
    if not wave.edition.has_sender:
        raise WaveRefused(senders.NO_SENDER)


def _release(wave: Wave, *, by: audit.Actor, seen: int | None) -> None:
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    texts.check(WaveKind(wave.kind), wave.subject, wave.body)
    version = letter_texts.ensure(locked)
    if seen not in (None, version.number):
        raise WaveRefused(
            "De tekst is intussen gewijzigd. Bekijk de voorbeelden opnieuw en geef daarna vrij."
        )
    released = Wave.objects.filter(pk=wave.pk, state=WaveState.CONCEPT).update(
        state=WaveState.RELEASED, released_by=by, released_at=timezone.now()
    )
    if released:
        audit.record(AuditVerb.RELEASED_WAVE, wave, by=by, reason=f"tekst, versie {version.number}")
        doorbell.ring_on_commit()
    wave.refresh_from_db()
    if wave.state in (WaveState.CANCELLED, WaveState.PAUSED):
        raise WaveRefused(f"Deze verzending is {wave.get_state_display().lower()}.")


@transaction.atomic
def send_now(wave: Wave, *, by: audit.Actor, seen: int | None = None) -> None:
    """Brings the hour of the wave to now, releasing it if need be; raises as `release` does."""
    if not wave.edition.is_open:
        raise WaveRefused("De editie is nu niet open. Kies een tijdstip waarop zij open is.")
    _need_questionnaire(wave)
    wave.planned_at = timezone.now()
    _take_hour(wave)
    releasable = Wave.objects.filter(pk=wave.pk, state__in=WaveState.releasable)
    if not releasable.update(planned_at=wave.planned_at):
        raise WaveRefused("Deze verzending is al begonnen of geannuleerd.")
    _release(wave, by=by, seen=seen)
    audit.record(AuditVerb.SENT_WAVE_NOW, wave, by=by)
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
        skip_cancelled()
        audit.record(AuditVerb.CANCELLED_WAVE, wave, by=by)
    wave.refresh_from_db()
    if wave.state != WaveState.CANCELLED:
        raise WaveRefused("Deze verzending is al helemaal verstuurd.")


def skip_cancelled() -> int:
    """No letter waits for a wave that was cancelled, also not one that was on the wire then and did not arrive.

    Gives how many; a second call finds none.
    """
    waiting = Letter.objects.filter(wave__state=WaveState.CANCELLED, state=LetterState.QUEUED)
    return waiting.update(
        state=LetterState.SKIPPED, skip_reason=SkipReason.CANCELLED, settled_at=timezone.now()
    )


def start_due() -> list[Wave]:
    """Makes the letters of every wave whose hour has come.

    One that is far too late, or whose edition is not open after all, is held back.
    """
    started = []
    for wave in Wave.objects.due().select_related("edition"):
        if wave.planned_at < timezone.now() - LONGEST_DELAY:
            log.warning("wave is too late and waits for a person", wave=wave.pk)
        elif not wave.edition.is_open:
            log.warning("wave waits, for its edition is not open", wave=wave.pk)
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
def top_up(wave: Wave, *, by: audit.Actor = None) -> int:
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
        audit.record(AuditVerb.TOPPED_UP_WAVE, wave, by=by, count=added)
        doorbell.ring_on_commit()
    return added


def _make_letters(wave: Wave) -> None:
    letter_texts.ensure(wave)
    selection.materialise(wave)
    table_sizes.look_again(Letter)
    Wave.objects.filter(pk=wave.pk).update(selected_count=Letter.objects.filter(wave=wave).count())


def finish() -> int:
    """Ends the waves of which nothing waits or is on the wire any more; gives how many."""
    underway = Letter.objects.filter(wave=OuterRef("pk"), state__in=LetterState.underway)
    running = Wave.objects.filter(~Exists(underway), state=WaveState.RUNNING)
    return running.update(state=WaveState.FINISHED, finished_at=timezone.now())


def counts(wave: Wave) -> dict[str, int]:
    """Letters of the wave in each state; together they are its `selected_count`."""
    found = dict(Letter.objects.filter(wave=wave).order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in LetterState.values}


def skipped(wave: Wave) -> list[tuple[str, str, int]]:
    """Reason, its words and how many letters of the wave were skipped for it."""
    found = Letter.objects.filter(wave=wave, state=LetterState.SKIPPED).order_by("skip_reason")
    counted = found.values_list("skip_reason").annotate(Count("pk"))
    return [(reason, str(SkipReason(reason).label), count) for reason, count in counted]
