"""Elements of a picture, in the colours of the pages, and the picture as a file that needs nothing else."""

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

STATIC = Path(settings.BASE_DIR) / "static"
# In quotes: without them a name with a digit is no name.
FONT = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"
# Of the height of a letter; wide enough for any Dutch words, so that labels never run into each other.
LETTER = 0.54


@cache
def colour(name: str) -> str:
    """The value of a token: `colour("primary")` is what the pages call --primary."""
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"--{name}:\s*(#[0-9a-f]{{3,6}});", tokens)
    assert found is not None, f"No token {name}"
    return found[1]


def tag(name: str, *content: str, **attributes: object) -> SafeString:
    """One element; an attribute is written as in Python (`text_anchor`), and left out if it is None."""
    written = format_html_join(
        "",
        ' {}="{}"',
        (
            (key.rstrip("_").replace("_", "-"), number(value))
            for key, value in attributes.items()
            if value is not None
        ),
    )
    return format_html("<{}{}>{}</{}>", name, written, together(content), name)


def together(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def number(value: object) -> object:
    """With a point, and no more digits than can be seen."""
    return f"{round(value, 1):g}" if isinstance(value, float) else value


@cache
def ink_on(name: str) -> str:
    """White or ink: whichever is read best on that colour."""
    return max((colour("surface"), colour("ink")), key=lambda ink: contrast(ink, colour(name)))


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    whole = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text(words: object, x: float, y: float, **attributes: object) -> SafeString:
    """By its left end unless `text_anchor` says otherwise; in ink unless `fill` does."""
    return tag("text", str(words), x=x, y=y, **({"fill": colour("ink"), "font_size": 14} | attributes))


def width_of(words: str, size: float) -> float:
    return len(words) * size * LETTER


def lines_of(words: str, width: float, size: float) -> list[str]:
    """The words on as many lines as they need; a line also ends after a slash, and in a word that fits nowhere."""
    # A hair more, so that a label fits in the width that it asked for.
    longest = max(2, int(width / (size * LETTER) + 0.01))
    lines = [""]
    for piece in _pieces(words, longest):
        if lines[-1] and len((lines[-1] + piece).rstrip()) > longest:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(words: str, longest: int) -> Iterator[str]:
    for piece in re.split(r"(?<=[ /])", words):
        rest = piece
        while len(rest.rstrip()) > longest:
            yield f"{rest[: longest - 1]}-"
            rest = rest[longest - 1 :]
        yield rest


def picture(
    title: str, description: str, width: float, height: float, *content: str, has_links: bool = False
) -> SafeString:
    """The whole; a screen reader hears title and description, or goes into it where there are links."""
    return tag(
        "svg",
        tag("title", title),
        tag("desc", description),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="group" if has_links else "img",
        font_family=FONT,
    )


def as_file(drawn: str) -> str:
    """The picture with our letters inside; it refers to nothing outside itself."""
    opening, rest = drawn.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}><style>{_font_face()}</style>{rest}'


@cache
def _font_face() -> str:
    letters = base64.b64encode((STATIC / "fonts" / "source-sans-3.woff2").read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{letters}) format('woff2')"
    return f"@font-face{{font-family:'Source Sans 3';font-weight:200 900;src:{source}}}"
