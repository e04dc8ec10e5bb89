"""A matrix: a bar per row, cut into the answers of the scale, and what the best are together."""

from collections.abc import Sequence

from surveys.domain.tabulation import QuestionTables
from surveys.enums import OptionRole
from surveys.kinds import Count, Table
from surveys.models import Option
from surveys.report import tables
from surveys.report.figures.base import NOBODY, TOP, Picked, Shape, options_of, share_of
from surveys.report.figures.order import rows_in_order
from surveys.report.svg import Chart, Series, StackedBars, StackedRow, climbing, likert
from surveys.report.words import Who, joined, named, part_of, printed


class Scale:
    """The answers of a matrix, and which of them are taken together.

    Where the scale begins with its best answers it goes from well to badly. Else it climbs or falls, and the end that
    a reader looks at is the darkest: what is taken together, or the first answer where nothing is.
    """

    def __init__(self, found: QuestionTables) -> None:
        options = options_of(found.question).values()
        self.answers = [option for option in options if option.role not in OptionRole.without_substance]
        self.asides = [option for option in options if option.role in OptionRole.without_substance]
        codes = [option.code for option in self.answers]
        top = set(found.question.settings.get("top", []))
        self.has_top = bool(top)
        self.top = [option for option in self.answers if option.code in top] or self.answers[:1]
        self.is_likert = self.has_top and codes[: len(top)] == [option.code for option in self.top]

    @property
    def label(self) -> str:
        return joined([option.label for option in self.top])

    @property
    def in_order(self) -> list[Option]:
        """As they are drawn: *weet niet* last."""
        return [*self.answers, *self.asides]

    @property
    def series(self) -> tuple[Series, ...]:
        labels = [option.label for option in self.answers]
        return (*self._coloured(labels), *(Series(option.label, "aside") for option in self.asides))

    def _coloured(self, labels: Sequence[str]) -> tuple[Series, ...]:
        if self.is_likert:
            return likert(labels)
        return climbing(labels) if self.has_top else climbing(labels[::-1])[::-1]

    def together(self, table: Table) -> Count:
        """A sum of counts, never of percentages."""
        codes = {option.code for option in self.top}
        return Count("top", self.label, sum(count.count for count in table.counts if count.code in codes))


class StackedBarsShape(Shape):
    code = "stacked_bars"
    weight = 3

    def finding(self, found: QuestionTables, who: Who) -> str:
        scale = Scale(found)
        rows = [(table, scale.together(table)) for table in found.tables if table.base]
        if not rows:
            return NOBODY
        most = max(share_of(*row) for row in rows)
        best = [row for row in rows if share_of(*row) == most]
        answer = named([scale.label])
        if not most:
            return f"{answer} is bij geen enkel onderdeel gekozen"
        part = part_of(best[0][1].count, best[0][0].base, who)
        labels = [table.label for table, _ in best]
        if len(best) == 1:
            return f"{answer} is het vaakst gekozen bij {named(labels)}: door {part}"
        where = f"bij {named(labels)}" if len(best) <= 3 else f"bij {len(best)} onderdelen"
        return f"{answer} is even vaak het meest gekozen {where}: door {part}"

    def chart(self, found: QuestionTables) -> Chart:
        scale = Scale(found)
        rows = rows_in_order(found.question, ((table, scale.together(table)) for table in found.tables))
        drawn = tuple(
            StackedRow(
                table.label,
                self._counts(scale, table),
                table.base,
                top.count if scale.has_top else None,
            )
            for table, top in rows
        )
        return StackedBars(scale.series, drawn, scale.label if scale.has_top else "")

    @staticmethod
    def _counts(scale: Scale, table: Table) -> tuple[int, ...]:
        by_code = {count.code: count.count for count in table.counts}
        return tuple(by_code[option.code] for option in scale.in_order)

    def table(self, found: QuestionTables) -> tables.Table:
        """Percentages with the count behind them: a row has too many cells to give each a column."""
        scale = Scale(found)
        heads = ["Onderdeel", *(option.label for option in scale.in_order)]
        heads += [scale.label] if scale.has_top else []
        rows = rows_in_order(found.question, ((table, scale.together(table)) for table in found.tables))
        lines = [
            tables.Line(
                table.label,
                (
                    *(_shown(count, table.base) for count in self._counts(scale, table)),
                    *([_shown(top.count, table.base)] if scale.has_top else []),
                    table.base,
                ),
            )
            for table, top in rows
        ]
        columns = tuple(tables.Column(head) for head in [*heads, "n"])
        return tables.Table(found.question.code, found.question.text, "", columns, lines)

    def picked(self, found: QuestionTables) -> tuple[Picked, ...]:
        """What is taken together, row by row; a file has every answer."""
        scale = Scale(found)
        places = {table.code: place for place, table in enumerate(found.tables)}
        code = TOP if scale.has_top else scale.top[0].code if scale.top else ""
        rows = rows_in_order(found.question, ((table, scale.together(table)) for table in found.tables))
        return tuple(Picked(table.label, places[table.code], code, scale.label) for table, _ in rows)


def _shown(count: int, base: int) -> str:
    share = printed(count, base)
    return "–" if share is None else f"{share}% ({tables.in_dutch(count)})"


SHAPE = StackedBarsShape()
