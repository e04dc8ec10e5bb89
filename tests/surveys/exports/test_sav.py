"""The SPSS file read back, and opened by PSPP where it is installed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.exports.numbering import name
from surveys.models import Edition
from tests.surveys.exports.conftest import sent
from tests.surveys.exports.test_csv import EVERY_KIND

pytestmark = pytest.mark.django_db


def made(edition: Edition, folder: Path) -> Path:
    """The .sav, with the .sps beside it."""
    path = folder / "antwoorden.sav"
    extract = read_extract(edition)
    path.write_bytes(b"".join(FORMATS["sav"].write(extract, False)))
    for extension, write in FORMATS["sav"].beside:
        path.with_suffix(f".{extension}").write_bytes(b"".join(write(extract, path.name)))
    return path


def read(path: Path) -> tuple[list[dict[str, Any]], Any]:
    table, about = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
    return table.to_dicts(), about


def test_codes_are_numbers_and_each_reason_has_its_own(edition: Edition, tmp_path: Path) -> None:
    sent(edition, EVERY_KIND | {"cijfer": "weet_niet", "definitie": None, "bedrag": 1250.5})

    (row,), _ = read(made(edition, tmp_path))

    names = (
        "provincie",
        "functie",
        "budget",
        "bedrag",
        "bedrag_keuze",
        "kanalen_krant",
        "cijfer",
        "redenen_1",
    )
    assert [row[name] for name in names] == [11, 3, 1, 1250.5, -8, 0, -5, 3]
    assert [row["stellingen_toolbox"], row["definitie"], row["minuten"]] == [-5, "-8", 15.5]
    assert str(row["verzonden_op"]) == "2023-06-13"


def test_labels_and_missing_codes_are_in_the_file(edition: Edition, tmp_path: Path) -> None:
    sent(edition, EVERY_KIND)

    _, about = read(made(edition, tmp_path))

    assert about.column_names_to_labels["kanalen_krant"] == "Welke middelen gebruikt uw gemeente? Krant"
    assert about.variable_value_labels["budget"] == {
        1: "Ja",
        2: "Nee",
        -5: "Weet niet",
        -7: "Niet getoond (routing)",
        -8: "Gezien, niet ingevuld",
        -9: "Niet bereikt",
    }
    assert about.missing_ranges["budget"] == [{"lo": -9, "hi": -7}]
    assert about.missing_ranges["cijfer"] == [{"lo": -9, "hi": -5}]
    measures = ("budget", "cijfer", "bedrag", "kanalen_krant", "stellingen_beleid")
    assert [about.variable_measure[name] for name in measures] == [
        "nominal",
        "scale",
        "scale",
        "nominal",
        "ordinal",
    ]


def test_the_sets_stand_beside_it(edition: Edition, tmp_path: Path) -> None:
    text = made(edition, tmp_path).with_suffix(".sps").read_text(encoding="utf-8")

    assert text == (
        "* Encoding: UTF-8.\n"
        "GET FILE='antwoorden.sav'.\n"
        "MRSETS /MDGROUP NAME=$kanalen\n"
        "  LABEL='Welke middelen gebruikt uw gemeente?'\n"
        "  CATEGORYLABELS=VARLABELS\n"
        "  VARIABLES=\n"
        "    kanalen_website\n    kanalen_krant\n    kanalen_anders\n    kanalen_geen\n"
        "  VALUE=1.\n"
        "EXECUTE.\n"
    )


def test_an_edition_without_answers_can_be_opened(edition: Edition, tmp_path: Path) -> None:
    rows, about = read(made(edition, tmp_path))

    assert rows == []
    assert "stellingen_beleid" in about.column_names


def test_a_text_longer_than_spss_holds_is_cut(edition: Edition, tmp_path: Path) -> None:
    sent(edition, {"definitie": "é" * 20_000})

    (row,), _ = read(made(edition, tmp_path))

    assert set(row["definitie"]) == {"é"}
    assert len(row["definitie"]) == 8_191


def test_names_are_short_and_no_words_of_spss() -> None:
    long = ["a" * 81, "a" * 80 + "b"]

    names = [name(code) for code in ("budget", "with", *long)]

    assert names[:2] == ["budget", "with_v"]
    assert len(set(names)) == 4
    assert {len(text) for text in names[2:]} == {63}


def test_pspp_opens_it_and_makes_the_sets(edition: Edition, tmp_path: Path) -> None:
    if shutil.which("pspp") is None:
        pytest.skip("PSPP ontbreekt, dus het SPSS-bestand is niet geopend. Installeer het pakket pspp.")
    sent(edition, EVERY_KIND)
    made(edition, tmp_path)
    script = tmp_path / "kijk.sps"
    script.write_text(
        "INSERT FILE='antwoorden.sps'.\nMRSETS /DISPLAY NAME=ALL.\nDISPLAY DICTIONARY /VARIABLES=budget cijfer.\n"
    )

    out = subprocess.run(
        ["pspp", script.name], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout

    assert "warning" not in out
    assert "error" not in out
    for told in ("$kanalen", "Dichotomies", "-9 THRU", "Niet bereikt", "Weet niet", "Scale"):
        assert told in out
