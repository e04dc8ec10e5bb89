import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import DATA


def check(file: Path | str) -> tuple[str, int, str]:
    """What it prints, its status, and what it says of a refusal."""
    out = io.StringIO()
    try:
        call_command("check_figures", str(file), stdout=out)
    except CommandError as refusal:
        return out.getvalue(), refusal.returncode, str(refusal)
    return out.getvalue(), 0, ""


@pytest.fixture
def written(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        file = tmp_path / "cijfers.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def test_seven_figures_of_2023_cannot_come_from_75() -> None:
    printed, status, summary = check(DATA / "published-2023.json")

    lines = printed.splitlines()
    figures = {line.partition(": ")[2].partition("%")[0] for line in lines}
    assert figures == {"14", "22", "26", "34", "38", "50", "70"}
    assert all("kan niet bij n = 75. Wel bij n = 74, 76" in line for line in lines)
    assert (status, summary) == (1, "9 van 96 cijfers kunnen niet van de basis komen die erbij staat.")


def test_all_of_them_can_come_from_74(tmp_path: Path) -> None:
    published = json.loads((DATA / "published-2023.json").read_text())
    published["fieldwork"]["completed"] = 74
    figures = [
        question for question in published["questions"] if question["topic"].startswith(("samen", "kennis"))
    ]
    (tmp_path / "74.json").write_text(json.dumps({**published, "questions": figures}))

    assert check(tmp_path / "74.json") == ("Alle 10 cijfers kunnen van hun basis komen.\n", 0, "")


@pytest.mark.parametrize(
    "text",
    [
        "label;percent;mean;base\nEen;33,4%;;75\n\nTwee;;5,19;28\nDrie;33,3;;75\n",
        "Omschrijving,Percentage,Gemiddelde,n\nEen,33.4,,75\nTwee,,5.19,28\nDrie,33.3,,75",
        "\ufefflabel\tmean\tpercent\tbase\r\nEen\t\t33,4\t75\r\nTwee\t5,19\t\t28\r\nDrie\t\t33,3\t75\r\n",
        '[{"label": "Een", "percent": 33.4, "base": 75}, {"label": "Twee", "mean": "5,19", "base": 28},'
        ' {"label": "Drie", "percent": 33.3, "base": 75}, {"label": "Vier", "percent": null, "base": 75}]',
    ],
)
def test_each_way_of_writing_a_list_is_read(written, text: str) -> None:
    assert check(written(text)) == (
        "Een: 33,4% kan niet bij n = 75. Ook niet bij een basis in de buurt.\n"
        "Twee: gemiddelde 5,19 kan niet bij n = 28. Wel bij n = 27, 26, 31, 32, 21.\n",
        1,
        "2 van 3 cijfers kunnen niet van de basis komen die erbij staat.",
    )


def test_our_own_list_of_figures_is_read(written) -> None:
    figures = [
        {"label": "Ja", "count": 37, "base": 74, "percent": 50},
        {"label": "Voorbeelden", "percent": None},
    ]

    assert check(written(json.dumps({"figures": figures, "means": []})))[1] == 0


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"label;percent;base\nEen;50;75\n")))

    assert check("-")[1:] == (1, "1 van 1 cijfers kan niet van de basis komen die erbij staat.")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "Het bestand is leeg."),
        ("label;percent;base\n", "Er staan geen cijfers in het bestand."),
        ("label;percent\nEen;50\n", "Rij 1: noem hier de kolommen label, percent of mean, en base."),
        (
            "label;percent;base\nEen;50;75\nTwee;veel;75",
            "Rij 3: ‘veel’ is geen getal. Schrijf bijvoorbeeld 34 of 21,9.",
        ),
        ("label;percent;base\nEen;-5;75", "Rij 2: ‘-5’ is geen getal. Schrijf bijvoorbeeld 34 of 21,9."),
        ("label;percent;base\nEen;1e9;75", "Rij 2: ‘1e9’ is geen getal. Schrijf bijvoorbeeld 34 of 21,9."),
        ("label;percent;base\nEen;;75", "Rij 2: er staat geen percentage en geen gemiddelde."),
        (
            "label;percent;base\nEen;5;0",
            "Rij 2: de basis ‘0’ is geen aantal. Schrijf een heel getal van 1 of meer.",
        ),
        (
            "label;percent;base\nEen;5",
            "Rij 2: de basis ‘’ is geen aantal. Schrijf een heel getal van 1 of meer.",
        ),
        ("[1, 2]", "Het bestand is geen lijst van cijfers met label, percent of mean, en base."),
        ("{", "Het bestand is geen leesbare CSV of JSON."),
        ("[" * 100_000, "Het bestand is geen leesbare CSV of JSON."),
        ('{"questions": 3}', "Er staan geen cijfers in het bestand."),
        (b"\x00\xff\xfe\x00\n\x00", "Rij 1: noem hier de kolommen label, percent of mean, en base."),
        (b"PK\x03\x04\x81\n", "Rij 1: noem hier de kolommen label, percent of mean, en base."),
    ],
)
def test_rubbish_gets_one_clear_line(written, content: str | bytes, problem: str) -> None:
    assert check(written(content)) == ("", 2, problem)


def test_every_bad_row_is_named(written) -> None:
    assert check(written("label;percent;base\nEen;x;75\nTwee;5;y"))[2].splitlines() == [
        "Rij 2: ‘x’ is geen getal. Schrijf bijvoorbeeld 34 of 21,9.",
        "Rij 3: de basis ‘y’ is geen aantal. Schrijf een heel getal van 1 of meer.",
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "weg.csv"

    assert check(file) == ("", 2, f"{file} is niet te lezen: No such file or directory.")
