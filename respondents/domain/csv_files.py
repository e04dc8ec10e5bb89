"""The rows of a CSV file, whatever wrote it: with `;`, `,` or tabs, in UTF-8, UTF-16 or the code page of Windows."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TextIO

from respondents.exceptions import ContactsRefused

DELIMITERS = ";,\t"
# Excel writes this line to say which sign it used, and does not count it as a row.
DELIMITER_LINE = re.compile(r'"?sep=([;,\t|])"?\r?\n?', re.IGNORECASE)
WORD = re.compile(r"\w")
# A quote that never closes would take all rows after it along, and all memory with them.
LONGEST_ROW = 100_000
NO_TABLE = (
    "Dit is geen Excel-bestand (.xlsx) en geen CSV-bestand. "
    "Open de lijst in Excel, bewaar haar als .xlsx en probeer het opnieuw."
)


def read_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in a spreadsheet; empty rows count. Raises ContactsRefused, also on the way."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding=_encoding(data), newline="")
    named = DELIMITER_LINE.fullmatch(text.readline(LONGEST_ROW))
    if named is None:
        text.seek(0)
        delimiter = _delimiter(text.read(LONGEST_ROW))
        text.seek(0)
    return _rows(_Lines(text), named[1] if named else delimiter)


def _encoding(data: bytes) -> str:
    for encoding in _possible_encodings(data):
        with suppress(UnicodeDecodeError):
            if "\0" in data.decode(encoding):
                break
            return encoding
    raise ContactsRefused(NO_TABLE)


def _possible_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if data[:1] == b"\0":
        return ("utf-16-be",)
    if data[1:2] == b"\0":
        return ("utf-16-le",)
    return ("utf-8-sig", "cp1252")


def _delimiter(beginning: str) -> str:
    """The sign that cuts the first row with words into most cells."""
    return max(DELIMITERS, key=lambda delimiter: _cell_count(beginning, delimiter))


def _cell_count(beginning: str, delimiter: str) -> int:
    rows = _reader(io.StringIO(beginning, newline=""), delimiter)
    try:
        return next((len(cells) for cells in rows if any(map(WORD.search, cells))), 0)
    except csv.Error:
        return 0


def _rows(lines: "_Lines", delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(_reader(lines, delimiter), start=1):
            lines.row_length = 0
            yield number, cells
    except csv.Error as error:
        raise ContactsRefused(
            f"Rij {number + 1} is niet te lezen: een aanhalingsteken sluit niet, of de rij is te lang. "
            "Verbeter die rij en probeer het opnieuw."
        ) from error


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


class _Lines:
    """The lines of a text; `row_length` is what the reader has taken since it was last put to 0."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.row_length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self.row_length += len(line)
        if self.row_length >= LONGEST_ROW:
            raise csv.Error("row too long")
        return line
