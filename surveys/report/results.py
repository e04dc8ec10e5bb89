"""The whole report of an edition: a chapter for each section of the questionnaire, with its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from surveys.domain.disclosure import Hidden
from surveys.domain.headlines import headlines_of
from surveys.domain.published import PublishedBreakdown
from surveys.domain.questionnaires import compiled
from surveys.domain.tabulation import tabulate
from surveys.models import Edition, Section
from surveys.report.by_group import columns_of
from surveys.report.figures import Cell, ReportFigure, report_figures
from surveys.report.svg import with_heading


@dataclass(frozen=True)
class Chapter:
    number: int
    section: Section
    figures: tuple[ReportFigure, ...]

    @property
    def code(self) -> str:
        return self.section.code

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def leading(self) -> ReportFigure:
        """The one that says most by its headline alone; the first of those."""
        return max(self.figures, key=lambda figure: figure.weight)


@dataclass(frozen=True)
class Results:
    """Over `persons` people; no chapters while the edition has no questionnaire.

    `filters` says in words of which people, where it is not everybody: then nothing of it may be published.
    """

    edition: Edition
    persons: int
    chapters: tuple[Chapter, ...]
    filters: tuple[str, ...] = ()

    def chapter(self, code: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.code == code), None)

    def figure(self, code: str) -> ReportFigure | None:
        return next((figure for one in self.chapters for figure in one.figures if figure.code == code), None)

    @property
    def moved(self) -> list[tuple[Chapter, ReportFigure]]:
        """The figures with other numbers than those on which somebody wrote their headline."""
        return [(one, figure) for one in self.chapters for figure in one.figures if figure.has_moved]

    def beside(self, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """The one before and the one after it."""
        place = self.chapters.index(chapter)
        before = self.chapters[place - 1] if place else None
        return before, next(iter(self.chapters[place + 1 :]), None)


def results_of(
    edition: Edition, within: Mapping[str, str] | None = None, filters: Sequence[str] = ()
) -> Results:
    """Of who is in each group of `within`, by the code of its breakdown; `filters` are the words for that.

    The headlines that people wrote are of everybody, so among some of the people all are those of the rules.
    """
    if edition.questionnaire_id is None:
        return Results(edition, 0, ())
    questionnaire = compiled(edition.questionnaire_id).questionnaire
    tabulated = tabulate(edition, within=within)
    figures = report_figures(questionnaire, tabulated.questions, of_all=not within)
    if not within:
        written = headlines_of(edition)
        figures = [replace(figure, written=written.get(figure.code)) for figure in figures]
    return Results(edition, tabulated.persons, tuple(_chapters(figures)), tuple(filters))


def _chapters(figures: Sequence[ReportFigure]) -> Iterator[Chapter]:
    grouped = groupby(figures, key=lambda figure: figure.question.section)
    for number, (section, found) in enumerate(grouped, 1):
        yield Chapter(number, section, tuple(found))


NOT_TO_PUBLISH = "Gefilterd, niet om te publiceren."
FILE_HEAD = ("vraag", "onderdeel", "antwoord", "aantal", "n", "percentage")


def as_rows(figure: ReportFigure, filters: Sequence[str] = ()) -> Iterator[Sequence[object]]:
    """For a file: a line for each count, with its base, and with what was filtered where anything was."""
    note = [f"{NOT_TO_PUBLISH} {'; '.join(filters)}"] if filters else []
    yield (*FILE_HEAD, *(["filter"] if filters else []))
    for cell in [*figure.cells, *(cell for theme in figure.themes for cell in theme.cells)]:
        yield (*_line(figure, cell), *note)


def as_rows_by_group(figure: ReportFigure, breakdown: PublishedBreakdown) -> Iterator[Sequence[object]]:
    """The same for everybody and for each group; what is hidden has words in its place."""
    yield (*FILE_HEAD, breakdown.label.lower())
    for label, tables in columns_of(figure, breakdown):
        for cell in figure.cells_of(tables):
            yield (*_line(figure, cell), label)


def _line(figure: ReportFigure, cell: Cell) -> Sequence[object]:
    numbers = (number.value if isinstance(number, Hidden) else number for number in (cell.count, cell.base))
    return figure.code, cell.part, cell.answer, *numbers, cell.percent


def as_picture(figure: ReportFigure, edition: Edition, filters: Sequence[str] = ()) -> str | None:
    """For a file, with what a slide needs around the chart; None where there is nothing to draw."""
    if figure.chart is None:
        return None
    under = f"{figure.question.text} ({figure.n})"
    source = f"{edition.title}. {NOT_TO_PUBLISH} {'; '.join(filters)}" if filters else edition.title
    return with_heading(figure.chart, figure.finding, under, source)
