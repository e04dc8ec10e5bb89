import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from surveys.enums import Provincie
from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.models import Edition, Response
from tests.factories.surveys import GemeenteFactory, ResponseFactory

Exported = Callable[..., str]
Rows = Callable[..., list[dict[str, str]]]
PSEUDONYM = re.compile(r"^r[0-9a-f]{16}\b", re.MULTILINE)


def sent(edition: Edition, answers: dict[str, Any], **fields: Any) -> Response:
    """A response from a gemeente in Zeeland, begun before midnight and sent 15.5 minutes later, in Amsterdam."""
    fields = {
        "started_at": datetime(2023, 6, 12, 21, 50, tzinfo=UTC),
        "completed_at": datetime(2023, 6, 12, 22, 5, 30, tzinfo=UTC),
    } | fields
    if "gemeente" not in fields:
        fields["gemeente"] = GemeenteFactory(
            provincie=Provincie.ZEELAND, inhabitants=30_000, inhabitants_on="2023-01-01"
        )
    return ResponseFactory(edition=edition, answers=answers, **fields)


@pytest.fixture
def exported(edition: Edition) -> Exported:
    """The whole file of the edition, with *wie* in the place of every pseudonym."""

    def text(code: str, labels: bool = False) -> str:
        chunks = FORMATS[code].write(read_extract(edition), labels)
        return PSEUDONYM.sub("wie", b"".join(chunks).decode())

    return text


@pytest.fixture
def rows(exported: Exported) -> Rows:
    """The lines of that file by the names of the columns."""

    def read(code: str, labels: bool = False) -> list[dict[str, str]]:
        file = io.StringIO(exported(code, labels).removeprefix("\ufeff"), newline="")
        return list(csv.DictReader(file, delimiter=";" if code == "csv-nl" else ","))

    return read
