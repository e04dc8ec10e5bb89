"""Until when somebody is away, in the words of an absence note; the last day of it, for "back on" is the day before."""

import re
from datetime import date, timedelta

MONTHS = {
    **dict.fromkeys(("januari", "january", "jan"), 1),
    **dict.fromkeys(("februari", "february", "feb"), 2),
    **dict.fromkeys(("maart", "march", "mrt", "mar"), 3),
    **dict.fromkeys(("april", "apr"), 4),
    **dict.fromkeys(("mei", "may"), 5),
    **dict.fromkeys(("juni", "june", "jun"), 6),
    **dict.fromkeys(("juli", "july", "jul"), 7),
    **dict.fromkeys(("augustus", "august", "aug"), 8),
    **dict.fromkeys(("september", "sept", "sep"), 9),
    **dict.fromkeys(("oktober", "october", "okt", "oct"), 10),
    **dict.fromkeys(("november", "nov"), 11),
    **dict.fromkeys(("december", "dec"), 12),
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("maandag", "monday"),
            ("dinsdag", "tuesday"),
            ("woensdag", "wednesday"),
            ("donderdag", "thursday"),
            ("vrijdag", "friday"),
            ("zaterdag", "saturday"),
            ("zondag", "sunday"),
        )
    )
    for name in names
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(WEEKDAYS)
# The end of it keeps telephone numbers out.
DATE = rf"""
(?:(?P<weekday>{WEEKDAY})\b,?\s{{1,3}})?(?:de\s|the\s)?
(?:
    (?P<year1>20\d\d)-(?P<month1>\d\d)-(?P<day1>\d\d)
    | (?P<day2>\d{{1,2}})(?:e|st|nd|rd|th)?\s{{1,3}}(?:of\s)?(?P<month2>{MONTH})\b\.?(?:,?\s{{1,3}}(?P<year2>20\d\d))?
    | (?P<month3>{MONTH})\b\.?\s{{1,3}}(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s{{1,3}}(?P<year3>20\d\d))?
    | (?P<day4>\d{{1,2}})[-/.](?P<month4>\d{{1,2}})(?:[-/.](?P<year4>20\d\d|\d\d))?
)(?![.-]?\d|\s\d{{2,3}}\s\d)
"""
UP_TO_AND_WITH = (
    r"\b(?:tot\s(?:en|&)\s?met|t/m|t\.e\.m\.?|until\sand\sincluding|up\sto\sand\sincluding|through|thru)"
)
UP_TO = r"\b(?:tot|until|till)"
BACK = (
    r"\b(?:terug|weer|bereikbaar|aanwezig|werkzaam|back|return|returning|available|in\sthe\soffice)"
    r"(?:\s(?:weer|terug|bereikbaar|aanwezig|to\sthe\soffice|in\sthe\soffice|at\swork|again|op\skantoor|aan\shet\swerk))*"
    r"(?:\s(?:op|vanaf|per|on|from|as\sof))?"
)
BACK_FROM = r"\b(?:vanaf|from|per)"
AGAIN = re.compile(
    r"\b(?:weer|terug|opnieuw|back|again|hervat|return)\b",
    re.IGNORECASE,
)
FLAGS = re.IGNORECASE | re.VERBOSE
LAST_DAY = re.compile(rf"{UP_TO_AND_WITH}\s{{1,3}}{DATE}", FLAGS)
DAY_AFTER = re.compile(rf"(?:{BACK}|{UP_TO})\s{{1,3}}{DATE}", FLAGS)
DAY_AFTER_IF_AGAIN = re.compile(rf"{BACK_FROM}\s{{1,3}}{DATE}", FLAGS)

# A note that was set this long ago may still be answering; a day further back is one of next year.
STALE = timedelta(days=60)


def absent_until(sentence: str, *, on: date) -> date | None:
    """The last day away that the sentence names; `on` is the day on which it came, from which the year follows."""
    if found := LAST_DAY.search(sentence):
        return _day(found, on)
    found = DAY_AFTER.search(sentence)
    if found is None and AGAIN.search(sentence):
        found = DAY_AFTER_IF_AGAIN.search(sentence)
    day = _day(found, on) if found else None
    return day - timedelta(days=1) if day else None


def _day(found: re.Match[str], on: date) -> date | None:
    day, month, year = (_part(found, name) for name in ("day", "month", "year"))
    number = int(month) if month.isdecimal() else MONTHS[month.lower()]
    if year:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), number, int(day))
    weekday = WEEKDAYS.get((found["weekday"] or "").lower())
    return _nearest(number, int(day), weekday, on)


def _part(found: re.Match[str], name: str) -> str:
    return next((value for i in "1234" if (value := found.groupdict().get(name + i))), "")


def _nearest(month: int, day: int, weekday: int | None, on: date) -> date | None:
    """Without a year it is the next such day, unless the weekday says another year."""
    days = [found for year in (on.year - 1, on.year, on.year + 1) if (found := _date(year, month, day))]
    likely = [found for found in days if found >= on - STALE]
    named = [found for found in likely if found.weekday() == weekday]
    return next(iter(named or likely), None)


def _date(year: int, month: int, day: int) -> date | None:
    """None if there is no such day; a month that cannot be one was the day, as Americans write it."""
    if month > 12 >= day:
        month, day = day, month
    try:
        return date(year, month, day)
    except ValueError:
        return None
