"""Rows out of PostgreSQL by COPY: one at a time, so that memory does not grow with their number."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from surveys.exports.columns import Tell, tell_nobody

CHUNK_BYTES = 64 * 1024
ROWS_BETWEEN = 100


def csv_lines(statement: str, delimiter: str, tell: Tell) -> Iterator[bytes]:
    """As the csv module would write them, some at a time; PostgreSQL ends a line with one sign, CSV with two."""
    options = f"FORMAT csv, DELIMITER '{delimiter}', ENCODING 'UTF8'"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT ({options})") as copy:
        chunk = bytearray()
        # COPY gives exactly one line at a time, also one with line ends between its quotes.
        for number, line in enumerate(copy, 1):
            chunk += line
            chunk[-1:] = b"\r\n"
            if len(chunk) >= CHUNK_BYTES:
                yield bytes(chunk)
                chunk.clear()
                tell(number)
        if chunk:
            yield bytes(chunk)


def rows(statement: str, tell: Tell = tell_nobody) -> Iterator[tuple[str | None, ...]]:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
        for number, row in enumerate(copy.rows()):
            if number % ROWS_BETWEEN == 0:
                tell(number)
            yield row


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
