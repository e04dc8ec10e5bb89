"""The figures of the fieldwork as tables, in the words of the page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from django.utils.formats import date_format

from respondents.domain.fieldwork import Fieldwork
from respondents.domain.standings import InFieldwork
from respondents.enums import GemeenteStanding, PersonStanding
from respondents.report.person_tables import NOTHING_SENT, WITHOUT_QUESTIONNAIRE, channels, functies
from surveys.domain.drafts import PageStop
from surveys.domain.percentages import percent
from surveys.domain.response_rates import Rate
from surveys.enums import Provincie
from surveys.report.tables import Column, Line, Table

NO_GEMEENTEN = "Er zijn nog geen gemeenten ingelezen."
RATE_COLUMNS = (
    Column("Respons"),
    Column("Totaal"),
    Column("%", unit="%"),
    Column("Nog nodig", zero="doel gehaald"),
)


def provincies(found: Fieldwork) -> Table:
    """Gemeenten. The total needs what the provincies need together: the target holds in each of them."""
    target = found.edition.target_percent
    total = found.total
    return Table(
        code="provincies",
        title="Respons per provincie",
        subtitle=f"Gemeenten met ten minste één verzonden vragenlijst. Streepje: het doel van {target}%.",
        columns=(Column("Provincie"), *RATE_COLUMNS),
        lines=[
            rate_line(rate, target, f"provincie={provincie.value}")
            for provincie, rate in zip(Provincie, found.rates, strict=True)
        ],
        total=Line("Nederland", (total.responded, total.gemeenten, total.percent, found.needed)),
        bar_after=3,
        target=target,
        empty="" if found.gemeenten else NO_GEMEENTEN,
    )


def rate_line(rate: Rate, target: int, query: str) -> Line:
    needed = rate.needed(target)
    cells = (rate.responded, rate.gemeenten, rate.percent, needed if rate.gemeenten else None)
    is_reached = bool(rate.gemeenten) and not needed
    return Line(rate.label, cells, share=float(rate.percent or 0), is_reached=is_reached, query=query)


def sizes(found: Fieldwork) -> Table:
    target = found.edition.target_percent
    return Table(
        code="grootte",
        title="Respons naar grootte",
        subtitle="Gemeenten, naar het aantal inwoners.",
        columns=(Column("Grootte"), *RATE_COLUMNS[:3]),
        lines=[
            Line(
                rate.label,
                (rate.responded, rate.gemeenten, rate.percent),
                share=float(rate.percent or 0),
                is_reached=not rate.needed(target),
                query=f"grootte={value or 'onbekend'}",
            )
            for value, rate in found.sizes
        ],
        bar_after=3,
        target=target,
        empty="" if found.gemeenten else NO_GEMEENTEN,
    )


def pages(found: Fieldwork) -> Table:
    """The bars grow shorter page by page, with those who are still there to see it."""
    stopped = sum(page.stopped for page in found.pages)
    return Table(
        code="afhakers",
        title="Waar mensen ophouden",
        subtitle="Begonnen vragenlijsten (personen): hoeveel een pagina zagen (staaf) en hoeveel er ophielden.",
        columns=(
            Column("Pagina"),
            Column("Zagen haar"),
            Column("Hielden op"),
            Column("% daarvan", unit="%"),
        ),
        lines=[_page_line(page, found.pages[0].reached) for page in found.pages],
        total=Line("Begonnen, niet verzonden", (None, stopped, None)),
        bar_after=3,
        empty=_no_pages(found),
    )


def _page_line(page: PageStop, began: int) -> Line:
    share = percent(page.stopped, page.reached)
    return Line(
        page.title, (page.reached, page.stopped, share), share=float(percent(page.reached, began) or 0)
    )


def _no_pages(found: Fieldwork) -> str:
    if found.edition.questionnaire_id is None:
        return WITHOUT_QUESTIONNAIRE
    return "" if found.drafts or found.arrivals.persons else "Er is nog niemand begonnen."


def both(found: Fieldwork) -> Table:
    """Gemeenten and persons side by side; a gemeente counts once for each line that holds of one of its people."""
    of = partial(count_gemeenten, found)
    persons, invited = found.persons, sum(found.persons.values())
    mailed = invited - persons[PersonStanding.UNMAILED]
    standings = found.standings
    return Table(
        code="personen",
        title="Gemeenten en personen",
        subtitle="Een gemeente telt één keer, hoeveel mensen er ook zijn uitgenodigd. Tel de twee kolommen nooit op.",
        columns=(Column("Stand"), Column("Gemeenten"), Column("Personen")),
        lines=[
            Line("Uitgenodigd", (of(PersonStanding), invited), query="stand=" if invited else ""),
            Line("Gemaild", (sum(bool(one.mailed) for one in found.gemeenten), mailed)),
            Line(
                "Begonnen, niet verzonden", (sum(bool(one.drafts) for one in found.gemeenten), found.drafts)
            ),
            Line("Verzonden", (standings[GemeenteStanding.ANSWERED], found.arrivals.persons)),
            *(
                Line(
                    str(one.label),
                    (of([one]), persons[one]),
                    query=f"stand={one.value}" if persons[one] else "",
                )
                for one in (
                    PersonStanding.BOUNCED,
                    PersonStanding.OPTED_OUT,
                    PersonStanding.HANDED_OVER,
                    PersonStanding.LEFT,
                )
            ),
            Line("Doet niet mee", (standings[GemeenteStanding.DECLINED], None)),
        ],
    )


def count_gemeenten(found: Fieldwork, standings: Iterable[PersonStanding]) -> int:
    """Those of which at least one person stands so."""
    wanted = list(standings)
    return sum(any(one.persons[standing] for standing in wanted) for one in found.gemeenten)


def gemeenten(found: Fieldwork) -> Table:
    """How many gemeenten of each provincie stand where; no gemeente is named."""
    counted = standings_by_provincie(found.gemeenten)
    totals = found.standings
    return Table(
        code="gemeenten",
        title="Alle gemeenten",
        subtitle="Elk vakje is een gemeente, de kleur is haar stand.",
        columns=(
            Column("Provincie"),
            *(Column(str(standing.label)) for standing in GemeenteStanding),
            Column("Totaal"),
        ),
        lines=[
            Line(
                str(provincie.label),
                _standings(counted[provincie.value]),
                query=f"provincie={provincie.value}",
            )
            for provincie in Provincie
        ],
        total=Line("Nederland", _standings(totals)),
        empty="" if found.gemeenten else NO_GEMEENTEN,
    )


def standings_by_provincie(found: list[InFieldwork]) -> Mapping[str, Counter[GemeenteStanding]]:
    counted = {provincie.value: Counter[GemeenteStanding]() for provincie in Provincie}
    for one in found:
        counted[one.gemeente.provincie][one.standing] += 1
    return counted


def _standings(counted: Counter[GemeenteStanding]) -> tuple[int, ...]:
    return (*(counted[standing] for standing in GemeenteStanding), counted.total())


def course(found: Fieldwork) -> Table:
    """By week of the fieldwork; gemeenten in the week of their first answer."""
    one = found.course
    before = (Column(f"Vragenlijsten in {one.before_year}"),) if one.before_year else ()
    return Table(
        code="verloop",
        title="Respons over de tijd",
        subtitle="Verzonden vragenlijsten, opgeteld (lijn) en per dag (staafjes).",
        columns=(Column("Week vanaf"), Column("Vragenlijsten"), Column("Gemeenten erbij"), *before),
        lines=[
            Line(
                date_format(week.first_day, "j F Y"),
                (week.questionnaires, week.gemeenten, *([one.before_in_week(place)] if before else [])),
            )
            for place, week in enumerate(one.weeks)
        ],
        total=Line(
            "Totaal",
            (
                sum(one.per_day),
                sum(one.gemeenten_per_day),
                *([sum(one.before[: len(one.per_day)])] if before else []),
            ),
        ),
        empty="" if found.arrivals.persons else NOTHING_SENT,
    )


def tiles(found: Fieldwork) -> Table:
    """The same truth as `provincies`, under the picture of the tiles."""
    table = provincies(found)
    return Table(
        code="kaart",
        title="In één oogopslag",
        subtitle="Elke tegel is een provincie, de kleur is het responspercentage.",
        columns=(table.columns[0], *RATE_COLUMNS[:3]),
        lines=[Line(line.label, line.cells[:3], query=line.query) for line in table.lines],
        empty=table.empty,
    )


TABLES = (provincies, tiles, gemeenten, course, channels, functies, sizes, both, pages)


def tables_of(found: Fieldwork) -> dict[str, Table]:
    """All figures of the page by their code."""
    return {table.code: table for table in (make(found) for make in TABLES)}
