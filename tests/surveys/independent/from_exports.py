"""What the script makes of the files that an edition gives."""

from typing import Any

import polars

from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.models import Edition
from tests.surveys.independent import figures_from_csv

Document = dict[str, list[dict[str, Any]]]


def from_files(edition: Edition) -> Document:
    return figures_from_csv.document(*(exported(edition, code) for code in ("csv", "codebook")))


def exported(edition: Edition, code: str) -> polars.DataFrame:
    return figures_from_csv.read(b"".join(FORMATS[code].write(read_extract(edition), False)))
