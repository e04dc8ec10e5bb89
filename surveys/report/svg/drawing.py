"""Elements of a picture, in the colours of the pages, and the picture as a file that needs nothing else."""

import base64
import re
from collections.abc import Iterable
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


def in_dutch(number: int) -> str:
    """With a point between the thousands."""
    return f"{number:,}".replace(",", ".")


def text(words: object, x: float, y: float, **attributes: object) -> SafeString:
    """By its left end unless `text_anchor` says otherwise; in ink unless `fill` does."""
    return tag("text", str(words), x=x, y=y, **({"fill": colour("ink"), "font_size": 14} | attributes))


def width_of(words: str, size: float) -> float:
    return len(words) * size * LETTER


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
