"""Judges one row of a file with contacts: a respondent that can go in, or the reasons why not."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from respondents.domain.addresses import normalize_email
from respondents.domain.contact_files import TypedRow, quoted
from respondents.domain.earlier_outcomes import read_outcome
from respondents.enums import EarlierOutcome
from respondents.models import Respondent
from respondents.validators import NOT_ON_ONE_LINE, one_line
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.models import Gemeente

DUTCH_DAY = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})")
ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ][\d:.]+)?")
FIRST_YEAR = 2000
WITHOUT_ZERO = re.compile(r"[1-9]\d{8}")
COLUMN_OF_FIELD = {
    "name": "naam",
    "email": "email",
    "phone": "telefoon",
    "functie": "functie",
    "source": "bron",
}
UNCHECKED = (
    *("id", "gemeente", "normalized_email", "sourced_on"),
    *("opted_out_at", "opt_out_reason", "opt_out_note", "absent_until", "left_on", "created_at"),
    *("earlier_outcome", "earlier_year", "contact_import"),
)

NAMELESS = (
    "Er staat iets in een kolom zonder naam. "
    "Geef die kolom een naam of haal de cel weg; staat er een komma te veel in de rij?"
)
NO_GEMEENTE = "Vul de gemeente in."
NO_DAY = "datum: Deze datum is niet te lezen. Schrijf hem als 12-06-2023."
DAY_TO_COME = "datum: Deze datum ligt in de toekomst. Vul in wanneer het adres is gevonden."
DAY_LONG_AGO = f"datum: Deze datum ligt voor {FIRST_YEAR}. Kijk het jaar na."


@dataclass(frozen=True, slots=True)
class Contact:
    """A row that is good: a respondent who is not stored yet."""

    number: int
    respondent: Respondent

    @property
    def key(self) -> tuple[str, int]:
        """What makes a respondent one and the same."""
        return key_of(self.respondent)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says, with the gemeenten that its word may mean, and what is wrong with its other cells."""

    number: int
    respondent: Respondent
    gemeenten: list[Gemeente]
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stays out; the reason is Dutch, says what to do, and holds no address."""

    number: int
    reason: str


def key_of(respondent: Respondent) -> tuple[str, int]:
    """The 0 is of a respondent without a gemeente, such as one of a panel."""
    return respondent.normalized_email, respondent.gemeente_id or 0


def judge(row: TypedRow, finder: GemeenteFinder) -> Contact | Refusal:
    """All reasons at once, so that nobody has to mend a row twice."""
    drafted = draft(row, finder)
    if isinstance(drafted, Refusal):
        return drafted
    gemeente_problems = problems_of_gemeente(row.values["gemeente"], drafted.gemeenten)
    problems = [*gemeente_problems, *drafted.problems]
    return Refusal(row.number, " ".join(problems)) if problems else Contact(row.number, drafted.respondent)


def draft(row: TypedRow, finder: GemeenteFinder) -> Draft | Refusal:
    """A respondent with the one gemeente that was found, or without; a Refusal if the row as such is broken."""
    if broken := _broken(row):
        return Refusal(row.number, " ".join(broken))
    typed = row.values
    gemeenten = finder.find(typed.get("gemeente", ""))
    day, day_problems = _day(typed.get("datum", ""))
    outcome, year, outcome_problems = read_outcome(typed.get("uitkomst", ""), typed.get("jaar", ""))
    respondent = Respondent(
        name=typed.get("naam", ""),
        email=typed["email"],
        normalized_email=normalize_email(typed["email"]),
        phone=_phone(typed.get("telefoon", "")),
        gemeente=gemeenten[0] if len(gemeenten) == 1 else None,
        functie=typed.get("functie", ""),
        source=typed.get("bron", ""),
        sourced_on=day,
        earlier_outcome=outcome,
        earlier_year=year,
        left_on=(day or timezone.localdate()) if outcome == EarlierOutcome.LEFT else None,
    )
    problems = [*_field_problems(respondent), *day_problems, *outcome_problems]
    return Draft(row.number, respondent, gemeenten, problems)


def _broken(row: TypedRow) -> list[str]:
    """What makes it useless to look at the cells one by one."""
    problems = [NAMELESS] if row.nameless else []
    return problems + [
        f"{column}: {one_line.message}"
        for column, value in row.values.items()
        if re.search(NOT_ON_ONE_LINE, value)
    ]


def problems_of_gemeente(typed: str, found: list[Gemeente]) -> list[str]:
    if len(found) == 1:
        return []
    if not typed:
        return [NO_GEMEENTE]
    if not found:
        return [f"Gemeente {quoted(typed)} is niet bekend. Kijk de naam na of vul de CBS-code in."]
    *names, last = [str(gemeente) for gemeente in found]
    return [f"Bij {quoted(typed)} passen {', '.join(names)} en {last}. Vul een van deze namen in."]


def _field_problems(respondent: Respondent) -> list[str]:
    try:
        respondent.clean_fields(exclude=UNCHECKED)
    except ValidationError as error:
        return [
            f"{COLUMN_OF_FIELD[field]}: {' '.join(messages)}"
            for field, messages in error.message_dict.items()
        ]
    return []


def _phone(typed: str) -> str:
    """A spreadsheet that takes a number for an amount drops the 0 that every Dutch number begins with."""
    return f"0{typed}" if WITHOUT_ZERO.fullmatch(typed) else typed


def _day(typed: str) -> tuple[date | None, list[str]]:
    if not typed:
        return None, []
    parts = DUTCH_DAY.fullmatch(typed) or ISO_DAY.fullmatch(typed)
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"])) if parts else None
    except ValueError:
        day = None
    if day is None:
        return None, [NO_DAY]
    if day > timezone.localdate():
        return None, [DAY_TO_COME]
    return (day, []) if day.year >= FIRST_YEAR else (None, [DAY_LONG_AGO])
