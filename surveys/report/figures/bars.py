"""One answer out of a list: a bar for each."""

from surveys.domain.tabulation import QuestionTables
from surveys.enums import OptionRole
from surveys.kinds import Count
from surveys.report import tables
from surveys.report.figures.base import NOBODY, Picked, Shape, highest, label_of, options_of, shares_table
from surveys.report.figures.order import in_order
from surveys.report.svg import Chart, ShareBar, ShareBars
from surveys.report.words import Who, named, part_of


class Bars(Shape):
    code = "bars"
    weight = 1

    def finding(self, found: QuestionTables, who: Who) -> str:
        table = found.tables[0]
        if not table.base:
            return NOBODY
        best = highest(table.counts)
        part = part_of(best[0].count, table.base, who)
        labels = [self._label(found, count) for count in best]
        if len(best) == 1:
            return f"{named(labels)} is het vaakst gekozen: door {part}"
        if len(best) <= 3:
            return f"{named(labels)} zijn even vaak het meest gekozen: elk door {part}"
        return f"{len(best)} antwoorden zijn even vaak het meest gekozen: elk door {part}"

    @staticmethod
    def _label(found: QuestionTables, count: Count) -> str:
        return label_of(count, options_of(found.question).get(count.code))

    def chart(self, found: QuestionTables) -> Chart:
        table, options = found.tables[0], options_of(found.question)
        counts, apart = in_order(found.question, table.counts)
        bars = tuple(
            ShareBar(self._label(found, count), count.count, options[count.code].role in OptionRole.apart)
            for count in counts
        )
        return ShareBars(bars, table.base, apart)

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        counts, _ = in_order(found.question, found.tables[0].counts)
        return tuple(Picked(self._label(found, count), 0, count.code) for count in counts)

    def table(self, found: QuestionTables) -> tables.Table:
        counts, _ = in_order(found.question, found.tables[0].counts)
        rows = [(self._label(found, count), count.count) for count in counts]
        return shares_table(found, "Antwoord", rows, found.tables[0].base)


SHAPE = Bars()
