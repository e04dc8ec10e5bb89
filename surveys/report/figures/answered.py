"""An open question: who wrote something, box by box. What they wrote is in no figure."""

from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Table
from surveys.report import tables
from surveys.report.figures.base import NOT_ASKED, Picked, Shape
from surveys.report.svg import Chart, Series, StackedBars, StackedRow
from surveys.report.words import Who, part_of, printed


class Answered(Shape):
    code = "answered"
    counts_all_asked = True

    def finding(self, found: QuestionTables, who: Who) -> str:
        boxes = [box for box in self._boxes(found) if box.base]
        if not boxes:
            return NOT_ASKED
        best = max(boxes, key=lambda box: box.counts[0].count)
        part = part_of(best.counts[0].count, best.base, who)
        if len(boxes) == 1:
            return f"Deze open vraag is beantwoord door {part}"
        return f"‘{best.label}’ is het vaakst ingevuld: door {part}"

    @staticmethod
    def _boxes(found: QuestionTables) -> list[Table]:
        """The tables of what was written; the others are of answers beside a box."""
        return [table for table in found.tables if [count.code for count in table.counts] == BOX]

    @staticmethod
    def _name(found: QuestionTables, box: Table) -> str:
        return "Alle mensen" if box.label == found.question.text else box.label

    def chart(self, found: QuestionTables) -> Chart:
        rows = tuple(
            StackedRow(
                self._name(found, box),
                tuple(count.count for count in box.counts),
                box.base,
            )
            for box in self._boxes(found)
        )
        return StackedBars((Series("Ingevuld", "likert-1"), Series("Niet ingevuld", "aside")), rows)

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        boxes = {box.code for box in self._boxes(found)}
        return tuple(
            Picked(self._line(found, table, table.counts[0].label), place, table.counts[0].code)
            for place, table in enumerate(found.tables)
            if table.code in boxes
        )

    def table(self, found: QuestionTables) -> tables.Table:
        lines = [
            tables.Line(
                self._line(found, table, count.label),
                (count.count, printed(count.count, table.base), table.base),
            )
            for table in found.tables
            for count in table.counts
        ]
        columns = (
            tables.Column("Antwoord"),
            tables.Column("Aantal"),
            tables.Column("Percentage", unit="%"),
            tables.Column("n"),
        )
        return tables.Table(found.question.code, found.question.text, "", columns, lines)

    def _line(self, found: QuestionTables, table: Table, answer: str) -> str:
        return answer if table.label == found.question.text else f"{table.label}: {answer.lower()}"


BOX = ["answered", "not_answered"]
SHAPE = Answered()
