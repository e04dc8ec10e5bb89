"""What a web process carries from its start: it must be light, for there are several."""

import subprocess
import sys

# Each is tens of megabytes; a process imports it when it first makes such a file.
HEAVY = {
    "boto3",
    "botocore",
    "krippendorff",
    "numpy",
    "polars",
    "pyreadstat",
    "requests",
    "typst",
    "xlsxwriter",
}
MODULES = """
import sys
import barometer.wsgi

print(*sys.modules, sep="\\n")
"""
SHARED = """
import threading
import barometer.wsgi
from django.db import connection
from psutil import Process

print(connection.connection, threading.active_count(), Process().net_connections())
"""


def printed_by(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_web_process_starts_without_heavy_libraries() -> None:
    loaded = set(printed_by(MODULES).split())

    assert {
        "respondents.views.documents",
        "surveys.domain.agreement",
        "surveys.exports.sav",
        "surveys.exports.xlsx",
    } <= loaded
    assert loaded & HEAVY == set()


def test_what_the_workers_are_copies_of_holds_nothing_that_cannot_be_shared() -> None:
    """Two processes on one connection would read each other's answers; a thread would not be copied along."""
    assert printed_by(SHARED) == "None 1 []\n"
