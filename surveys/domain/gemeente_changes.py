"""A herindeling: a gemeente that goes, wholly or in part, into others on one day.

An edition keeps the gemeenten of the day on which it opened, so a change only holds for editions that open on its day
or later. One that is closed is never changed after all.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from surveys.domain import audit
from surveys.domain.editions import at
from surveys.enums import AuditVerb
from surveys.exceptions import ChangeRefused
from surveys.models import Edition, Gemeente, GemeenteChange
from surveys.models.survey import EditionQuerySet

# Before this nobody was asked anything.
FIRST = date(2000, 1, 1)
# The law gives them years of notice; a day further away is a slip of the pen.
FURTHEST = timedelta(days=5 * 366)

ITSELF = "Een gemeente gaat niet op in zichzelf. Kies een andere gemeente."
NO_NEW = "Kies in welke gemeente deze gemeente opgaat."
ENDED = "{} bestaat sinds {:%d-%m-%Y} niet meer. Kijk op de pagina van die gemeente waar zij in opging."
NOT_THERE = "{} bestaat niet op {:%d-%m-%Y}. Kies een andere gemeente of een andere dag."
TOO_EARLY = "{} is gesloten en houdt haar gemeenten. Kies een dag na {:%d-%m-%Y}."
BEFORE_BEGIN = "{} bestaat pas sinds {:%d-%m-%Y}. Kies een latere dag."
TOO_FAR = "Deze dag ligt meer dan vijf jaar weg. Kijk het jaar na."
TOO_LONG_AGO = "Deze dag ligt te ver terug. Kijk het jaar na."


@transaction.atomic
def record(old: Gemeente, new: Sequence[Gemeente], on: date, *, by: audit.Actor) -> bool:
    """Ends `old` on that day and says what it went into; False if precisely that was recorded before.

    Raises ChangeRefused.
    """
    old, *new = _lock(old, new)
    known = set(old.successions.values_list("new", "effective_on"))
    if known and known == {(one.pk, on) for one in new}:
        return False
    refuse(old, new, on)
    GemeenteChange.objects.bulk_create(GemeenteChange(old=old, new=one, effective_on=on) for one in new)
    Gemeente.objects.filter(pk=old.pk).update(valid_until=on)
    audit.record(AuditVerb.ENDED_GEMEENTE, old, by=by, count=len(new))
    return True


def _lock(old: Gemeente, new: Sequence[Gemeente]) -> list[Gemeente]:
    """As they are now, in one order for everybody."""
    keys = [old.pk, *(one.pk for one in new)]
    found = {
        one.pk: one
        for one in Gemeente.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }
    return [found[pk] for pk in keys]


def refuse(old: Gemeente, new: Sequence[Gemeente], on: date) -> None:
    """Raises ChangeRefused with a sentence that says what to do, if the change cannot be."""
    if not new:
        raise ChangeRefused(NO_NEW)
    if old in new:
        raise ChangeRefused(ITSELF)
    if old.valid_until is not None:
        raise ChangeRefused(ENDED.format(old, old.valid_until))
    _refuse_day(old, on)
    for one in new:
        if not Gemeente.objects.valid_on(on).filter(pk=one.pk).exists():
            raise ChangeRefused(NOT_THERE.format(one, on))


def _refuse_day(old: Gemeente, on: date) -> None:
    if old.valid_from is not None and on <= old.valid_from:
        raise ChangeRefused(BEFORE_BEGIN.format(old, old.valid_from))
    if on < FIRST:
        raise ChangeRefused(TOO_LONG_AGO)
    if on > timezone.localdate() + FURTHEST:
        raise ChangeRefused(TOO_FAR)
    closed = Edition.objects.filter(closes_at__lte=timezone.now()).order_by("-opens_at").first()
    if closed is not None and on <= timezone.localdate(closed.opens_at):
        raise ChangeRefused(TOO_EARLY.format(closed, timezone.localdate(closed.opens_at)))


def _begin(day: date) -> datetime:
    return at(day, time.min)


def keeping(on: date) -> EditionQuerySet:
    """Editions that are not closed and keep the gemeenten of before that day."""
    return Edition.objects.filter(closes_at__gt=timezone.now(), opens_at__lt=_begin(on))


def following(on: date) -> EditionQuerySet:
    """Editions that are not closed and have the gemeenten of after that day."""
    return Edition.objects.filter(closes_at__gt=timezone.now(), opens_at__gte=_begin(on))


def keep_ends() -> None:
    """Who went into another has an end, also where a file that knows of no change says otherwise."""
    change = GemeenteChange.objects.filter(old=OuterRef("pk"))
    without_end = Gemeente.objects.filter(valid_until=None, successions__isnull=False)
    without_end.update(valid_until=Subquery(change.values("effective_on")[:1]))
