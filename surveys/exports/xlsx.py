"""XLSX: the answers on the first sheet and the codebook on the second. Numbers are numbers; no cell is a formula."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from surveys.enums import Missing
from surveys.exports import codebook, copying
from surveys.exports.base import Format
from surveys.exports.cells import Words
from surveys.exports.columns import Column, Extract
from surveys.exports.statement import rows_of
from surveys.kinds.values import Type

MOST_ROWS = 50_000
# Excel drops a whole cell that holds more.
LONGEST_TEXT = 32_767
MISSING = {reason.value: int(reason.value) for reason in Missing}
# Texts are written as texts, whatever they look like.
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write(extract: Extract, labels: bool) -> Iterator[bytes]:
    with TemporaryDirectory(prefix="barometer-") as folder:
        path = Path(folder) / "antwoorden.xlsx"
        make(path, extract, labels)
        yield from copying.chunks_of(path)


def make(path: Path, extract: Extract, labels: bool) -> None:
    from xlsxwriter import Workbook

    with Workbook(path, SAFE) as book:
        bold = book.add_format({"bold": True})
        answers = book.add_worksheet("Antwoorden")
        answers.freeze_panes(1, 1)
        answers.write_row(0, 0, [column.code for column in extract.columns], bold)
        _write_answers(answers, extract, labels)
        words = book.add_worksheet("Codeboek")
        words.freeze_panes(1, 1)
        words.write_row(0, 0, codebook.HEADER, bold)
        for number, line in enumerate(codebook.lines(extract), 1):
            for place, text in enumerate(line):
                words.write_string(number, place, text)


def _write_answers(sheet: Any, extract: Extract, labels: bool) -> None:
    writers = [_writer(sheet, column) for column in extract.columns]
    found = copying.rows(rows_of(extract, Words(labels)), extract.tell) if extract.count else iter(())
    for number, row in enumerate(found, 1):
        for place, (write_cell, text) in enumerate(zip(writers, row, strict=True)):
            if text is not None:
                write_cell(number, place, text)


def _writer(sheet: Any, column: Column) -> Callable[[int, int, str], Any]:
    """A missing code is a number everywhere: what somebody typed that looks like one was disarmed."""

    def number(row: int, place: int, text: str) -> Any:
        with suppress(ValueError):
            return sheet.write_number(row, place, float(text))
        return sheet.write_string(row, place, text)

    def day(row: int, place: int, text: str) -> Any:
        return sheet.write_datetime(row, place, date.fromisoformat(text))

    def words(row: int, place: int, text: str) -> Any:
        if text in MISSING:
            return sheet.write_number(row, place, MISSING[text])
        return sheet.write_string(row, place, text[:LONGEST_TEXT])

    if column.type is Type.DATE:
        return day
    return number if column.is_number else words


FORMATS = (
    Format(
        code="xlsx",
        label="Excel (XLSX), met het codeboek op een tweede blad",
        extension="xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write=write,
        most=MOST_ROWS,
        is_heavy=True,
    ),
)
