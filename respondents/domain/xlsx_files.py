"""The rows of an Excel file, read in a process of its own: what hangs or bursts there is a refusal here."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from respondents.domain import xlsx_process
from respondents.exceptions import ContactsRefused

SECONDS = 15
TOO_BIG = (
    "Dit Excel-bestand is te groot om te lezen: uitgepakt meer dan 50 MB, of met een cel heel ver naar beneden "
    "of naar rechts. Kopieer de rijen met contacten naar een nieuw bestand en probeer het opnieuw."
)
BROKEN = (
    "Dit is geen Excel-bestand (.xlsx), of het is beschadigd. "
    "Open het in Excel, bewaar het als .xlsx en probeer het opnieuw."
)


@dataclass(frozen=True)
class Workbook:
    """The rows of the first sheet, each with its number; and the names of the sheets that were not read."""

    rows: Iterator[tuple[int, list[str]]]
    unread_sheets: list[str]


def read_workbook(data: bytes) -> Workbook:
    """Dates are given as 2023-06-12, whole numbers without a point; empty rows are left out."""
    lines = iter(_in_a_process_of_its_own(data).splitlines())
    unread_sheets = json.loads(next(lines))
    return Workbook(map(tuple, map(json.loads, lines)), unread_sheets)


def _in_a_process_of_its_own(data: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(xlsx_process.__file__))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # No secret of ours is within reach of what a file makes the parser do.
            env={"LC_ALL": "C"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ContactsRefused(TOO_BIG) from error
    # Below zero is a signal: the process ran out of memory or time.
    if done.returncode < 0 or done.returncode == xlsx_process.TOO_BIG:
        raise ContactsRefused(TOO_BIG)
    if done.returncode > 0:
        raise ContactsRefused(BROKEN)
    return done.stdout
