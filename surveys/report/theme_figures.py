"""What open answers are about: the themes that coders gave, as bars under the figure of their question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.domain.theme_tables import theme_tables
from surveys.kinds import Table, kind_of
from surveys.models import Edition, Theme
from surveys.report import tables
from surveys.report.figures import Cell, ReportFigure
from surveys.report.figures.base import highest
from surveys.report.svg import Chart, ShareBar, ShareBars
from surveys.report.words import Who, named, number_of_bases, part_of, printed

ANSWERS = Who("alle gecodeerde antwoorden", "de gecodeerde antwoorden")


@dataclass(frozen=True)
class ThemeFigure:
    """Of one box; `cells` are what goes into the file of its question."""

    code: str
    finding: str
    n: str
    chart: Chart
    table: tables.Table
    cells: tuple[Cell, ...]


def themes_of(edition: Edition, figures: Iterable[ReportFigure]) -> Mapping[str, list[ThemeFigure]]:
    """By the code of the question, where any of its answers was coded; only over everybody, never by group."""
    boxes = {code: figure for figure in figures for code in _open_codes(figure)}
    if not Theme.objects.active().filter(edition=edition, variable__in=boxes).exists():
        return {}
    found: dict[str, list[ThemeFigure]] = {}
    for code, table in theme_tables(edition).items():
        if code in boxes and table.base:
            found.setdefault(boxes[code].code, []).append(_figure(boxes[code], table))
    return found


def _open_codes(figure: ReportFigure) -> list[str]:
    variables = kind_of(figure.question).variables(figure.question)
    return [variable.code for variable in variables if variable.is_open]


def _figure(figure: ReportFigure, table: Table) -> ThemeFigure:
    """The largest theme first; somebody can be in several."""
    counts = sorted(table.counts, key=lambda count: -count.count)
    lines = [tables.Line(count.label, (count.count, printed(count.count, table.base))) for count in counts]
    columns = tables.Column("Thema"), tables.Column("Aantal"), tables.Column("Percentage", unit="%")
    total = tables.Line("Gecodeerde antwoorden (n)", (table.base, None))
    about = figure.question.text if table.label == figure.question.text else table.label
    return ThemeFigure(
        table.code,
        _finding(table),
        number_of_bases([table.base]),
        ShareBars(tuple(ShareBar(count.label, count.count) for count in counts), table.base),
        tables.Table(f"thema-{table.code}", f"Thema’s: {about}", "", columns, lines, total=total),
        tuple(Cell(f"Thema’s: {about}", count.label, count.count, table.base) for count in counts),
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
