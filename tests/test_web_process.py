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
START = """
import sys
import barometer.wsgi
from django.urls import get_resolver

get_resolver().url_patterns
print(*sys.modules, sep="\\n")
"""


def test_the_web_process_starts_without_heavy_libraries() -> None:
    started = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)

    loaded = set(started.stdout.split())
    assert {
        "respondents.views.documents",
        "surveys.domain.agreement",
        "surveys.exports.sav",
        "surveys.exports.xlsx",
    } <= loaded
    assert loaded & HEAVY == set()
