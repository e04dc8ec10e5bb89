"""A ranking: who put an answer first beside who put it among the first few."""

from surveys.domain.tabulation import QuestionTables
from surveys.kinds import Count, Table
from surveys.report import tables
from surveys.report.figures.base import NOBODY, Picked, Shape, highest, label_of, options_of
from surveys.report.figures.order import in_order
from surveys.report.svg import Chart, FirstAndTop, Ranked
from surveys.report.words import Who, named, part_of, printed

FIRST = "Op de eerste plaats"


class FirstAndTopShape(Shape):
    code = "first_and_top"
    weight = 3

    def finding(self, found: QuestionTables, who: Who) -> str:
        _, top = found.tables
        if not top.base:
            return NOBODY
        best = highest(top.counts)
        part = part_of(best[0].count, top.base, who)
        among = self._among(found)
        if len(best) == 1:
            return f"{named(self._labels(found, best))} staat het vaakst {among}: bij {part}"
        if len(best) <= 3:
            return f"{named(self._labels(found, best))} staan even vaak het meest {among}: elk bij {part}"
        return f"{len(best)} antwoorden staan even vaak het meest {among}: elk bij {part}"

    def remarks(self, found: QuestionTables) -> tuple[str, ...]:
        """Where what is most often first is not most often among the first few."""
        first, top = found.tables
        leading, most = highest(first.counts), highest(top.counts)
        if len(leading) != 1 or leading[0].code in {count.code for count in most}:
            return ()
        (leader,), best = leading, most[0]
        of_leader = next(count for count in top.counts if count.code == leader.code)
        shares = [
            printed(count.count, table.base)
            for table, count in ((first, leader), (top, of_leader), (top, best))
        ]
        return (
            f"{named(self._labels(found, [leader]))} staat het vaakst op de eerste plaats ({shares[0]}%), maar staat "
            f"minder vaak {self._among(found)} dan {named(self._labels(found, [best]))} "
            f"({shares[1]}% tegen {shares[2]}%).",
        )

    @staticmethod
    def _among(found: QuestionTables) -> str:
        return f"in de top {found.question.settings.get('places', 3)}"

    @staticmethod
    def _labels(found: QuestionTables, counts: list[Count]) -> list[str]:
        options = options_of(found.question)
        return [label_of(count, options.get(count.code)) for count in counts]

    def chart(self, found: QuestionTables) -> Chart:
        first, top = found.tables
        counts, apart = in_order(found.question, top.counts)
        labels = self._labels(found, counts)
        firsts = _by_code(first)
        items = tuple(
            Ranked(label, firsts[count.code], count.count)
            for label, count in zip(labels, counts, strict=True)
        )
        return FirstAndTop(items, top.base, (FIRST, self._among(found).capitalize()), apart)

    def table(self, found: QuestionTables) -> tables.Table:
        first, top = found.tables
        counts, _ = in_order(found.question, top.counts)
        firsts, base, among = _by_code(first), top.base, self._among(found).capitalize()
        lines = [
            tables.Line(
                label,
                (
                    firsts[count.code],
                    printed(firsts[count.code], base),
                    count.count,
                    printed(count.count, base),
                ),
            )
            for label, count in zip(self._labels(found, counts), counts, strict=True)
        ]
        columns = (
            tables.Column("Antwoord"),
            tables.Column(FIRST),
            tables.Column("Percentage", unit="%"),
            tables.Column(among),
            tables.Column("Percentage", unit="%"),
        )
        total = tables.Line("Aantal mensen (n)", (base, None, base, None))
        return tables.Table(
            found.question.code, found.question.text, "", columns, lines, total=total if base else None
        )

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        """The first few, and under them the first place."""
        counts, _ = in_order(found.question, found.tables[1].counts)
        labels = self._labels(found, counts)
        parts = (1, self._among(found).capitalize()), (0, FIRST)
        return tuple(
            Picked(label, table, count.code, part)
            for table, part in parts
            for label, count in zip(labels, counts, strict=True)
        )

    def parts(self, found: QuestionTables) -> tuple[str, ...]:
        return FIRST, self._among(found).capitalize()


def _by_code(table: Table) -> dict[str, int]:
    return {count.code: count.count for count in table.counts}


SHAPE = FirstAndTopShape()
