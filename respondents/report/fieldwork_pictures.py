"""The figures of the fieldwork as pictures."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from respondents.domain.course import Course
from respondents.domain.fieldwork import Fieldwork
from respondents.domain.standings import InFieldwork
from respondents.enums import GemeenteStanding
from surveys.enums import Provincie
from surveys.report.svg import (
    Bar,
    Curve,
    Mark,
    SquareGroup,
    Tick,
    Tile,
    bar_rows,
    curve,
    squares,
    tile_grid,
)
from surveys.report.tables import Table

COLOURS = {
    GemeenteStanding.ANSWERED: "primary",
    GemeenteStanding.DECLINED: "line-strong",
    GemeenteStanding.APPOINTMENT: "focus",
    GemeenteStanding.BEGUN: "ladder-4",
    GemeenteStanding.CALLED: "called",
    GemeenteStanding.BOUNCED: "error",
    GemeenteStanding.SILENT: "ladder-2",
    GemeenteStanding.UNMAILED: "surface",
}
WIDE, NARROW = 960, 360
# Weeks are too many words for a narrow picture, and months too few for a short fieldwork.
SHORT = 45


def picture_of(code: str, found: Fieldwork, table: Table) -> SafeString | None:
    """For a file; None where there is no picture, or nothing to draw."""
    if table.empty:
        return None
    if code == "kaart":
        return tiles(found, "")
    if code == "verloop":
        return course(found, WIDE)
    if code == "gemeenten":
        return all_gemeenten(found)
    return bars(table) if table.bar_after is not None else None


def bars(table: Table) -> SafeString:
    rows = [
        Bar(shown.line.label, shown.line.share or 0.0, _figure(table, place), shown.line.is_reached)
        for place, shown in enumerate(table.shown)
    ]
    return bar_rows(table.title, rows, target=table.target)


def _figure(table: Table, place: int) -> str:
    """What a slide needs beside the bar: of how many, and which part that is."""
    count, *_, share = table.shown[place].before
    if len(table.shown[place].before) == 2:
        return f"{count.text} ({share.text})"
    of = table.shown[place].before[1]
    first, second = (of, count) if table.code == "afhakers" else (count, of)
    return f"{first.text} van {second.text} ({share.text})"


def tiles(found: Fieldwork, list_url: str) -> SafeString:
    """Each tile leads to the gemeenten of its provincie, if there is a list to lead to."""
    drawn = [
        Tile(
            provincie=provincie,
            percent=None if rate.percent is None else int(rate.percent),
            words=f"{rate.label}: {rate.responded} van {rate.gemeenten} gemeenten",
            link=f"{list_url}?provincie={provincie.value}" if list_url else "",
        )
        for provincie, rate in zip(Provincie, found.rates, strict=True)
    ]
    return tile_grid("Respons per provincie", drawn, target=found.edition.target_percent)


def all_gemeenten(found: Fieldwork) -> SafeString:
    groups = [
        SquareGroup(str(provincie.label), [one.standing.value for one in gemeenten])
        for provincie, gemeenten in by_provincie(found.gemeenten)
    ]
    return squares(
        "Alle gemeenten, naar hun stand",
        groups,
        colours={one.standing.value: COLOURS[one.standing] for one in legend(found)},
        words={one.standing.value: f"{one.standing.label} ({one.count})" for one in legend(found)},
    )


@dataclass(frozen=True)
class Legend:
    standing: GemeenteStanding
    count: int


def legend(found: Fieldwork) -> list[Legend]:
    """The standings that occur."""
    counts = found.standings
    return [Legend(standing, counts[standing]) for standing in GemeenteStanding if counts[standing]]


def course(found: Fieldwork, width: int) -> SafeString:
    """`width` is that of the picture; a narrow one has as large letters, and fewer of them."""
    one = found.course
    drawn = Curve(
        days=one.days,
        per_day=one.per_day,
        marks=[Mark(moment.day, moment.words) for moment in one.moments],
        ticks=list(ticks_of(one, narrow=width < WIDE)),
        before=one.before,
        words=f"{found.edition.year}, opgeteld",
        before_words=f"{one.before_year}, op dezelfde dag van het veldwerk" if any(one.before) else "",
    )
    return curve("Verzonden vragenlijsten over de tijd", drawn, width=width)


def ticks_of(one: Course, *, narrow: bool) -> list[Tick]:
    """The first day and every first of a month; of a short fieldwork every Monday."""
    days = [one.opens_on + timedelta(days=day) for day in range(one.days)]
    by_week = one.days <= SHORT
    marked = [(n, day) for n, day in enumerate(days) if (day.weekday() == 0 if by_week else day.day == 1)]
    room = one.days * (0.2 if narrow else 0.08)
    first = [Tick(0, date_format(one.opens_on, "j b"))]
    return first + [Tick(n, _named(day, by_week=by_week)) for n, day in marked if n > room]


def _named(day: date, *, by_week: bool) -> str:
    return date_format(day, "j b" if by_week else "F")


def by_provincie(gemeenten: list[InFieldwork]) -> list[tuple[Provincie, list[InFieldwork]]]:
    """They come ordered by provincie."""
    grouped = groupby(gemeenten, key=lambda one: one.gemeente.provincie)
    return [(Provincie(provincie), list(found)) for provincie, found in grouped]
