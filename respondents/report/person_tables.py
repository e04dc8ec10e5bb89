"""How the answers came in and who gave them, as tables: persons, in the words of the page."""

from collections.abc import Iterator, Mapping
from functools import partial

from respondents.domain.fieldwork import Fieldwork
from surveys.domain.percentages import percent
from surveys.enums import Channel
from surveys.report.tables import Column, Line, Table

NOTHING_SENT = "Er is nog geen vragenlijst verzonden."
WITHOUT_QUESTIONNAIRE = "Deze editie heeft nog geen vragenlijst."
MOST_SOURCES = 10


def channels(found: Fieldwork) -> Table:
    """Persons; of the open link also by which link they came."""
    return Table(
        code="kanalen",
        title="Hoe de antwoorden binnenkomen",
        subtitle="Verzonden vragenlijsten (personen), naar kanaal. Van de open link ook per bron.",
        columns=(Column("Kanaal"), Column("Personen"), Column("%", unit="%")),
        lines=list(_channel_lines(found)),
        total=_persons_total(found),
        bar_after=2,
        empty="" if found.arrivals.persons else NOTHING_SENT,
    )


def _channel_lines(found: Fieldwork) -> Iterator[Line]:
    line = partial(persons_line, of=found.arrivals.persons)
    for channel in Channel:
        sources = found.arrivals.of_channel(channel)
        came = sum(sources.values())
        yield line(str(channel.label), came, query=f"kanaal={channel.value}" if came else "")
        if channel == Channel.OPEN and any(sources):
            for words, count, anchor in _sources(sources):
                yield line(words, count, is_part=True, anchor=anchor)


def _sources(counts: Mapping[str, int]) -> Iterator[tuple[str, int, str]]:
    """The largest; anybody can put any words in the address of the open link, so there may be no end to them.

    Each leads to its place among the open links, and to no list of gemeenten: of so few that would be too much.
    """
    found = list(counts.items())
    for source, count in found[:MOST_SOURCES]:
        yield (
            f"via {source or 'een link zonder bron'}",
            count,
            f"label-{source}" if source else "zonder-label",
        )
    if others := found[MOST_SOURCES:]:
        yield f"via {len(others)} andere bronnen", sum(count for _, count in others), "onbekend"


def persons_line(
    label: str, count: int, *, of: int, is_part: bool = False, query: str = "", anchor: str = ""
) -> Line:
    share = percent(count, of)
    return Line(label, (count, share), share=float(share or 0), is_part=is_part, query=query, anchor=anchor)


def _persons_total(found: Fieldwork) -> Line:
    return Line("Totaal", (found.arrivals.persons, 100 if found.arrivals.persons else None))


def functies(found: Fieldwork) -> Table:
    """Persons. Who left the question open is in the total only."""
    return Table(
        code="functies",
        title="Wie er antwoorden",
        subtitle="Verzonden vragenlijsten (personen), naar functie.",
        columns=(Column("Functie"), Column("Personen"), Column("%", unit="%")),
        lines=[
            persons_line(functie.label, functie.persons, of=found.arrivals.persons)
            for functie in found.functies
        ],
        total=_persons_total(found),
        bar_after=2,
        empty=_no_functies(found),
    )


def _no_functies(found: Fieldwork) -> str:
    if found.edition.questionnaire_id is None:
        return WITHOUT_QUESTIONNAIRE
    if not found.functies:
        return "De vragenlijst van deze editie vraagt niet naar de functie."
    return "" if found.arrivals.persons else NOTHING_SENT
