"""One table of figures as a file that a Dutch spreadsheet opens with a double click."""

import csv
import io
from collections.abc import Iterable, Sequence

from surveys.exports.cells import disarmed_text
from surveys.exports.csv import DUTCH_EXCEL


def table_as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """A comma in the numbers, nothing where there is none, and no text that a spreadsheet would run."""
    buffer = io.StringIO(newline="")
    buffer.write(DUTCH_EXCEL.start)
    csv.writer(buffer, delimiter=DUTCH_EXCEL.delimiter).writerows(
        [_cell(value) for value in row] for row in rows
    )
    return buffer.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return str(value).replace(".", DUTCH_EXCEL.decimal)
    return disarmed_text(value) if isinstance(value, str) else value
