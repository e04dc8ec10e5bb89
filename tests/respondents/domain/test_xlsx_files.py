import io
import random
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respondents.domain import xlsx_files
from respondents.domain.xlsx_files import BROKEN, TOO_BIG, Workbook, read_workbook
from respondents.exceptions import ContactsRefused
from tests.xlsx import Cell, workbook


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    return list(read_workbook(data).rows)


def refusal_of(data: bytes) -> str:
    with pytest.raises(ContactsRefused) as refusal:
        read_workbook(data)
    return str(refusal.value)


def test_cells_are_read_as_they_were_typed() -> None:
    cells: list[Cell] = ["Súdwest <&> Fryslân", 612345678, 193.0, 0.5, date(2023, 6, 12), None, "12-06-2023"]

    assert rows_of(workbook([cells])) == [
        (1, ["Súdwest <&> Fryslân", "612345678", "193", "0.5", "2023-06-12", "", "12-06-2023"])
    ]


def test_numbers_of_rows_and_places_of_columns_are_those_of_the_sheet() -> None:
    sheet: list[list[Cell]] = [["a", "b"], [], ["c", None]]

    assert rows_of(workbook(sheet, first_cell=(3, 2))) == [(3, ["", "a", "b"]), (5, ["", "c", ""])]


def test_the_first_sheet_that_can_be_seen_is_read_and_the_others_are_named() -> None:
    read = read_workbook(workbook([["verborgen"]], [["gezien"]], [["ook"]], hidden=1))

    assert (list(read.rows), read.unread_sheets) == ([(1, ["gezien"])], ["Blad3"])


def test_an_empty_sheet_has_no_rows() -> None:
    assert rows_of(workbook([])) == []


def test_what_is_no_excel_file_is_refused() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as zipped:
        zipped.writestr("content.xml", "<office/>")

    assert refusal_of(other.getvalue()) == BROKEN
    assert refusal_of(b"PK\x03\x04") == BROKEN
    assert refusal_of(workbook([["a"]])[:-30]) == BROKEN
    assert refusal_of(workbook([["a"]], hidden=1)) == BROKEN


def test_a_reader_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_files, "SECONDS", 0.001)

    assert refusal_of(workbook([["a"]])) == TOO_BIG


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(seed: int, damage: int) -> None:
    chance = random.Random(seed)
    data = bytearray(workbook([["gemeente", "email", "bron"], ["Zwolle", "an@gemeente.example", "Website"]]))
    for _ in range(damage):
        data[chance.randrange(len(data))] = chance.randrange(256)

    try:
        read = read_workbook(bytes(data))
    except ContactsRefused:
        return
    assert isinstance(read, Workbook)
