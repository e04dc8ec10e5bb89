"""What may be published of a table: its figures, or that they are hidden, which is not zero and not unknown."""

from dataclasses import dataclass
from enum import Enum

from surveys.models import Question


class Hidden(Enum):
    """In the place of a figure that is not published; the value is what a page says instead."""

    TOO_FEW = "te weinig antwoorden"


HIDDEN = Hidden.TOO_FEW


@dataclass(frozen=True)
class SafeCount:
    code: str
    label: str
    count: int | Hidden


@dataclass(frozen=True)
class SafeTable:
    """Like a Table. The base is shown wherever any count is; `mean` and `top` are None where there is none."""

    code: str
    label: str
    base: int | Hidden
    counts: tuple[SafeCount, ...]
    mean: float | Hidden | None = None
    top: SafeCount | None = None


@dataclass(frozen=True)
class SafeQuestion:
    question: Question
    tables: list[SafeTable]


# By code of a breakdown, then of a group.
Published = dict[str, dict[str, list[SafeQuestion]]]
