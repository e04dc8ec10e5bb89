"""Lists of people as a file for Dutch Excel."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from django.http import StreamingHttpResponse

from surveys.exports.cells import disarmed_text
from surveys.exports.csv import DUTCH_EXCEL

LINES_PER_CHUNK = 500


def dutch_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """In chunks, with every text that Excel would take for a formula disarmed."""
    buffer = io.StringIO(newline="")
    buffer.write(DUTCH_EXCEL.start)
    writer = csv.writer(buffer, delimiter=DUTCH_EXCEL.delimiter)
    lines = chain([header], rows)
    while batch := list(islice(lines, LINES_PER_CHUNK)):
        writer.writerows([disarmed_text(cell) for cell in line] for line in batch)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def download(name: str, chunks: Iterable[bytes]) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)
