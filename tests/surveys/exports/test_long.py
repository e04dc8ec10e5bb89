"""A line for each variable of each response."""

import pytest

from surveys.exports import FORMATS
from surveys.exports.columns import BACKGROUND, read_extract
from surveys.models import Edition
from tests.surveys.exports.canaries import CANARIES, sent_with_canaries
from tests.surveys.exports.conftest import Rows, sent
from tests.surveys.exports.test_csv import EVERY_KIND

pytestmark = pytest.mark.django_db


def test_a_line_says_who_what_and_which_value(edition: Edition, rows: Rows) -> None:
    sent(edition, EVERY_KIND)

    lines = rows("long", labels=True)

    asked = len(read_extract(edition).columns) - len(BACKGROUND)
    assert len(lines) == asked
    assert lines[-3:-1] == [
        {
            "respons": "wie",
            "provincie": "Zeeland",
            "grootteklasse": "20.000 tot 50.000 inwoners",
            "kanaal": "Persoonlijke link",
            "vraag": "ambities",
            "variabele": variable,
            "waarde": "Gezien, niet ingevuld",
        }
        for variable in ("ambities_lang", "ambities_keuze")
    ]


def test_an_edition_without_answers_is_a_header(edition: Edition) -> None:
    file = b"".join(FORMATS["long"].write(read_extract(edition), False))

    assert file == b"respons,provincie,grootteklasse,kanaal,vraag,variabele,waarde\r\n"


@pytest.mark.parametrize("code", ["csv", "csv-nl", "long"])
def test_forty_canaries_are_disarmed(edition: Edition, rows: Rows, code: str) -> None:
    sent_with_canaries(edition)

    found = rows(code)

    values = [value for row in found for value in row.values() if value.lstrip("'").startswith(CANARIES)]
    assert len(CANARIES) == 40
    assert set(values) >= {f"'{canary}" for canary in CANARIES}
    assert [value for value in values if not value.startswith("'")] == []
