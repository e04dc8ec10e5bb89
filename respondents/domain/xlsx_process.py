"""A program: reads an XLSX file from standard input and writes its first sheet as JSON, a row on a line.

It runs apart from us with little memory and time, because the parser sets aside room for every cell up to the
last one: a file of 2 kB with one cell in the last corner of the sheet asks for hundreds of gigabytes. It imports
nothing of ours, so that it starts fast.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

MEGABYTE = 2**20
MEMORY = 170 * MEGABYTE
CPU_SECONDS = 5
UNPACKED = 50 * MEGABYTE
RATIO = 100
OUTPUT = 20 * MEGABYTE
# The exit status; any other than 0 means that the file is broken.
TOO_BIG = 3


class TooBig(Exception):
    """The file unpacks to more than we read."""


def main() -> int:
    limit(resource.RLIMIT_AS, MEMORY)
    limit(resource.RLIMIT_CPU, CPU_SECONDS)
    limit(resource.RLIMIT_CORE, 0)
    data = sys.stdin.buffer.read()
    try:
        check_archive(data)
        write(data)
    except (TooBig, MemoryError):
        return TOO_BIG
    return 0


def limit(kind: int, value: int) -> None:
    # Where the machine already allows less, that stays.
    with suppress(ValueError):
        resource.setrlimit(kind, (value, value))


def check_archive(data: bytes) -> None:
    """First by the directory, then by unpacking: a directory can lie. No parser sees the file before that."""
    most = min(UNPACKED, RATIO * len(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.getinfo("xl/workbook.xml")
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > most:
            raise TooBig
        for part in parts:
            most -= unpacked_size(archive, part, most)


def unpacked_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    size = 0
    part.file_size = sys.maxsize  # So that the stream is read to its end, not to where the directory says.
    with archive.open(part) as stream:
        while chunk := stream.read(MEGABYTE):
            size += len(chunk)
            if size > most:
                raise TooBig
    return size


def write(data: bytes) -> None:
    # Whoever imports this module to start it, in a web process too, does not load the parser.
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        first, *others = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        sys.stdout.write(json.dumps(others) + "\n")
        written = 0
        for number, cells in rows(workbook.get_sheet_by_name(first)):
            written += sys.stdout.write(json.dumps([number, cells]) + "\n")
            if written > OUTPUT:
                raise TooBig


def rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Those with something in them. The parser gives empty rows before the first, but no empty columns."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = before + [text(value) for value in values]
        if any(cells):
            yield number, cells


def text(value: object) -> str:
    """As it stands in the sheet; a date as 2023-06-12, whatever the layout of the cell."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


if __name__ == "__main__":
    sys.exit(main())
