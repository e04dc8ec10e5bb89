"""When callers ring: in the phone period of the edition, on working days, from nine to five in Amsterdam."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from respondents.domain import schedule
from respondents.exceptions import CallRefused, MomentRefused
from surveys.domain.editions import AMSTERDAM
from surveys.models import Edition

OFFICE_HOURS = (time(9), time(17))
# A day is called in parts of two hours, from nine.
PART_HOURS = 2
IN_WORDS = "op werkdagen van 9 tot 17 uur"

NO_PERIOD = "Deze editie heeft geen belperiode. Het projectteam vult die in bij de editie."
PAST = "Dit tijdstip is voorbij. Kies een later tijdstip."
CLOSED = "De vragenlijst is gesloten. Bellen kan niet meer."


def outside_period(edition: Edition) -> str:
    """Why nobody may be called for the edition today, in Dutch; empty if they may."""
    begin, end, today = edition.phone_from, edition.phone_until, timezone.localdate()
    if begin is None or end is None:
        return NO_PERIOD
    if today < begin:
        return f"Het bellen begint op {date_format(begin, 'l j F Y')}."
    if today > end:
        return f"De belperiode is voorbij. Die liep tot en met {date_format(end, 'l j F Y')}."
    return CLOSED if edition.closes_at <= timezone.now() else ""


def outside_hours(at: datetime) -> str:
    """Why offices are not called at that moment, in Dutch; empty if they may be."""
    local = at.astimezone(AMSTERDAM)
    begin, end = OFFICE_HOURS
    if schedule.why_not(local.date()):
        return f"{capfirst(schedule.no_working_day(local.date()))}. We bellen {IN_WORDS}."
    if not begin <= local.time() < end:
        return f"{local:%H:%M} uur valt buiten kantoortijd. We bellen {IN_WORDS}."
    return ""


def part_of_day(at: datetime) -> int:
    """0 from nine to eleven, and so on; what falls outside office hours is in a part of its own."""
    return (at.astimezone(AMSTERDAM).hour - OFFICE_HOURS[0].hour) // PART_HOURS


def appointment(edition: Edition, wall: datetime) -> datetime:
    """The moment of that time on the clocks of Amsterdam. Raises CallRefused if nobody can be called then."""
    if wall.date() < timezone.localdate():
        raise CallRefused(PAST)
    try:
        moment = schedule.moment(wall.date(), wall.time())
    except MomentRefused as refusal:
        raise CallRefused(str(refusal)) from refusal
    if moment <= timezone.now():
        raise CallRefused(PAST)
    _check_period(edition, moment)
    if why := outside_hours(moment):
        raise CallRefused(f"{why} Kies een ander tijdstip.")
    return moment


def _check_period(edition: Edition, moment: datetime) -> None:
    begin, end = edition.phone_from, edition.phone_until
    if begin is None or end is None:
        raise CallRefused(NO_PERIOD)
    if not begin <= moment.date() <= end or moment >= edition.closes_at:
        raise CallRefused(
            f"Dat valt buiten de belperiode. Kies een dag van {date_format(begin, 'j F')} "
            f"tot en met {date_format(min(end, timezone.localdate(edition.closes_at)), 'j F')}."
        )
