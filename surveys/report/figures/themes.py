"""What open answers are about: the themes that coders gave, as bars under the figure of their question."""

from surveys.kinds import Table
from surveys.report import tables
from surveys.report.figures.base import Cell, ThemeFigure, highest
from surveys.report.svg import ShareBar, ShareBars
from surveys.report.words import Who, named, number_of_bases, part_of, printed

ANSWERS = Who("alle gecodeerde antwoorden", "de gecodeerde antwoorden")


def theme_figure(table: Table) -> ThemeFigure:
    """The largest theme first; one answer can be in several."""
    counts = sorted(table.counts, key=lambda count: -count.count)
    lines = [tables.Line(count.label, (count.count, printed(count.count, table.base))) for count in counts]
    columns = tables.Column("Thema"), tables.Column("Aantal"), tables.Column("Percentage", unit="%")
    total = tables.Line("Gecodeerde antwoorden (n)", (table.base, None))
    about = f"Thema’s: {table.label}"
    return ThemeFigure(
        finding=_finding(table),
        n=number_of_bases([table.base]),
        chart=ShareBars(tuple(ShareBar(count.label, count.count) for count in counts), table.base),
        table=tables.Table(table.code, about, "", columns, lines, total=total),
        cells=tuple(Cell(about, count.label, count.count, table.base) for count in counts),
    )


def _finding(table: Table) -> str:
    best = highest(table.counts)
    if not best:
        return "Geen enkel antwoord kreeg een thema"
    part = part_of(best[0].count, table.base, ANSWERS)
    if len(best) == 1:
        return f"{named([best[0].label])} komt het vaakst voor: in {part}"
    if len(best) <= 3:
        labels = named([count.label for count in best])
        return f"{labels} komen even vaak het meest voor: elk in {part}"
    return f"{len(best)} thema’s komen even vaak het meest voor: elk in {part}"
