"""Whole files, and what a spreadsheet or a script makes of them."""

import csv as reader
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from surveys.exports import FORMATS, copying
from surveys.exports.cells import FORMULA_SIGNS
from surveys.exports.columns import read_extract
from surveys.models import Edition, Response
from tests.surveys.exports.conftest import Exported, Rows, sent
from tests.surveys.kinds.test_kinds import ANSWERS

pytestmark = pytest.mark.django_db

EVERY_KIND = {"budget": "ja"} | {name: value for one in ANSWERS.values() for name, value in one.items()}

HEADER = (
    "respons,vragenlijst,provincie,grootteklasse,kanaal,bron,begonnen_op,verzonden_op,minuten,"
    "functie,functie_anders_tekst,budget,bedrag,bedrag_keuze,"
    "kanalen_website,kanalen_krant,kanalen_anders,kanalen_geen,kanalen_anders_tekst,"
    "cijfer,redenen_1,redenen_2,redenen_3,redenen_anders_tekst,stellingen_beleid,stellingen_toolbox,"
    "definitie,ambities_kort,ambities_lang,ambities_keuze,voorbeelden\r\n"
)


def test_codes(edition: Edition, exported: Exported) -> None:
    sent(edition, EVERY_KIND)

    assert exported("csv") == HEADER + (
        "wie,elke-soort versie 1,zeeland,medium,personal,,2023-06-12,2023-06-13,15.5,"
        "anders,Griffier,ja,25000,-8,"
        "1,0,1,0,Een marktkraam,"
        "7,invloed,draagvlak,anders,Elkaar ontmoeten,deels,weet_niet,"
        '"Samen\nbeslissen",Een verordening,-8,-8,"Het plein\nDe speeltuin"\r\n'
    )


def test_labels_stand_in_the_place_of_codes(edition: Edition, exported: Exported) -> None:
    sent(edition, EVERY_KIND)

    assert exported("csv", labels=True) == HEADER + (
        "wie,elke-soort versie 1,Zeeland,20.000 tot 50.000 inwoners,Persoonlijke link,,2023-06-12,2023-06-13,15.5,"
        '"Anders, namelijk",Griffier,Ja,25000,"Gezien, niet ingevuld",'
        "Gekozen,Niet gekozen,Gekozen,Niet gekozen,Een marktkraam,"
        '7,Invloed,Draagvlak,"Anders, namelijk",Elkaar ontmoeten,Deels,Weet niet,'
        '"Samen\nbeslissen",Een verordening,"Gezien, niet ingevuld","Gezien, niet ingevuld",'
        '"Het plein\nDe speeltuin"\r\n'
    )


def test_dutch_excel_gets_a_mark_semicolons_and_decimal_commas(edition: Edition, exported: Exported) -> None:
    sent(edition, EVERY_KIND | {"bedrag": 1250.5, "definitie": "Ja; 2,5 keer"})

    assert exported("csv-nl") == "\ufeff" + HEADER.replace(",", ";") + (
        "wie;elke-soort versie 1;zeeland;medium;personal;;2023-06-12;2023-06-13;15,5;"
        "anders;Griffier;ja;1250,5;-8;"
        "1;0;1;0;Een marktkraam;"
        "7;invloed;draagvlak;anders;Elkaar ontmoeten;deels;weet_niet;"
        '"Ja; 2,5 keer";Een verordening;-8;-8;"Het plein\nDe speeltuin"\r\n'
    )


def test_an_edition_without_answers_is_a_header(edition: Edition, exported: Exported) -> None:
    assert exported("csv") == HEADER


def test_both_flavours_hold_the_same(edition: Edition, rows: Rows) -> None:
    sent(edition, EVERY_KIND)
    sent(edition, {"budget": "nee", "definitie": 'Een; twee, drie\n"vier"'})

    dutch = [row | {"minuten": row["minuten"].replace(",", ".")} for row in rows("csv-nl")]

    assert dutch == rows("csv")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_formula_is_disarmed_wherever_people_type(edition: Edition, rows: Rows, sign: str) -> None:
    formula = f'{sign}HYPERLINK("https://kwaad.example")'
    typed = {
        "functie": "anders",
        "functie_anders": formula,
        "definitie": formula,
        "ambities_kort": formula,
        "voorbeelden": [formula, "Het plein"],
    }
    sent(edition, typed, channel="open", source=formula)

    (row,) = rows("csv")

    names = ("bron", "functie_anders_tekst", "definitie", "ambities_kort", "voorbeelden")
    assert [row[name] for name in names] == [f"'{formula}"] * 4 + [f"'{formula}\nHet plein"]


def test_a_label_is_disarmed_and_a_sign_further_on_is_left(edition: Edition, rows: Rows) -> None:
    questions = edition.questionnaire.sections.first().questions
    questions.get(code="budget").options.filter(code="ja").update(label="+ er is budget")
    sent(edition, {"budget": "ja", "definitie": "2 + 2 = 4"})

    assert [rows("csv", labels=True)[0][name] for name in ("budget", "definitie")] == [
        "'+ er is budget",
        "2 + 2 = 4",
    ]


def test_a_missing_code_stays_a_number_and_a_typed_one_is_text(edition: Edition, rows: Rows) -> None:
    sent(edition, {"definitie": "-8", "ambities_kort": None})

    codes, labels = rows("csv")[0], rows("csv", labels=True)[0]

    assert [codes[name] for name in ("definitie", "ambities_kort", "cijfer")] == ["'-8", "-8", "-9"]
    assert [labels[name] for name in ("definitie", "ambities_kort", "cijfer")] == [
        "'-8",
        "Gezien, niet ingevuld",
        "Niet bereikt",
    ]


def test_the_file_comes_in_chunks(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"".join(FORMATS["csv"].write(read_extract(edition), False))
    for _ in range(3):
        sent(edition, EVERY_KIND)
    monkeypatch.setattr(copying, "CHUNK_BYTES", 1)

    chunks = list(FORMATS["csv"].write(read_extract(edition), False))

    assert len(chunks) == 4
    assert chunks[0].startswith(whole)
    assert b"".join(chunks).count(b"Een marktkraam") == 3


@pytest.fixture
def written(edition: Edition) -> Response:
    return sent(edition, {})


# PostgreSQL stores no NUL and no half of a surrogate pair; the page takes these out of what was typed.
TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TYPED | st.sampled_from(FORMULA_SIGNS).flatmap(lambda sign: TYPED.map(sign.__add__)))
def test_whatever_was_typed_comes_back(written: Response, text: str) -> None:
    Response.objects.filter(pk=written.pk).update(answers={"definitie": text})

    for flavour, delimiter in (("csv", ","), ("csv-nl", ";")):
        file = b"".join(FORMATS[flavour].write(read_extract(written.edition), False)).decode("utf-8-sig")
        header, row = reader.reader(io.StringIO(file, newline=""), delimiter=delimiter)
        value: Any = dict(zip(header, row, strict=True))["definitie"]
        assert value == (f"'{text}" if text.startswith(FORMULA_SIGNS) else text)
