"""Files that are made to hurt: each is refused in two seconds of computing and 200 MB of memory."""

import json
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from respondents.domain import contact_files, csv_files, xlsx_files
from tests.xlsx import archive

MEGABYTE = 2**20
HEADINGS = b"gemeente;email;bron\n"
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
CORNER_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
STRING_CELLS = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 50_001))
# Runs on its own, because the memory of a test process says nothing; and without Django, so it starts fast.
MEASURE = """
import json, re, resource, sys, time
from pathlib import Path
from respondents.domain.contact_files import read_file
from respondents.exceptions import ContactsRefused
try:
    reason = f"{len(read_file(Path(sys.argv[1])).rows)} rows"
except ContactsRefused as refusal:
    reason = str(refusal)
reader = resource.getrusage(resource.RUSAGE_CHILDREN)
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({
    "reason": reason,
    "seconds": time.process_time() + reader.ru_utime + reader.ru_stime,
    "megabytes": (own + reader.ru_maxrss) / 1024,
}))
"""


def lying(data: bytes) -> bytes:
    """The directory says that the shared strings unpack to 1,000 bytes."""
    changed = bytearray(data)
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/sharedStrings.xml"))
    struct.pack_into("<I", changed, entry + 24, 1000)
    return bytes(changed)


def long_directory() -> bytes:
    entries = b"".join(b"PK\x01\x02" + b"\0" * 42 for _ in range(200_000))
    return b"PK\x03\x04" + entries + b"PK\x05\x06" + struct.pack("<4xHHIIH", 65535, 65535, len(entries), 4, 0)


def quotes_refused(row: int) -> str:
    return (
        f"Rij {row} is niet te lezen: een aanhalingsteken sluit niet, of de rij is te lang. "
        "Verbeter die rij en probeer het opnieuw."
    )


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "10 MB of delimiters": (lambda: HEADINGS + b";" * 10_000_000, quotes_refused(2)),
    "10 MB of empty rows": (lambda: HEADINGS + b"\n" * 10_000_000, contact_files.TOO_MANY_ROWS),
    "10 MB after an open quote": (lambda: HEADINGS + b'"' + b"a;b\n" * 2_500_000, quotes_refused(2)),
    "10 MB of rows within a row": (lambda: HEADINGS + b'"\n";' * 2_500_000, quotes_refused(2)),
    "10 MB of wide signs": (lambda: HEADINGS + "\U0001f600".encode() * 2_500_000, quotes_refused(2)),
    "10 MB of noise": (lambda: random.Random(1).randbytes(10_000_000), csv_files.NO_TABLE),
    "unpacks to 60 MB": (
        lambda: archive([ONE_CELL], shared_strings="<si/>" * 12_000_000),
        xlsx_files.TOO_BIG,
    ),
    "says 1 kB and unpacks to 60 MB": (
        lambda: lying(archive([ONE_CELL], shared_strings="<si/>" * 12_000_000)),
        xlsx_files.TOO_BIG,
    ),
    "is packed more than 100 times": (
        lambda: archive([ONE_CELL], shared_strings="<si/>" * 1_000_000),
        xlsx_files.TOO_BIG,
    ),
    "has a cell in the last corner": (lambda: archive([ONE_CELL + CORNER_CELL]), xlsx_files.TOO_BIG),
    "has one long text in 50,000 cells": (
        lambda: archive([STRING_CELLS], shared_strings=f"<si><t>{'a' * 30_000}</t></si>"),
        xlsx_files.TOO_BIG,
    ),
    "has a directory of 200,000 parts": (long_directory, xlsx_files.BROKEN),
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_fast_and_in_little_memory(name: str, tmp_path: Path) -> None:
    make, reason = FILES[name]
    file = tmp_path / "contacten"
    file.write_bytes(make())

    done = subprocess.run([sys.executable, "-c", MEASURE, str(file)], check=True, capture_output=True)

    measured = json.loads(done.stdout)
    assert measured["reason"] == reason
    assert measured["seconds"] < 2
    assert measured["megabytes"] < 200
