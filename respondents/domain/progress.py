"""How far a wave is, why it stands still, and what left when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncHour, TruncMinute
from django.utils import timezone

from respondents.domain import schedule, waves
from respondents.enums import LetterState, WaveState
from respondents.models import Letter, Wave

# The order of the bar: what is done at the left, what waits at the right.
ORDER = (
    LetterState.ACCEPTED,
    LetterState.SKIPPED,
    LetterState.FAILED,
    LetterState.IN_DOUBT,
    LetterState.SENDING,
    LetterState.QUEUED,
)
# A wave that took longer than this is told by the hour.
BY_MINUTE = timedelta(minutes=30)
MOST_MOMENTS = 24


@dataclass(frozen=True)
class Part:
    """The letters in one state; `begin` and `share` are percentages of the bar."""

    state: LetterState
    count: int
    begin: float
    share: float


@dataclass(frozen=True)
class Progress:
    selected: int
    parts: list[Part]

    @property
    def waiting(self) -> int:
        return sum(part.count for part in self.parts if part.state in LetterState.underway)

    @property
    def settled(self) -> int:
        return self.selected - self.waiting

    @property
    def tens(self) -> int:
        """The part that is done, in whole tens of percents: what a screen reader says is not more than that."""
        return self.settled * 10 // self.selected * 10 if self.selected else 0


def progress_of(wave: Wave) -> Progress | None:
    """None before it has begun."""
    if wave.selected_count is None:
        return None
    counts = waves.counts(wave)
    total = sum(counts.values()) or 1
    parts, begin = [], 0.0
    for state in ORDER:
        share = 100 * counts[state] / total
        parts.append(Part(state, counts[state], round(begin, 2), round(share, 2)))
        begin += share
    return Progress(wave.selected_count, parts)


def why_still(wave: Wave) -> str:
    """Why nothing leaves at this moment, and what to do about it, in Dutch; empty if it runs or is done."""
    now = timezone.now()
    if wave.brake:
        return f"Vanzelf gestopt: {wave.brake}"
    if wave.state == WaveState.PAUSED:
        return "Gepauzeerd. Er vertrekt geen brief meer, tot iemand op Hervat drukt."
    if wave.state == WaveState.CONCEPT:
        late = " Het tijdstip is al voorbij." if wave.planned_at <= now else ""
        return f"Wacht op vrijgave.{late}"
    if is_held(wave, now):
        return (
            f"Meer dan twee uur te laat: het tijdstip was {schedule.in_words(wave.planned_at)}. "
            "De verzending wacht op u. Kies Nu versturen, of een ander tijdstip."
        )
    if wave.state == WaveState.RELEASED and wave.planned_at <= now and not wave.edition.is_open:
        return "De editie is niet open. Pas de data van de editie aan, of kies een ander tijdstip."
    return _waits_for_the_server(wave) if wave.state == WaveState.RUNNING else ""


def is_held(wave: Wave, now: datetime) -> bool:
    return wave.state == WaveState.RELEASED and wave.planned_at < now - waves.LONGEST_DELAY


def _waits_for_the_server(wave: Wave) -> str:
    queued = Letter.objects.filter(wave=wave, state=LetterState.QUEUED)
    if queued.exclude(not_before__gt=timezone.now()).exists():
        return ""
    first = queued.aggregate(first=Min("not_before"))["first"]
    if first is None:
        return ""
    return f"De mailserver vroeg te wachten. Om {timezone.localtime(first):%H:%M} uur proberen we het weer."


@dataclass(frozen=True)
class Moment:
    at: datetime
    count: int


def what_left_when(wave: Wave) -> tuple[str, list[Moment]]:
    """Accepted letters by the minute, or by the hour if it took long; the newest last."""
    accepted = Letter.objects.filter(wave=wave, state=LetterState.ACCEPTED).order_by()
    ended = wave.finished_at or timezone.now()
    by_minute = wave.started_at is not None and ended - wave.started_at <= BY_MINUTE
    found = _counted(accepted, TruncMinute("settled_at") if by_minute else TruncHour("settled_at"))
    moments = [Moment(at, count) for at, count in reversed(found)]
    return ("minuut" if by_minute else "uur"), moments


def _counted(letters: QuerySet[Letter], truncated: TruncMinute | TruncHour) -> list[tuple[datetime, int]]:
    grouped = letters.annotate(at=truncated).values_list("at").annotate(Count("pk"))
    return list(grouped.order_by("-at")[:MOST_MOMENTS])
