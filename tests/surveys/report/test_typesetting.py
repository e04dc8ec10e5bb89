"""Whatever somebody typed comes out as they typed it, in a document that can be read aloud."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.kinds.base import clean_text
from surveys.report.typesetting import as_json, typeset
from tests.pdf import reader, spoken_instead, squeezed, text_of

MADE_AT = datetime(2023, 9, 1, 12, tzinfo=UTC)


def with_answer(text: str) -> bytes:
    """The PDF of own answers with this text as the only one."""
    question = {"number": "1", "text": "Vraag", "parts": [{"label": "", "lines": [text]}]}
    data: dict[str, Any] = {
        "title": "Uw antwoorden",
        "edition": "Barometer",
        "receipt": "",
        "facts": [],
        "sections": [{"title": "Deel", "questions": [question]}],
    }
    return typeset("answers", as_json(data), made_at=MADE_AT)


def answer_in(pdf: bytes) -> str:
    return text_of(pdf).rpartition("1Vraag")[2]


@pytest.mark.parametrize(
    "text",
    [
        '#import "/etc/passwd": *',
        "#panic() #sys.inputs #{1 + 1}",
        "$x^2$ *vet* _schuin_ `code` @verwijzing <label> = kop",
        r"\u{1F600} \ // weg /* ook weg */",
        '"], "lines": ["x"], {"a": "\\t\\n',
        "- punt + nummer / Term: uitleg -- --- ... ~ 'enkel' \"dubbel\"",
        "één ruïne, café, €5, ‘enkel’ “dubbel” „laag” – — … ½ ² ≤ Şahin Łódź ĳ",
        "Кириллица Ελληνικά עברית",
        "een 😀 en ❤ en ✓",
        "https://www.gemeente.example/" + "a" * 300,
    ],
)
def test_an_answer_is_printed_as_it_was_typed(text: str) -> None:
    assert answer_in(with_answer(text)) == squeezed(text)


def test_lines_and_white_space_do_not_run_together() -> None:
    lines = reader(with_answer("een\n\ntwee\tdrie\u2028vier")).pages[0].extract_text().splitlines()

    start = lines.index("een")
    assert [line.strip() for line in lines[start : start + 4]] == ["een", "", "twee drie", "vier"]


def test_a_long_answer_goes_on_over_pages() -> None:
    text = " ".join(f"woord{number}" for number in range(1, 1200))

    pdf = with_answer(text)

    assert len(text) > 10_000
    assert len(reader(pdf).pages) > 2
    assert answer_in(pdf) == squeezed(text)


def test_a_sign_without_a_glyph_is_kept_under_a_box() -> None:
    pdf = with_answer("voor 中文 na")

    assert answer_in(pdf).startswith("voor中")
    assert "文" in spoken_instead(pdf)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    assert with_answer(clean_text(text)).startswith(b"%PDF")


def test_it_is_a_tagged_pdf_in_dutch() -> None:
    pdf = reader(with_answer("tekst"))
    catalog: Any = pdf.trailer["/Root"]

    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("nl-NL", True)
    assert "/StructTreeRoot" in catalog
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Uw antwoorden"


def test_the_same_data_give_the_same_file() -> None:
    assert with_answer("tekst") == with_answer("tekst")
