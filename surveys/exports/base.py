"""What every format offers to the command and the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from surveys.exports.columns import Extract

Write = Callable[[Extract, bool], Iterator[bytes]]
# With the name of the file that it stands beside.
WriteBeside = Callable[[Extract, str], Iterator[bytes]]


class TooManyRows(Exception):
    """More responses than a format can hold; the message says what to choose instead."""

    def __init__(self, format_: "Format", count: int) -> None:
        most, asked = (f"{number:,}".replace(",", ".") for number in (format_.most or 0, count))
        super().__init__(
            f"Een bestand van deze soort heeft plaats voor {most} vragenlijsten; dit zijn er {asked}. Kies CSV."
        )


@dataclass(frozen=True)
class Format:
    """`write` gives the file in chunks; its second argument asks for labels in the place of codes.

    `beside` are smaller files that belong to it, by extension. What `is_heavy` is made by a worker only, for it needs
    libraries that no web process should carry.
    """

    code: str
    label: str
    extension: str
    content_type: str
    write: Write
    beside: tuple[tuple[str, WriteBeside], ...] = ()
    most: int | None = None
    is_heavy: bool = False
    has_answers: bool = True

    def check(self, count: int) -> None:
        """Raises TooManyRows."""
        if self.most is not None and count > self.most:
            raise TooManyRows(self, count)
