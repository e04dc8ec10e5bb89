"""A list of examples: how many there are, and how many people named any."""

from surveys.domain.tabulation import QuestionTables
from surveys.report import tables
from surveys.report.figures.base import NOT_ASKED, Picked, Shape
from surveys.report.svg import Chart, Series, StackedBars, StackedRow
from surveys.report.words import Who, part_of, printed


class NumberOfExamples(Shape):
    code = "number_of_examples"
    counts_all_asked = True

    def finding(self, found: QuestionTables, who: Who) -> str:
        persons, examples = self._counts(found)
        base = found.tables[0].base
        if not base:
            return NOT_ASKED
        if not persons:
            return "Niemand noemde een voorbeeld"
        words = "1 voorbeeld" if examples == 1 else f"{tables.in_dutch(examples)} voorbeelden"
        return f"Samen {words}, genoemd door {part_of(persons, base, who)}"

    @staticmethod
    def _counts(found: QuestionTables) -> tuple[int, int]:
        by_code = {count.code: count.count for count in found.tables[0].counts}
        return by_code["answered"], by_code["examples"]

    def chart(self, found: QuestionTables) -> Chart:
        persons, _ = self._counts(found)
        base = found.tables[0].base
        series = Series("Noemt een voorbeeld", "likert-1"), Series("Noemt er geen", "aside")
        return StackedBars(series, (StackedRow("Alle mensen", (persons, base - persons), base),))

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        return (Picked("Noemt een voorbeeld", 0, "answered"),)

    def table(self, found: QuestionTables) -> tables.Table:
        persons, examples = self._counts(found)
        base = found.tables[0].base
        lines = [
            tables.Line("Mensen die een voorbeeld noemen", (persons, printed(persons, base))),
            tables.Line("Voorbeelden samen", (examples, None)),
        ]
        columns = tables.Column("Wat"), tables.Column("Aantal"), tables.Column("Percentage", unit="%")
        total = tables.Line("Aantal mensen (n)", (base, None))
        return tables.Table(found.question.code, found.question.text, "", columns, lines, total=total)


SHAPE = NumberOfExamples()
