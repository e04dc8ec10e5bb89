"""One table of figures as a file; a Dutch spreadsheet opens it with a double click, unless it is for others."""

import csv
import io
from collections.abc import Iterable, Sequence

from surveys.exports.cells import disarmed_text
from surveys.exports.csv import DUTCH_EXCEL, Dialect


def table_as_csv(rows: Iterable[Sequence[object]], dialect: Dialect = DUTCH_EXCEL) -> bytes:
    """The comma of the dialect in numbers, nothing where there is none, and no text that a spreadsheet would run."""
    buffer = io.StringIO(newline="")
    buffer.write(dialect.start)
    csv.writer(buffer, delimiter=dialect.delimiter).writerows(
        [_cell(value, dialect) for value in row] for row in rows
    )
    return buffer.getvalue().encode()


def _cell(value: object, dialect: Dialect) -> object:
    if isinstance(value, float):
        return str(value).replace(".", dialect.decimal)
    return disarmed_text(value) if isinstance(value, str) else value
