"""What a test reads back from a PDF."""

import io
from typing import Any

from pypdf import PdfReader

# Points from the bottom of an A4 between which the text stands; the running header and footer lie outside.
BODY = (66, 772)


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The text in reading order, without header, footer and spaces: where lines break is no part of it."""
    parts: list[str] = []

    def keep(text: str, page: list[float], place: list[float], *_font: Any) -> None:
        if BODY[0] < place[5] * page[3] + page[5] < BODY[1]:
            parts.append(text)

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=keep)
    return squeezed("".join(parts))


def squeezed(text: str) -> str:
    """Without white space, and without the hyphen of a word that had to be broken."""
    return "".join(text.replace("\u00ad", "").split())


def spoken_instead(pdf: bytes) -> str:
    """What the PDF says in place of a sign that has no glyph of its own, to who copies it or hears it."""
    return "".join(
        operands[1]["/ActualText"]
        for page in reader(pdf).pages
        for operands, operator in page.get_contents().operations
        if operator == b"BDC" and "/ActualText" in operands[1]
    )
