"""The workbook as Excel sees it, and what stands in it word for word."""

import io
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from surveys.exports import FORMATS
from surveys.exports.base import TooManyRows
from surveys.exports.columns import read_extract
from surveys.models import Edition
from tests.surveys.exports.canaries import CANARIES, sent_with_canaries
from tests.surveys.exports.conftest import sent
from tests.surveys.exports.test_csv import EVERY_KIND

pytestmark = pytest.mark.django_db


def workbook(edition: Edition, labels: bool = False) -> bytes:
    return b"".join(FORMATS["xlsx"].write(read_extract(edition), labels))


def sheet(file: bytes, name: str = "Antwoorden") -> list[dict[str, Any]]:
    header, *lines = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name(name).to_python()
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_numbers_are_numbers_and_texts_are_texts(edition: Edition) -> None:
    sent(edition, EVERY_KIND | {"bedrag": 1250.5, "definitie": "-8", "ambities_kort": "12"})

    (row,) = sheet(workbook(edition))

    names = ("minuten", "bedrag", "bedrag_keuze", "kanalen_krant", "cijfer", "definitie", "ambities_kort")
    assert [row[name] for name in names] == [15.5, 1250.5, -8, 0, 7, "'-8", "12"]
    assert str(row["verzonden_op"]) == "2023-06-13"


def test_labels_and_a_codebook(edition: Edition) -> None:
    sent(edition, EVERY_KIND)

    file = workbook(edition, labels=True)

    assert sheet(file)[0]["stellingen_toolbox"] == "Weet niet"
    words = [line for line in sheet(file, "Codeboek") if line["variabele"] == "budget"]
    assert [(line["waarde"], line["betekenis"]) for line in words] == [
        ("ja", "Ja"),
        ("nee", "Nee"),
        ("weet_niet", "Weet niet"),
        ("-7", "Niet getoond (routing)"),
        ("-8", "Gezien, niet ingevuld"),
        ("-9", "Niet bereikt"),
    ]


def test_there_is_no_formula_and_no_link(edition: Edition) -> None:
    sent_with_canaries(edition)

    file = workbook(edition)

    inside = zipfile.ZipFile(io.BytesIO(file))
    text = "".join(inside.read(name).decode() for name in inside.namelist())
    assert "<f>" not in text
    assert "<hyperlink" not in text
    found = {row["definitie"] for row in sheet(file)}
    assert found == {f"'{canary}" for canary in CANARIES}


def test_a_text_that_is_too_long_for_a_cell_is_cut(edition: Edition) -> None:
    sent(edition, {"voorbeelden": ["x" * 20_000, "y" * 20_000]})

    assert len(sheet(workbook(edition))[0]["voorbeelden"]) == 32_767


def test_an_edition_without_answers_is_a_header(edition: Edition) -> None:
    assert sheet(workbook(edition)) == []


def test_more_than_fit_are_refused() -> None:
    with pytest.raises(
        TooManyRows, match=r"plaats voor 50\.000 vragenlijsten; dit zijn er 50\.001\. Kies CSV"
    ):
        FORMATS["xlsx"].check(50_001)
