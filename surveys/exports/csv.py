"""CSV, once as the world reads it and once as Dutch Excel does."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, islice
from typing import Any

from surveys.enums import Missing
from surveys.exports.base import Format
from surveys.exports.columns import Column, Extract

# A spreadsheet takes a text that begins with one of these for a formula, the full-width ones included.
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
LINES_PER_CHUNK = 200


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    decimal: str
    start: str = ""


WORLD = Dialect(delimiter=",", decimal=".")
DUTCH_EXCEL = Dialect(delimiter=";", decimal=",", start="\ufeff")


def write(dialect: Dialect, extract: Extract, labels: bool) -> Iterator[bytes]:
    """The header holds codes, with labels too, so that one script reads both files."""
    buffer = io.StringIO(newline="")
    buffer.write(dialect.start)
    writer = csv.writer(buffer, delimiter=dialect.delimiter)
    lines = chain([[column.code for column in extract.columns]], _lines(dialect, extract, labels))
    while batch := list(islice(lines, LINES_PER_CHUNK)):
        writer.writerows(batch)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _lines(dialect: Dialect, extract: Extract, labels: bool) -> Iterator[list[Any]]:
    cells = [_cell(dialect, column, labels) for column in extract.columns]
    for row in extract.rows():
        yield [cell(value) for cell, value in zip(cells, row, strict=True)]


def _cell(dialect: Dialect, column: Column, labels: bool) -> Callable[[Any], Any]:
    """How a value of this column is printed. Numbers and missing codes stay numbers; every text is disarmed."""
    words = column.value_labels if labels else {}
    missing = {code: str(code.label if labels else code.value) for code in Missing}

    def cell(value: Any) -> Any:
        if isinstance(value, Missing):
            return missing[value]
        if isinstance(value, str):
            return disarmed(words.get(value, value))
        if isinstance(value, float):
            return str(value).replace(".", dialect.decimal)
        return words.get(str(value), value)

    # The few values of a coded column are worked out once.
    return cache(cell) if column.value_labels else cell


def disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


FORMATS = (
    Format(
        code="csv",
        label="CSV voor statistiekprogramma’s (UTF-8, met komma’s)",
        extension="csv",
        content_type="text/csv; charset=utf-8",
        write=partial(write, WORLD),
    ),
    Format(
        code="csv-nl",
        label="CSV voor Nederlandse Excel (met puntkomma’s, en een komma in getallen)",
        extension="csv",
        content_type="text/csv; charset=utf-8",
        write=partial(write, DUTCH_EXCEL),
    ),
)
