"""What a figure of the report consists of, whatever it is a figure of."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from surveys.domain.disclosure import Hidden, SafeTable
from surveys.domain.tabulation import QuestionTables
from surveys.enums import OptionRole
from surveys.kinds import Count, Table
from surveys.models import Headline, Option, Question
from surveys.report import tables
from surveys.report.svg import Chart
from surveys.report.words import Who, number_of_bases, printed

AnyTable = Table | SafeTable
NOBODY = "Niemand heeft deze vraag beantwoord"
NOT_ASKED = "Niemand kreeg deze vraag"


@dataclass(frozen=True)
class Cell:
    """One count of a figure, as a file has it; examples are no people, so they have no base."""

    part: str
    answer: str
    count: int | Hidden
    base: int | Hidden | None

    @property
    def percent(self) -> int | None:
        if isinstance(self.count, Hidden) or isinstance(self.base, Hidden) or self.base is None:
            return None
        return printed(self.count, self.base)


@dataclass(frozen=True)
class Picked:
    """One line of what is shown by group: an answer in one of the tables of the question, or its mean.

    `code` TOP is what the table takes together. `part` is the heading that the line stands under.
    """

    label: str
    table: int
    code: str
    part: str = ""


MEAN, TOP = "=mean", "=top"  # No answer has such a code.


@dataclass(frozen=True)
class ThemeFigure:
    """The themes in what people wrote in one box; `cells` stand in the file of the question."""

    finding: str
    n: str
    chart: Chart
    table: tables.Table
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ReportFigure:
    """`number` counts on through the report; `code` is its name in addresses, the same for ever.

    `rule` is the headline that the rules make, and `written` the one that a person wrote on numbers with some digest.
    """

    number: int
    code: str
    question: Question
    rule: str
    digest: str
    bases: tuple[int, ...]
    chart: Chart | None
    table: tables.Table
    parts: tuple[str, ...]
    weight: int
    found: QuestionTables
    picked: tuple[Picked, ...]
    remarks: tuple[str, ...] = ()
    themes: tuple[ThemeFigure, ...] = ()
    written: Headline | None = None

    @property
    def finding(self) -> str:
        """The headline: what a person wrote, as long as the numbers are those that it was written on."""
        return self.rule if self.written is None or self.has_moved else self.written.text

    @property
    def has_moved(self) -> bool:
        """Whether the numbers differ from those on which somebody wrote a headline."""
        return self.written is not None and self.written.digest != self.digest

    @property
    def n(self) -> str:
        return number_of_bases(self.bases)

    @property
    def is_empty(self) -> bool:
        return not any(self.bases)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.cells_of(self.found.tables)

    def cells_of(self, tables: Sequence[AnyTable]) -> tuple[Cell, ...]:
        """In the order of the questionnaire; `tables` are those of everybody, or of a group."""
        return tuple(
            Cell(part, count.label, count.count, table.base if whole.is_of_persons else None)
            for part, own, table in zip(self.parts, self.found.tables, tables, strict=True)
            for whole, count in zip(_counts(own), _counts(table), strict=True)
        )


class Shape(ABC):
    """How the tables of a question become a finding, a chart and a table; chosen by the `chart` of its kind."""

    code: ClassVar[str]
    # Whether its base is everybody to whom the question was shown, and not only who answered.
    counts_all_asked: ClassVar[bool] = False
    # How much its headline says to who does not see the question; of a chapter the weightiest is shown first.
    weight: ClassVar[int] = 0

    @abstractmethod
    def finding(self, found: QuestionTables, who: Who) -> str:
        """The headline: a sentence that is true whatever was answered."""

    @abstractmethod
    def chart(self, found: QuestionTables) -> Chart | None: ...

    @abstractmethod
    def table(self, found: QuestionTables) -> tables.Table: ...

    @abstractmethod
    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        """What is shown by group, in the order of the table."""

    def parts(self, found: QuestionTables) -> tuple[str, ...]:
        """What each table is called beside the others; nothing where there is one."""
        return tuple(table.label for table in found.tables) if len(found.tables) > 1 else ("",)

    def remarks(self, found: QuestionTables) -> tuple[str, ...]:
        return ()


def _counts(table: AnyTable) -> list[Any]:
    return [*table.counts, *([table.top] if table.top else [])]


def options_of(question: Question) -> dict[str, Option]:
    return {option.code: option for option in question.options.all()}


def label_of(count: Count, option: Option | None) -> str:
    """*Anders, namelijk* asks for a text; in a figure there is none."""
    is_other = option is not None and option.role == OptionRole.OTHER
    return count.label.removesuffix(", namelijk") if is_other else count.label


def share_of(table: Table, count: Count) -> Fraction:
    """By which answers over different bases are compared, before anything is rounded."""
    return Fraction(count.count, table.base) if table.base else Fraction(0)


def highest(counts: Sequence[Count]) -> list[Count]:
    """The one with the most, or those that share the first place; none if nobody chose any."""
    most = max((count.count for count in counts), default=0)
    return [count for count in counts if most and count.count == most]


def shares_table(
    found: QuestionTables, head: str, rows: Sequence[tuple[str, int]], base: int, *, code: str = ""
) -> tables.Table:
    """Answers with their count and percentage, and under them who answered."""
    lines = [tables.Line(label, (count, printed(count, base))) for label, count in rows]
    columns = tables.Column(head), tables.Column("Aantal"), tables.Column("Percentage", unit="%")
    total = tables.Line("Aantal mensen (n)", (base, None))
    return tables.Table(
        code or found.question.code, found.question.text, "", columns, lines, total=total if base else None
    )
