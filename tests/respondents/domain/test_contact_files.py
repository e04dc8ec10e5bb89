import csv
import io
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respondents.domain import contact_files
from respondents.domain.contact_files import ContactFile, TypedRow, quoted
from respondents.exceptions import ContactsRefused
from tests.xlsx import workbook

HEADINGS = ["gemeente", "naam", "email", "telefoon", "functie", "bron", "datum"]
AN = [
    "Súdwest-Fryslân",
    "An de Wit",
    "an@gemeente.example",
    "0612345678",
    "Adviseur",
    "Website",
    "12-06-2023",
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


def csv_text(*rows: list[str], delimiter: str = ";", lineterminator: str = "\r\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=lineterminator).writerows(rows)
    return file.getvalue()


def refusal_of(data: bytes) -> str:
    with pytest.raises(ContactsRefused) as refusal:
        contact_files.read(data)
    return str(refusal.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("lineterminator", ["\r\n", "\n", "\r"])
def test_read_knows_each_dialect(encoding: str, delimiter: str, lineterminator: str) -> None:
    text = csv_text(HEADINGS, AN, delimiter=delimiter, lineterminator=lineterminator)

    file = contact_files.read(text.encode(encoding))

    assert file == ContactFile([TypedRow(2, dict(zip(HEADINGS, AN, strict=True)), False)], [], [])


def test_read_gives_of_an_excel_file_what_it_gives_of_csv() -> None:
    rows = [HEADINGS, AN, [], ["Zwolle", "", "bob@gemeente.example", "", "", "Website"]]

    assert contact_files.read(workbook(rows)) == contact_files.read(csv_text(*rows).encode())


# Signs that cleaning leaves as they are; delimiters and quotes are among them.
WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20)
ROWS = st.lists(st.lists(WORDS.map(lambda word: normalize("NFC", word)), min_size=6, max_size=6), max_size=5)


@given(ROWS, st.sampled_from(";,\t"), st.sampled_from(["\r\n", "\n", "\r"]), st.sampled_from(ENCODINGS[:5]))
def test_any_rows_come_through_each_dialect(
    cells: list[list[str]], delimiter: str, lineterminator: str, encoding: str
) -> None:
    rows = [AN, *(["Zwolle", *row] for row in cells)]
    text = csv_text(HEADINGS, *rows, delimiter=delimiter, lineterminator=lineterminator)

    file = contact_files.read(text.encode(encoding))

    assert [row.number for row in file.rows] == list(range(2, len(rows) + 2))
    assert [list(row.values.values()) for row in file.rows] == rows


@given(st.binary(max_size=2000) | st.binary(max_size=500).map(lambda data: b"gemeente;email;bron\n" + data))
def test_rubbish_is_read_or_refused_and_nothing_else(data: bytes) -> None:
    with suppress(ContactsRefused):
        file = contact_files.read(data)
        assert {frozenset(row.values) for row in file.rows} == {frozenset({"gemeente", "email", "bron"})}


@pytest.mark.parametrize(
    "headings",
    [
        ["GEMEENTE", " E-mail ", "Bron van het adres"],
        ["Gemeentenaam", "E-mailadres", "BRON"],
        ["gemeente-code", "mail", "Herkomst"],
        ["Gemeente:", "Email adres", "bron (adres)"],
    ],
)
def test_read_recognises_headings(headings: list[str]) -> None:
    file = contact_files.read(csv_text(headings, ["Zwolle", "an@gemeente.example", "Website"]).encode())

    values = {"gemeente": "Zwolle", "email": "an@gemeente.example", "bron": "Website"}
    assert file == ContactFile([TypedRow(2, values, False)], [], [])


def test_columns_may_stand_in_any_order_and_others_are_named() -> None:
    headings = ["Nr", "bron", "email", "Opmerking", "gemeente", "an@gemeente.example"]

    file = contact_files.read(csv_text(headings, ["1", "Website", "x", "let op", "Zwolle"]).encode())

    assert file.rows[0].values == {"gemeente": "Zwolle", "email": "x", "bron": "Website"}
    assert file.ignored_columns == ["‘Nr’", "‘Opmerking’", "‘…’"]


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    text = 'gemeente;email;bron\r\n\r\nZwolle;"twee\r\nregels";x\r\n;;\r\nZwolle;a;x\r\n'

    file = contact_files.read(text.encode())

    assert [(row.number, row.values["email"]) for row in file.rows] == [(3, "twee\r\nregels"), (5, "a")]


def test_the_line_with_which_excel_names_its_sign_is_no_row() -> None:
    file = contact_files.read(b"sep=,\r\ngemeente,email,bron\r\nZwolle,a,x;y;z;z\r\n")

    assert [(row.number, row.values["bron"]) for row in file.rows] == [(2, "x;y;z;z")]


@pytest.mark.parametrize("first", ["\n", "  \n", ",,\n"])
def test_an_empty_row_above_the_headings_says_nothing_about_the_dialect(first: str) -> None:
    file = contact_files.read(f"{first}gemeente,email,bron\nZwolle,a,x\n".encode())

    assert file.rows == [TypedRow(3, {"gemeente": "Zwolle", "email": "a", "bron": "x"}, False)]


def test_cells_lose_what_nobody_sees() -> None:
    file = contact_files.read("gemeente;email;bron\n\u00a0Zwolle \u200b;a; Van  Dijk\u00a0\t 2023\n".encode())

    assert file.rows[0].values == {"gemeente": "Zwolle", "email": "a", "bron": "Van Dijk 2023"}


@pytest.mark.parametrize("row", ["Zwolle;a;x;y", "Zwolle;a;x;;y"])
def test_something_in_a_column_without_a_name_is_noticed(row: str) -> None:
    assert [
        typed.nameless for typed in contact_files.read(f"gemeente;email;bron;\n{row}\n".encode()).rows
    ] == [True]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b";;;\n;;;\n", "\ufeff".encode("utf-16-le")])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal_of(data) == contact_files.EMPTY


def test_a_file_without_contacts_is_refused() -> None:
    assert refusal_of(b"gemeente;email;bron\n;;\n") == contact_files.NO_CONTACTS


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        (b"naam;email\nAn;an@gemeente.example\n", "‘gemeente’, ‘bron’"),
        (b"Zwolle;An;an@gemeente.example\n", "‘gemeente’, ‘email’, ‘bron’"),
    ],
)
def test_a_file_without_its_columns_is_refused(data: bytes, missing: str) -> None:
    assert refusal_of(data) == (
        f"Niet gevonden in de eerste rij: {missing}. "
        "Zet daar de namen van de kolommen: gemeente, naam, email, telefoon, functie, bron, datum."
    )


def test_two_columns_for_one_thing_are_refused() -> None:
    assert refusal_of(b"gemeente;email;bron;E-mailadres\n") == (
        "De kolom ‘email’ staat er twee keer: als ‘email’ en als ‘E-mailadres’. Haal een van de twee weg."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"gemeente;email;bron\nZwolle;a\0b;x\n",
        "gemeente;email;bron\nZwolle;a\0b;x\n".encode("utf-16"),
        b"gemeente;email;bron\nZwolle;\x81;x\n",
        b"\xff\xfeg\x00e",
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    assert refusal_of(data).startswith(
        ("Dit is geen Excel-bestand (.xlsx) en geen CSV-bestand.", "Niet gevonden")
    )


def test_an_old_excel_file_is_refused() -> None:
    assert refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512) == contact_files.OLD_EXCEL


@pytest.mark.parametrize("row", ['Zwolle;"a;x\n', 'Zwolle;"a;x\nAssen;b;x\n' * 3 + 'Assen;"c" d;x\n'])
def test_quotes_that_do_not_close_are_refused_with_the_row(row: str) -> None:
    assert refusal_of(f"gemeente;email;bron\nZwolle;z;x\n{row}".encode()) == (
        "Rij 3 is niet te lezen: een aanhalingsteken sluit niet, of de rij is te lang. "
        "Verbeter die rij en probeer het opnieuw."
    )


def test_the_limits_are_kept() -> None:
    start, row = b"gemeente;email;bron\n", b"a;b;c\n"

    assert len(contact_files.read(start + row * 50_000).rows) == 50_000
    assert refusal_of(start + row * 50_001) == contact_files.TOO_MANY_ROWS
    assert refusal_of(start + b"\n" * 50_001) == contact_files.TOO_MANY_ROWS
    assert refusal_of(start + b";" * 60 + b"x\n") == contact_files.TOO_MANY_COLUMNS
    assert refusal_of(b"a" * (10 * 2**20 + 1)) == contact_files.TOO_LARGE


@pytest.mark.parametrize("name", ["ontbreekt.csv", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContactsRefused, match="Kijk of het bestand bestaat"):
        contact_files.read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Atlantis", "‘Atlantis’"),
        ("an@gemeente.example", "‘…’"),
        ("a\x1b[31mb\n", "‘a [31mb ’"),
        ("x" * 41, f"‘{'x' * 40}…’"),
    ],
)
def test_quoted_prints_no_address_and_steers_no_terminal(text: str, printed: str) -> None:
    assert quoted(text) == printed
