"""Which column of a file is which: by what stands over it, and where nothing stands over it by what is in it."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# What people write over a column, in small letters and digits only.
COLUMNS = {
    "gemeente": {
        *("gemeente", "gemeentenaam", "naamgemeente", "gemeentecode", "cbscode", "gemeentecbscode"),
        *("municipality", "municipalityname", "municipalitycode"),
    },
    "naam": {
        *("naam", "volledigenaam", "contactpersoon", "naamcontactpersoon", "contact"),
        *("name", "fullname", "contactname", "contactperson"),
    },
    "email": {
        *("email", "mail", "emailadres", "mailadres", "emailadrescontactpersoon"),
        *("emailaddress", "mailaddress"),
    },
    "telefoon": {
        *("telefoon", "telefoonnummer", "tel", "telnr", "mobiel", "mobielnummer"),
        *("phone", "phonenumber", "telephone", "mobile", "mobilephone"),
    },
    "functie": {
        *("functie", "functienaam", "functieomschrijving", "functietitel"),
        *("function", "jobtitle", "position", "role"),
    },
    "bron": {"bron", "bronvanhetadres", "bronadres", "bronemailadres", "herkomst", "source"},
    "datum": {"datum", "datumvandebron", "datumbron", "brondatum", "peildatum", "date", "sourcedate"},
    "uitkomst": {"uitkomst", "outcome", "disposition"},
    "jaar": {"jaar", "jaarvandeuitkomst", "year"},
}
COLUMN_OF = {heading: column for column, headings in COLUMNS.items() for heading in headings}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d\s()-]{8,}")
DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
MOST = 0.5


@dataclass(frozen=True)
class Layout:
    """At which place each column stands, and whether the first row holds the names of the columns."""

    columns: Mapping[str, int]
    has_headings: bool


def heading_key(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z0-9]+", "", plain)


def recognise(rows: Sequence[Sequence[str]], is_gemeente: Callable[[str], bool]) -> Layout:
    """Of the first rows; of two columns for one thing the first is taken."""
    headings = rows[0] if rows else []
    has_headings = not any(map(ADDRESS.fullmatch, headings))
    by_name: dict[str, int] = {}
    if has_headings:
        for index, heading in enumerate(headings):
            if column := COLUMN_OF.get(heading_key(heading)):
                by_name.setdefault(column, index)
    by_content = _by_content(rows[has_headings:], is_gemeente, taken=set(by_name.values()))
    return Layout(by_content | by_name, has_headings)


def _by_content(
    rows: Sequence[Sequence[str]], is_gemeente: Callable[[str], bool], *, taken: set[int]
) -> dict[str, int]:
    """What can be told from the cells alone: the first column of which most cells look like it."""
    looks: dict[str, Callable[[str], object]] = {
        "email": ADDRESS.fullmatch,
        "gemeente": is_gemeente,
        "datum": DAY.fullmatch,
        "telefoon": PHONE.fullmatch,
    }
    found: dict[str, int] = {}
    for column, looks_like in looks.items():
        free = [index for index in range(_width(rows)) if index not in taken | set(found.values())]
        place = next((index for index in free if _share(rows, index, looks_like) > MOST), None)
        if place is not None:
            found[column] = place
    return found


def _share(rows: Sequence[Sequence[str]], index: int, looks_like: Callable[[str], object]) -> float:
    cells = [row[index] for row in rows if index < len(row) and row[index]]
    return sum(bool(looks_like(cell)) for cell in cells) / len(cells) if cells else 0


def _width(rows: Sequence[Sequence[str]]) -> int:
    return max(map(len, rows), default=0)
