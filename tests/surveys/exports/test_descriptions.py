"""The codebook and the DDI file say of each variable what was asked and what its values mean; no answers."""

import csv
import io
from xml.etree import ElementTree

import pytest

from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.models import Edition, Questionnaire
from tests.surveys.exports.canaries import CANARIES
from tests.surveys.exports.conftest import sent

pytestmark = pytest.mark.django_db
DDI = {"d": "ddi:codebook:2_5"}


def text(edition: Edition, code: str) -> str:
    return b"".join(FORMATS[code].write(read_extract(edition), False)).decode()


def codebook(edition: Edition) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(edition, "codebook"), newline="")))


def test_every_column_is_in_the_codebook_and_no_answer_is(edition: Edition) -> None:
    sent(edition, {"definitie": "Samen beslissen"})

    lines = codebook(edition)

    codes = list(dict.fromkeys(line["variabele"] for line in lines))
    assert codes == [column.code for column in read_extract(edition).columns]
    assert "Samen beslissen" not in str(lines)


def test_a_variable_says_what_was_asked_to_whom_and_what_its_codes_mean(edition: Edition) -> None:
    lines = [line for line in codebook(edition) if line["variabele"] == "bedrag_keuze"]

    assert lines[0] == {
        "variabele": "bedrag_keuze",
        "vraag": "3",
        "vraagtekst": "Hoe hoog is dat budget?",
        "label": "Hoe hoog is dat budget? (keuze)",
        "soort": "Bedrag",
        "wie": "na budget = ja",
        "set": "",
        "versies": "elke-soort versie 1",
        "variabele_spss": "bedrag_keuze",
        "waarde": "verschilt",
        "waarde_spss": "1",
        "betekenis": "Dat verschilt per project",
        "rol": "",
        "vraagcode": "bedrag",
        "tabellen": "bedrag",
        "basis": "wie de vraag kreeg",
        "onderdeel": "",
        "tekst_onderdeel": "",
        "in_cijfers": "ja",
        "top": "",
    }
    assert [(line["waarde"], line["rol"]) for line in lines[1:]] == [
        ("-7", "Geen antwoord"),
        ("-8", "Geen antwoord"),
        ("-9", "Geen antwoord"),
    ]


def test_free_values_and_roles_are_named(edition: Edition) -> None:
    lines = [line for line in codebook(edition) if line["variabele"] == "cijfer"]

    told = [(line["waarde"], line["waarde_spss"], line["betekenis"], line["rol"]) for line in lines[:2]]
    assert told == [("", "", "een getal", ""), ("weet_niet", "-5", "Weet niet", "Weet niet")]


def test_of_a_tick_and_a_row_the_codebook_says_what_part_they_are(edition: Edition) -> None:
    parts = {line["variabele"]: (line["onderdeel"], line["tekst_onderdeel"]) for line in codebook(edition)}

    assert [parts[name] for name in ("kanalen_krant", "kanalen_anders_tekst", "stellingen_beleid")] == [
        ("krant", "Krant"),
        ("", ""),
        ("beleid", "Beleid"),
    ]


def test_what_only_another_version_asks_has_no_figure(edition: Edition, newer: Questionnaire) -> None:
    sent(edition, {}, questionnaire=newer)

    values = {(line["variabele"], line["waarde"]): line["in_cijfers"] for line in codebook(edition)}

    assert [values[place] for place in (("kanalen_website", "1"), ("kanalen_website", "0"))] == ["ja", ""]
    assert [values[place] for place in (("kanalen_app", "1"), ("rapportcijfer", ""))] == ["", ""]


def test_forty_canaries_are_disarmed_in_the_codebook_and_missing_codes_stay_numbers(edition: Edition) -> None:
    budget = edition.questionnaire.sections.first().questions.get(code="budget")
    for number, canary in enumerate(CANARIES):
        budget.options.create(code=f"kanarie_{number}", label=canary, position=10 + number)

    lines = [line for line in codebook(edition) if line["variabele"] == "budget"]

    assert [line["betekenis"] for line in lines[3:-3]] == [f"'{canary}" for canary in CANARIES]
    assert [line["waarde"] for line in lines[-3:]] == ["-7", "-8", "-9"]


def test_ddi_describes_every_variable(edition: Edition) -> None:
    root = ElementTree.fromstring(text(edition, "ddi"))  # noqa: S314 - our own file

    names = [variable.get("name") for variable in root.findall("d:dataDscr/d:var", DDI)]
    assert names == [column.code for column in read_extract(edition).columns]
    assert root.findtext("d:stdyDscr/d:citation/d:titlStmt/d:titl", namespaces=DDI) == edition.title
    (budget,) = root.findall("d:dataDscr/d:var[@name='budget']", DDI)
    values = [
        (item.get("missing"), item.findtext("d:catValu", namespaces=DDI))
        for item in budget.findall("d:catgry", DDI)
    ]
    assert values == [(None, "ja"), (None, "nee"), ("Y", "weet_niet"), ("Y", "-7"), ("Y", "-8"), ("Y", "-9")]
    assert budget.findtext("d:qstn/d:qstnLit", namespaces=DDI) == "Is er budget voor burgerparticipatie?"
