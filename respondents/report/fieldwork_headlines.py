"""What is looked at first: how many, where behind, what to do. Each leads to the list behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from respondents.domain.course import CLOSE
from respondents.domain.fieldwork import Fieldwork
from respondents.domain.fieldwork_lists import WAITING
from respondents.enums import GemeenteStanding, PersonStanding
from surveys.models import Edition
from surveys.report.tables import Column

GEMEENTEN, PERSONS = "gemeenten", "personen"


@dataclass(frozen=True)
class Headline:
    """One tile; `query` filters the list called `list_name`, and an `anchor` is a place on the page itself."""

    number: int
    words: str
    beside: str = ""
    list_name: str = ""
    query: str = ""
    anchor: str = ""
    is_bad: bool = False


@dataclass(frozen=True)
class Hint:
    """Something to do, as a sentence."""

    words: str
    list_name: str = ""
    query: str = ""


def headlines(found: Fieldwork) -> Iterator[Headline]:
    """Of an edition that is over nothing is still to be done."""
    is_over = found.edition.closes_at <= timezone.now()
    yield from _how_many(found, is_over=is_over)
    if is_over:
        yield _waiting(found, f"{gemeenten(found.to_call)} zonder antwoord")
    elif found.edition.survey.has_phone_round:
        yield _waiting(found, "nog te bellen")
        yield _appointments_made(found)
    yield _unreachable(found)


def _waiting(found: Fieldwork, words: str) -> Headline:
    return Headline(found.to_call, words, list_name=GEMEENTEN, query=f"stand={WAITING}")


def _appointments_made(found: Fieldwork) -> Headline:
    count = found.standings[GemeenteStanding.APPOINTMENT]
    words = "belafspraak" if count == 1 else "belafspraken"
    return Headline(count, words, list_name=GEMEENTEN, query="stand=appointment")


def _unreachable(found: Fieldwork) -> Headline:
    count = found.persons[PersonStanding.BOUNCED]
    who = "mens" if count == 1 else "mensen"
    words = f"{who} met onbestelbare mail"
    return Headline(count, words, list_name=PERSONS, query="stand=bounced", is_bad=count > 0)


def _how_many(found: Fieldwork, *, is_over: bool) -> Iterator[Headline]:
    total, target = found.total, found.edition.target_percent
    rate = Column("", unit="%").shown(total.percent)
    yield Headline(
        total.responded,
        f"gemeenten met respons ({rate}, RR1)",
        beside=f"van {total.gemeenten}",
        list_name=GEMEENTEN,
        query="stand=answered",
    )
    missing = "te kort" if is_over else "nog nodig"
    yield Headline(
        found.needed,
        f"{gemeenten(found.needed)} {missing} voor {target}% in elke provincie",
        anchor="provincies",
    )
    begun = found.standings[GemeenteStanding.BEGUN]
    yield Headline(
        begun, f"{gemeenten(begun)} begonnen, niet verzonden", list_name=GEMEENTEN, query="stand=begun"
    )


def gemeenten(count: int) -> str:
    return "gemeente" if count == 1 else "gemeenten"


def situation(edition: Edition) -> str:
    """Where in its fieldwork the edition is, in a sentence."""
    now = timezone.now()
    opens, closes = (
        date_format(timezone.localtime(at), "j F Y") for at in (edition.opens_at, edition.closes_at)
    )
    if now < edition.opens_at:
        return f"Nog niet open. De vragenlijst opent {_in_days(edition, 'opens_at')}, op {opens}."
    if now >= edition.closes_at:
        return f"Gesloten sinds {closes}. Dit zijn de laatste cijfers."
    day = (timezone.localdate() - timezone.localdate(edition.opens_at)).days + 1
    return f"Dag {day} van het veldwerk. De vragenlijst sluit {_in_days(edition, 'closes_at')}, op {closes}."


def _in_days(edition: Edition, name: str) -> str:
    days = (timezone.localdate(getattr(edition, name)) - timezone.localdate()).days
    return {0: "vandaag", 1: "morgen"}.get(days, f"over {days} dagen")


def hints(found: Fieldwork) -> list[Hint]:
    """What to do now, the most pressing first; nothing when it is over."""
    if timezone.now() >= found.edition.closes_at:
        return []
    return [
        *_without_questionnaire(found),
        *_appointments(found),
        *_bounced(found),
        *_behind(found),
        *_unmailed(found),
        *_next(found),
    ]


def _without_questionnaire(found: Fieldwork) -> Iterator[Hint]:
    if found.edition.questionnaire_id is None:
        yield Hint(
            "Deze editie heeft nog geen vragenlijst. Kies er een bij Edities, anders kan niemand antwoorden."
        )


def _appointments(found: Fieldwork) -> Iterator[Hint]:
    if due := len(found.appointments_due):
        words = "1 belafspraak is" if due == 1 else f"{due} belafspraken zijn"
        yield Hint(f"{words} voor vandaag of al voorbij. Bel nu.", GEMEENTEN, "stand=appointment")


def _bounced(found: Fieldwork) -> Iterator[Hint]:
    if count := found.persons[PersonStanding.BOUNCED]:
        words = "1 adres bestaat" if count == 1 else f"{count} adressen bestaan"
        yield Hint(f"{words} niet. Zoek een ander adres, of bel.", PERSONS, "stand=bounced")


def _behind(found: Fieldwork) -> Iterator[Hint]:
    """While it is not open everything is behind, so then there is nothing to say."""
    if timezone.now() < found.edition.opens_at or not found.gemeenten:
        return
    if not found.behind:
        yield Hint(f"Het doel van {found.edition.target_percent}% is in elke provincie gehaald.")
        return
    first, *others = found.behind
    missing = first.needed(found.edition.target_percent)
    then = " en ".join(f"{one.label} ({one.needed(found.edition.target_percent)})" for one in others[:2])
    value = found.value_of(first)
    yield Hint(
        f"{first.label} loopt het verst achter: nog {missing} van de {first.gemeenten} gemeenten nodig."
        + (f" Daarna {then}." if then else ""),
        GEMEENTEN,
        f"provincie={value}&stand={WAITING}",
    )


def _unmailed(found: Fieldwork) -> Iterator[Hint]:
    """Once mail has left, it should have left to all."""
    unmailed = found.standings[GemeenteStanding.UNMAILED]
    if unmailed and any(one.mailed for one in found.gemeenten):
        have = "heeft" if unmailed == 1 else "hebben"
        yield Hint(
            f"{unmailed} {gemeenten(unmailed)} {have} nog geen mail gehad.", GEMEENTEN, "stand=unmailed"
        )


def _next(found: Fieldwork) -> Iterator[Hint]:
    """The close is in the sentence above it already."""
    today = (timezone.localdate() - found.course.opens_on).days
    before_close = [one for one in found.course.moments if one.words != CLOSE]
    coming = next((one for one in before_close if one.day > today), None)
    if coming is not None:
        yield Hint(f"Hierna: {coming.words.lower()} op {date_format(found.course.day(coming.day), 'j F')}.")


LOOKS = (_without_questionnaire, _appointments, _bounced, _behind, _unmailed, _next)
