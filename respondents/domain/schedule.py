"""When mail leaves: proposed days, moved off weekends and holidays, with the reason."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone
from django.utils.formats import date_format

from respondents.exceptions import MomentRefused
from surveys.domain.editions import AMSTERDAM, at
from surveys.models import Edition

HOUR = time(9)
OFFICE_HOURS = (time(8), time(18))
# What the Barometer has done since 2023; the team may move each of them.
INVITATION_DAY = (6, 12)
REMINDER_DAYS = ((6, 30), (7, 10))
WEEKEND = {5: "zaterdag", 6: "zondag"}


@dataclass(frozen=True)
class Proposal:
    """A moment, and in Dutch why it is not the usual day; empty if it is."""

    moment: datetime
    reason: str


@cache
def holidays_of(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NL", years=year, language="nl"))


def propose(year: int, month_and_day: tuple[int, int]) -> Proposal:
    """The usual day of that year at nine, or the first working day after it."""
    usual = date(year, *month_and_day)
    day = next_working_day(usual)
    return Proposal(at(day, HOUR), why_moved(usual, day))


def next_working_day(day: date) -> date:
    """The day itself if people work on it."""
    while why_not(day):
        day += timedelta(days=1)
    return day


def why_not(day: date) -> str:
    """Why no mail should leave on that day, in Dutch; empty if it may."""
    if day.weekday() in WEEKEND:
        return WEEKEND[day.weekday()]
    return holidays_of(day.year).get(day, "")


def no_working_day(day: date) -> str:
    """In words, of a day that is none: a holiday is named, and a weekend says so itself."""
    because = "" if day.weekday() in WEEKEND else f" ({why_not(day)})"
    return f"{date_format(day, 'l j F')} is geen werkdag{because}"


def why_moved(usual: date, day: date) -> str:
    if usual == day:
        return ""
    return f"{usual:%d-%m-%Y} is {why_not(usual)}; dit is de eerste werkdag daarna."


def moment(day: date, hour: time) -> datetime:
    """That time on the clocks of Amsterdam; the first of the two in the double hour of autumn.

    Raises MomentRefused for a time that the clocks pass over in spring.
    """
    wall = at(day, hour)
    there_and_back = wall.astimezone(UTC).astimezone(AMSTERDAM)
    if there_and_back.replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise MomentRefused(
            f"{hour:%H:%M} uur bestaat niet op {date_format(day, 'j F Y')}: dan gaat de klok van 2 naar 3 uur. "
            "Kies een ander tijdstip."
        )
    return wall


def check(planned_at: datetime, edition: Edition) -> None:
    """Raises MomentRefused if no mail of the edition can leave then: it is past, or the edition is not open."""
    if planned_at <= timezone.now():
        raise MomentRefused("Dit tijdstip is voorbij. Kies een later tijdstip, of gebruik Nu versturen.")
    if not edition.opens_at <= planned_at < edition.closes_at:
        raise MomentRefused(
            f"De editie is dan niet open. Kies een tijdstip tussen {in_words(edition.opens_at)} "
            f"en {in_words(edition.closes_at)}."
        )


def in_words(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i") + " uur"


def remarks(planned_at: datetime) -> list[str]:
    """What is unusual about sending then, in Dutch; the team may do it all the same."""
    local = timezone.localtime(planned_at)
    begin, end = OFFICE_HOURS
    found = []
    if why := why_not(local.date()):
        found.append(f"{date_format(local, 'j F Y')} is geen werkdag ({why}).")
    if not begin <= local.time() <= end:
        found.append(f"{local:%H:%M} uur valt buiten kantoortijd ({begin:%H}:00 tot {end:%H}:00 uur).")
    return found
