"""CSV, once as the world reads it and once as Dutch Excel does."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from surveys.exports import copying
from surveys.exports.base import Format
from surveys.exports.cells import Words
from surveys.exports.columns import Extract
from surveys.exports.statement import rows_of


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    decimal: str
    start: str = ""


WORLD = Dialect(delimiter=",", decimal=".")
DUTCH_EXCEL = Dialect(delimiter=";", decimal=",", start="\ufeff")


def write(dialect: Dialect, extract: Extract, labels: bool) -> Iterator[bytes]:
    """The header holds codes, with labels too, so that one script reads both files."""
    yield dialect.start.encode() + written([[column.code for column in extract.columns]], dialect)
    if extract.count:
        statement = rows_of(extract, Words(labels, dialect.decimal))
        yield from copying.csv_lines(statement, dialect.delimiter, extract.tell)


def written(lines: Iterable[Iterable[object]], dialect: Dialect) -> bytes:
    """The few lines that are not made in the database."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=dialect.delimiter).writerows(lines)
    return buffer.getvalue().encode()


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
