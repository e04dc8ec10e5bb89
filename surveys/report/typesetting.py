"""From data to a tagged PDF: a template in `typst/`, our own fonts, and the Typst compiler from its wheel."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

HERE = Path(__file__).parent
TEMPLATES, FONTS = HERE / "typst", HERE / "fonts"
# A picture of 960 wide becomes one of 2,560 dots.
PIXELS_AN_INCH = 192.0
# Signs that mean nothing in print, and for which PDF/UA has no place.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


def as_json(data: dict[str, Any]) -> str:
    """The data as a template takes them; equal data give the same text."""
    return json.dumps(_printable(data), ensure_ascii=False)


def _printable(value: Any) -> Any:
    match value:
        case str():
            return UNPRINTABLE.sub("", "\n".join(value.splitlines()).replace("\t", " "))
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
    return value


def typeset(template: str, data: str, *, made_at: datetime) -> bytes:
    """The PDF of a template; `data` goes in as a string, so nothing in it can become markup."""
    # 80 MB of compiler: a process loads it when it makes its first PDF.
    from typst import Compiler

    compiler = Compiler(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards="ua-1",
        timestamp=made_at.replace(microsecond=0),  # It refuses parts of a second.
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> "Fonts":
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[FONTS])


def as_png(svg: str) -> bytes:
    """A picture as dots, large enough for a slide, in our letters and on white."""
    from typst import Compiler

    # The picture goes in as a string, as data do; its own size makes the page.
    compiler = Compiler(
        TEMPLATES / "picture.typ", root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(format="png", ppi=PIXELS_AN_INCH, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)
    return made
