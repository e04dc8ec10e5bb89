"""A file with contacts, as it was typed: which columns there are, and the cells of each row.

Nothing is judged here but the file as a whole; a file that cannot be read is a ContactsRefused.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from respondents.domain.csv_files import NO_TABLE, read_rows
from respondents.domain.xlsx_files import read_workbook
from respondents.exceptions import ContactsRefused

MOST_BYTES = 10 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 60

# What people write over a column, in small letters and digits only.
COLUMNS = {
    "gemeente": {"gemeente", "gemeentenaam", "naamgemeente", "gemeentecode", "cbscode", "gemeentecbscode"},
    "naam": {"naam", "volledigenaam", "contactpersoon", "naamcontactpersoon", "contact"},
    "email": {"email", "mail", "emailadres", "mailadres", "emailadrescontactpersoon"},
    "telefoon": {"telefoon", "telefoonnummer", "tel", "telnr", "mobiel", "mobielnummer"},
    "functie": {"functie", "functienaam", "functieomschrijving", "functietitel"},
    "bron": {"bron", "bronvanhetadres", "bronadres", "bronemailadres", "herkomst"},
    "datum": {"datum", "datumvandebron", "datumbron", "brondatum", "peildatum"},
}
REQUIRED = ("gemeente", "email", "bron")
COLUMN_OF = {heading: column for column, headings in COLUMNS.items() for heading in headings}

EMPTY = "Het bestand is leeg. Zet in de eerste rij de namen van de kolommen en daaronder een rij per contact."
NO_CONTACTS = "Het bestand heeft alleen een rij met kolomnamen. Zet daaronder een rij per contact."
TOO_LARGE = "Het bestand is groter dan 10 MB. Splits het in kleinere bestanden."
TOO_MANY_ROWS = "Het bestand heeft meer dan 50.000 rijen. Haal lege rijen weg of splits het bestand."
TOO_MANY_COLUMNS = "Het bestand heeft meer dan 60 kolommen. Haal de kolommen weg die niet nodig zijn."
OLD_EXCEL = (
    "Dit is een oud Excel-bestand (.xls) of een bestand met een wachtwoord. "
    "Bewaar het zonder wachtwoord als .xlsx en probeer het opnieuw."
)

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What was typed, by column; the number is that in the spreadsheet, where the names of columns are row 1."""

    number: int
    values: dict[str, str]
    nameless: bool  # There is something in a column without a name: a cell too many has shifted the others.


@dataclass(frozen=True)
class ContactFile:
    """The rows that are not empty, and what was not used; headings are given as they can be printed."""

    rows: list[TypedRow]
    ignored_columns: list[str]
    unread_sheets: list[str]


def read_file(path: Path) -> ContactFile:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ContactsRefused(
            f"{path} is niet te lezen. Kijk of het bestand bestaat en of u het mag openen."
        ) from error
    return read(data)


def read(data: bytes) -> ContactFile:
    """Raises ContactsRefused with one sentence, and does so fast for a file that is made to hurt."""
    if len(data) > MOST_BYTES:
        raise ContactsRefused(TOO_LARGE)
    if data.startswith(OLE):
        raise ContactsRefused(OLD_EXCEL)
    if data.startswith(PDF):
        raise ContactsRefused(NO_TABLE)
    if data.startswith(ZIP):
        workbook = read_workbook(data)
        return _contact_file(workbook.rows, workbook.unread_sheets)
    return _contact_file(read_rows(data), [])


def _contact_file(numbered: Iterator[tuple[int, list[str]]], unread_sheets: list[str]) -> ContactFile:
    filled = _filled_rows(numbered)
    _, headings = next(filled, (0, []))
    if not headings:
        raise ContactsRefused(EMPTY)
    columns = _columns(headings)
    rows = [_row(number, cells, headings, columns) for number, cells in filled]
    if not rows:
        raise ContactsRefused(NO_CONTACTS)
    ignored = [
        quoted(heading) for index, heading in enumerate(headings) if heading and index not in columns.values()
    ]
    return ContactFile(rows, ignored, [quoted(name) for name in unread_sheets])


def _filled_rows(numbered: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Without empty rows and without the empty cells at the end; not more of them than the limits allow."""
    for number, cells in numbered:
        if number > MOST_ROWS + 1:
            raise ContactsRefused(TOO_MANY_ROWS)
        cleaned = [_clean(cell) for cell in cells]
        while cleaned and not cleaned[-1]:
            cleaned.pop()
        if len(cleaned) > MOST_COLUMNS:
            raise ContactsRefused(TOO_MANY_COLUMNS)
        if cleaned:
            yield number, cleaned


def _clean(cell: str) -> str:
    """The cell without what nobody sees; a line break stays, for it is judged."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", cell).strip(INVISIBLE)).strip(f" {INVISIBLE}")


def _columns(headings: list[str]) -> dict[str, int]:
    """At which place each column stands."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        column = COLUMN_OF.get(_heading_key(heading))
        if column in found:
            raise ContactsRefused(
                f"De kolom ‘{column}’ staat er twee keer: als {quoted(headings[found[column]])} "
                f"en als {quoted(heading)}. Haal een van de twee weg."
            )
        if column:
            found[column] = index
    missing = [f"‘{column}’" for column in REQUIRED if column not in found]
    if missing:
        raise ContactsRefused(
            f"Niet gevonden in de eerste rij: {', '.join(missing)}. "
            "Zet daar de namen van de kolommen: gemeente, naam, email, telefoon, functie, bron, datum."
        )
    return found


def _heading_key(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z0-9]+", "", plain)


def _row(number: int, cells: list[str], headings: list[str], columns: dict[str, int]) -> TypedRow:
    values = {column: cells[index] if index < len(cells) else "" for column, index in columns.items()}
    nameless = any(cell for index, cell in enumerate(cells) if index >= len(headings) or not headings[index])
    return TypedRow(number, values, nameless)


def quoted(text: str) -> str:
    """What was typed, to be printed: short, without signs that steer a terminal, and never a mail address."""
    if "@" in text:
        return "‘…’"
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"‘{printable[:40]}…’" if len(printable) > 40 else f"‘{printable}’"
