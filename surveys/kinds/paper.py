"""What a question looks like on paper: a few shapes, which the kinds combine and the print template draws."""

from dataclasses import dataclass

from surveys.enums import OptionRole
from surveys.models import Option, Question


@dataclass(frozen=True)
class Choice:
    """An answer to tick; with `write` there is a line after it, and these words say for what."""

    label: str
    write: str = ""


@dataclass(frozen=True)
class Choices:
    """A circle for each answer where one is chosen, a square where it may be several; `apart` follows after *of*."""

    several: bool
    choices: tuple[Choice, ...]
    apart: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class GridRow:
    label: str
    number: str = ""
    write: str = ""


@dataclass(frozen=True)
class Grid:
    """A table with a circle where each row meets each column."""

    rows: tuple[GridRow, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """The marks from 1 to `steps`, with what the two ends mean."""

    steps: int
    low: str
    high: str


@dataclass(frozen=True)
class Lines:
    """Lines to write on; `sign` stands before the first of them, and with it they are short."""

    count: int
    heading: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Term:
    term: str
    text: str


@dataclass(frozen=True)
class Terms:
    """Words that the question uses, explained before it is answered."""

    terms: tuple[Term, ...]


Shape = Choices | Grid | Scale | Lines | Terms


def choices(question: Question, *, several: bool) -> Choices:
    """All options of the question to tick."""
    options = list(question.options.all())
    return Choices(
        several=several,
        choices=tuple(choice(option) for option in options if not option.stands_apart),
        apart=tuple(choice(option) for option in options if option.stands_apart),
    )


def choice(option: Option) -> Choice:
    return Choice(option.label, written_after(option))


def written_after(option: Option) -> str:
    return (option.text or option.label) if option.role == OptionRole.OTHER else ""


def asides(question: Question) -> list[Shape]:
    """The options that stand beside an answer that is written; nothing where there are none."""
    apart = tuple(choice(option) for option in question.options.all())
    return [Choices(several=False, choices=(), apart=apart)] if apart else []
