"""When mail leaves: proposed days, moved off weekends and holidays, with the reason."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from surveys.domain.editions import at

HOUR = time(9)
# What the Barometer has done since 2023; the team may move each of them.
INVITATION_DAY = (6, 12)
REMINDER_DAYS = ((6, 30), (7, 10))


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
    if day.weekday() >= 5:
        return "zaterdag" if day.weekday() == 5 else "zondag"
    return holidays_of(day.year).get(day, "")


def why_moved(usual: date, day: date) -> str:
    if usual == day:
        return ""
    return f"{usual:%d-%m-%Y} is {why_not(usual)}; dit is de eerste werkdag daarna."
