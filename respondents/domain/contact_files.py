"""A file with contacts, as it was typed: which columns there are, and the cells of each row.

Nothing is judged here but the file as a whole; a file that cannot be read is a ContactsRefused.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from respondents.domain.contact_columns import COLUMN_OF, Layout, heading_key
from respondents.domain.csv_files import NO_TABLE, read_rows
from respondents.domain.xlsx_files import read_workbook
from respondents.exceptions import ContactsRefused

MOST_BYTES = 10 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 60

REQUIRED = ("gemeente", "email", "bron")
# So many rows show which column is which.
LOOKED_AT = 50

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


@dataclass(frozen=True)
class Table:
    """The rows of a file, each with its number; they are read on the way, so they may still be refused."""

    rows: Iterator[tuple[int, list[str]]]
    unread_sheets: list[str]


@dataclass(frozen=True)
class LaidOut:
    """A file of which somebody says which column is which; `rows` are read on the way, the others before."""

    layout: Layout
    first_rows: list[list[str]]
    rows: Iterator[TypedRow]
    unread_sheets: list[str]


def read_file(path: Path, usual: Mapping[str, str] | None = None) -> ContactFile:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ContactsRefused(
            f"{path} is niet te lezen. Kijk of het bestand bestaat en of u het mag openen."
        ) from error
    return read(data, usual)


def open_table(data: bytes) -> Table:
    """Raises ContactsRefused with one sentence, and does so fast for a file that is made to hurt."""
    if len(data) > MOST_BYTES:
        raise ContactsRefused(TOO_LARGE)
    if data.startswith(OLE):
        raise ContactsRefused(OLD_EXCEL)
    if data.startswith(PDF):
        raise ContactsRefused(NO_TABLE)
    if data.startswith(ZIP):
        workbook = read_workbook(data)
        return Table(_filled_rows(workbook.rows), workbook.unread_sheets)
    return Table(_filled_rows(read_rows(data)), [])


def read(data: bytes, usual: Mapping[str, str] | None = None) -> ContactFile:
    """By the names in its first row; `usual` is what holds for a row that does not say it itself.

    Raises ContactsRefused as `open_table` does, and where a column is not there.
    """
    usual = usual or {}
    table = open_table(data)
    _, headings = next(table.rows, (0, []))
    if not headings:
        raise ContactsRefused(EMPTY)
    columns = _columns(headings, usual)
    read_row = _reader_of(Layout(columns, True), headings, usual)
    rows = [read_row(number, cells) for number, cells in table.rows]
    if not rows:
        raise ContactsRefused(NO_CONTACTS)
    ignored = [
        quoted(heading) for index, heading in enumerate(headings) if heading and index not in columns.values()
    ]
    return ContactFile(rows, ignored, [quoted(name) for name in table.unread_sheets])


def read_as(
    data: bytes, choose: Callable[[Sequence[list[str]]], Layout], usual: Mapping[str, str]
) -> LaidOut:
    """As `choose` says when it has seen the first rows. Raises ContactsRefused, also while rows are taken."""
    table = open_table(data)
    first = list(islice(table.rows, LOOKED_AT))
    if not first:
        raise ContactsRefused(EMPTY)
    cells_of_first = [cells for _, cells in first]
    layout = choose(cells_of_first)
    if layout.has_headings and len(first) == 1:
        raise ContactsRefused(NO_CONTACTS)
    width = max(map(len, cells_of_first))
    headings = cells_of_first[0] if layout.has_headings else ["?"] * width
    read_row = _reader_of(layout, headings, usual)
    rest = chain(first[layout.has_headings :], table.rows)
    rows = (read_row(number, cells) for number, cells in rest)
    return LaidOut(layout, cells_of_first, rows, [quoted(name) for name in table.unread_sheets])


def _reader_of(
    layout: Layout, headings: Sequence[str], usual: Mapping[str, str]
) -> Callable[[int, list[str]], TypedRow]:
    """How a row is read; a cell over which nothing stands and that nobody pointed out has shifted the others."""
    named = {index for index, heading in enumerate(headings) if heading} | {*layout.columns.values()}

    def read_row(number: int, cells: list[str]) -> TypedRow:
        values = {
            column: (cells[index] if index < len(cells) else "") or usual.get(column, "")
            for column, index in layout.columns.items()
        }
        nameless = any(cell and index not in named for index, cell in enumerate(cells))
        return TypedRow(number, {**usual, **values}, nameless)

    return read_row


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


def _columns(headings: list[str], usual: Mapping[str, str]) -> dict[str, int]:
    """At which place each column stands."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        column = COLUMN_OF.get(heading_key(heading))
        if column in found:
            raise ContactsRefused(
                f"De kolom ‘{column}’ staat er twee keer: als {quoted(headings[found[column]])} "
                f"en als {quoted(heading)}. Haal een van de twee weg."
            )
        if column:
            found[column] = index
    missing = [f"‘{column}’" for column in REQUIRED if column not in found and not usual.get(column)]
    if missing:
        raise ContactsRefused(
            f"Niet gevonden in de eerste rij: {', '.join(missing)}. "
            "Zet daar de namen van de kolommen: gemeente, naam, email, telefoon, functie, bron, datum."
        )
    return found


def quoted(text: str) -> str:
    """What was typed, to be printed: short, without signs that steer a terminal, and never a mail address."""
    if "@" in text:
        return "‘…’"
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"‘{printable[:40]}…’" if len(printable) > 40 else f"‘{printable}’"
