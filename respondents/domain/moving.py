"""Moving the close of an edition or the hour of a wave: first what follows from it, then all of it in one act."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from respondents.domain import doorbell, schedule, texts, waves
from respondents.enums import LetterKind, LetterState, WaveKind, WaveState
from respondents.exceptions import MoveRefused
from respondents.models import Letter, Move, Wave
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Response

NAMES_THE_CLOSE = "[[sluitdatum]]"
WORKING_HOURS = range(8, 18)


@dataclass(frozen=True)
class Said:
    """Letters that left and named a day to close that is not the new one."""

    what: str
    named: datetime
    letters: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Consequences:
    """What follows from a move, in Dutch; `ended` are the waves that would fall after the close and are cancelled."""

    sentences: list[str]
    said: list[Said] = field(default_factory=list)
    ended: list[Wave] = field(default_factory=list)


def movable(edition: Edition) -> QuerySet[Wave]:
    """Those of which no letter was made yet."""
    return edition.waves.filter(state__in=WaveState.movable, started_at=None)


def of_close(edition: Edition, new: datetime) -> Consequences:
    """What follows if the edition closes at that moment. Raises MoveRefused if it cannot."""
    _check_close(edition, new)
    ended = list(movable(edition).filter(planned_at__gte=new))
    sentences = [*_of_pages(edition, new), *_of_phone(edition, new), *_of_mail(edition, new)]
    return Consequences(sentences, said_of_close(edition, new), ended)


def _check_close(edition: Edition, new: datetime) -> None:
    if new == edition.closes_at:
        raise MoveRefused("Dat is al de sluiting. Kies een ander moment.")
    if new <= timezone.now():
        raise MoveRefused(
            "Kies een moment dat nog komt. Wie nu bezig is, moet kunnen lezen tot wanneer het kan."
        )
    if new <= edition.opens_at:
        raise MoveRefused("De sluiting moet na de opening liggen. Kies een later moment.")
    if edition.phone_from and edition.phone_from > timezone.localdate(new):
        day = date_format(edition.phone_from, "j F")
        raise MoveRefused(
            f"Het bellen begint pas op {day}. Kies een latere sluiting, of pas eerst de belperiode aan."
        )


def _of_pages(edition: Edition, new: datetime) -> list[str]:
    """What respondents see."""
    found = [f"Alle pagina’s van respondenten noemen voortaan {_day(new)}."]
    if edition.closes_at <= timezone.now():
        found.append("De vragenlijst gaat weer open.")
    begun = Response.objects.counted().filter(edition=edition, completed_at=None).count()
    found.append(f"Onderweg met de vragenlijst: {begun}. Zij lezen de nieuwe datum op hun volgende pagina.")
    return found


def _of_phone(edition: Edition, new: datetime) -> list[str]:
    until = edition.phone_until
    if until is None:
        return []
    if until > timezone.localdate(new):
        return [
            f"De belperiode eindigt ook op {date_format(timezone.localdate(new), 'j F')}, niet op {until:%d-%m-%Y}."
        ]
    return [f"De belperiode blijft tot en met {date_format(until, 'j F')}."]


def _of_mail(edition: Edition, new: datetime) -> list[str]:
    """Letters take the date when they leave, so all that did not leave yet names the new one."""
    waiting = Letter.objects.filter(invitation__edition=edition, state=LetterState.QUEUED).count()
    naming = sum(_names_close(wave) for wave in movable(edition).filter(planned_at__lt=new))
    fixed = [
        f"Let op: de tekst van {wave} noemt zelf ‘{_short(edition.closes_at)}’. Pas die tekst aan."
        for wave in movable(edition)
        if _short(edition.closes_at) in wave.subject + wave.body
    ]
    return [
        f"Brieven in de wachtrij: {waiting}. Zij noemen de nieuwe datum.",
        f"Geplande verzendingen die de sluitdatum noemen: {naming}. Zij noemen de nieuwe datum.",
        *fixed,
    ]


def said_of_close(edition: Edition, new: datetime) -> list[Said]:
    """Per wave, and per kind of letter without one, what was said of the close to people who now know it wrong."""
    moves = list(edition.moves.filter(wave=None).order_by("pk"))
    lines = [*_said_in_waves(edition, moves), *_said_without_wave(edition, moves)]
    return [line for line in lines if _day(line.named) != _day(new)]


def _said_in_waves(edition: Edition, moves: list[Move]) -> list[Said]:
    counted = edition.waves.filter(started_at__isnull=False).annotate(
        sent=Count("letters", Q(letters__state__in=LetterState.may_have_arrived)),
        first=Min("letters__sending_since"),
        last=Max("letters__sending_since"),
    )
    return [
        Said(str(wave), _closed_at(edition, moves, wave.first), wave.sent, wave.first, wave.last)
        for wave in counted
        if wave.sent and wave.first and _names_close(wave)
    ]


def _said_without_wave(edition: Edition, moves: list[Move]) -> list[Said]:
    letters = Letter.objects.filter(
        invitation__edition=edition,
        wave=None,
        state__in=LetterState.may_have_arrived,
        sending_since__isnull=False,
    )
    counted = (
        letters.order_by("kind")
        .values_list("kind")
        .annotate(Count("pk"), Min("sending_since"), Max("sending_since"))
    )
    return [
        Said(LetterKind(kind).label, _closed_at(edition, moves, first), sent, first, last)
        for kind, sent, first, last in counted
        if NAMES_THE_CLOSE in "".join(texts.default(LetterKind(kind)))
    ]


def _closed_at(edition: Edition, moves: list[Move], at: datetime) -> datetime:
    """The close as it stood at that time."""
    later = [move.old for move in moves if move.made_at > at]
    return later[0] if later else edition.closes_at


def _names_close(wave: Wave) -> bool:
    """By its placeholder, or by the day of now in words."""
    text = wave.subject + wave.body
    return NAMES_THE_CLOSE in text or _short(wave.edition.closes_at) in text


def of_wave(wave: Wave, new: datetime) -> Consequences:
    """What follows if the wave leaves at that moment. Raises MoveRefused if it cannot."""
    _check_wave(wave, new)
    return Consequences([*_of_hour(new), *_of_order(wave, new), *_of_release(wave)])


def _check_wave(wave: Wave, new: datetime) -> None:
    if wave.state not in WaveState.movable or wave.started_at:
        raise MoveRefused(
            "Deze verzending is al begonnen of geannuleerd. Zij heeft geen moment meer om te verplaatsen."
        )
    if new == wave.planned_at:
        raise MoveRefused("Dat is al het moment van deze verzending. Kies een ander moment.")
    if new <= timezone.now():
        raise MoveRefused("Kies een moment dat nog komt.")
    if new >= wave.edition.closes_at:
        raise MoveRefused(
            f"Dan is de vragenlijst gesloten. Kies een moment voor {_day(wave.edition.closes_at)}, "
            "of verplaats eerst de sluiting."
        )
    if wave.edition.waves.exclude(pk=wave.pk).filter(planned_at=new).exists():
        raise MoveRefused("Op dat moment staat al een andere verzending. Kies een ander moment.")


def _of_hour(new: datetime) -> list[str]:
    local = timezone.localtime(new)
    if schedule.why_not(local.date()):
        return [f"Let op: {schedule.no_working_day(local.date())}."]
    if local.hour not in WORKING_HOURS:
        return ["Let op: dit is buiten kantooruren. Mail leest men dan niet."]
    return []


def _of_order(wave: Wave, new: datetime) -> list[str]:
    others = [other for other in wave.edition.waves.exclude(pk=wave.pk) if other.state != WaveState.CANCELLED]
    if wave.kind == WaveKind.REMINDER:
        late = [other for other in others if other.kind == WaveKind.INVITATION and other.planned_at > new]
        return ["Let op: deze herinnering valt dan voor de uitnodiging."] if late else []
    early = [other for other in others if other.kind == WaveKind.REMINDER and other.planned_at < new]
    return ["Let op: een herinnering valt dan voor deze uitnodiging."] if early else []


def _of_release(wave: Wave) -> list[str]:
    who = "Op het nieuwe moment kiezen we wie de mail krijgt."
    if wave.state == WaveState.RELEASED:
        return [f"De verzending blijft vrijgegeven en vertrekt vanzelf. {who}"]
    return [f"De verzending is nog niet vrijgegeven en vertrekt pas als iemand dat doet. {who}"]


@transaction.atomic
def move_close(edition: Edition, new: datetime, *, seen: datetime, by: audit.Actor) -> Consequences:
    """The close with all that follows. Raises MoveRefused if it is not where the page showed it, or cannot move."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    _check_seen(locked.closes_at, seen)
    consequences = of_close(locked, new)
    for wave in consequences.ended:
        waves.cancel(wave, by=by)
    _store_close(locked, new)
    _note(locked, None, seen, new, by)
    audit.record(AuditVerb.MOVED_CLOSE, locked, by=by)
    return consequences


def _store_close(edition: Edition, new: datetime) -> None:
    edition.closes_at = new
    if edition.phone_until and edition.phone_until > timezone.localdate(new):
        edition.phone_until = timezone.localdate(new)
    edition.save(update_fields=["closes_at", "phone_until"])


@transaction.atomic
def move_wave(wave: Wave, new: datetime, *, seen: datetime, by: audit.Actor) -> Consequences:
    """Raises MoveRefused as `move_close` does; one that begins at this very moment has begun, or is moved."""
    # In the order of `move_close`, so that neither waits for the other for ever.
    edition = Edition.objects.select_for_update().get(pk=wave.edition_id)
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    locked.edition = edition
    _check_seen(locked.planned_at, seen)
    consequences = of_wave(locked, new)
    Wave.objects.filter(pk=wave.pk).update(planned_at=new, proposal="")
    _note(edition, locked, seen, new, by)
    audit.record(AuditVerb.MOVED_WAVE, locked, by=by)
    doorbell.ring_on_commit()
    return consequences


def _check_seen(stands: datetime, seen: datetime) -> None:
    if stands != seen:
        raise MoveRefused(
            "Intussen heeft iemand anders dit verplaatst. Er is niets veranderd; kijk hoe het nu staat."
        )


def _note(edition: Edition, wave: Wave | None, old: datetime, new: datetime, by: audit.Actor) -> None:
    assert by is not None
    Move.objects.create(edition=edition, wave=wave, old=old, new=new, made_by_id=by.pk)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F Y, H:i") + " uur"


def _short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F")
