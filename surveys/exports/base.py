"""What every format offers to the command and the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from surveys.exports.columns import Extract


@dataclass(frozen=True)
class Format:
    """`write` gives the file in chunks; its second argument asks for labels in the place of codes."""

    code: str
    label: str
    extension: str
    content_type: str
    write: Callable[[Extract, bool], Iterator[bytes]]
