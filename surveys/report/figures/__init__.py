"""The figures of the report: one for each question, in the order of the questionnaire.

A module in this folder with a `SHAPE` makes them for the kinds of question whose `chart` is its code. The pages, the
deck and the PDF print from here.
"""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from surveys.domain.headlines import digest_of
from surveys.domain.published import apart_from_themes
from surveys.domain.tabulation import QuestionTables
from surveys.kinds import kind_of
from surveys.models import Questionnaire
from surveys.report.figures.base import Cell, ReportFigure, Shape, ThemeFigure
from surveys.report.figures.themes import theme_figure
from surveys.report.words import ASKED, SELECTION, WHO_ANSWERED, Who, people

__all__ = ["SHAPES", "Cell", "ReportFigure", "Shape", "ThemeFigure", "figure_of", "report_figures"]


def _shapes() -> dict[str, Shape]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    shapes = [module.SHAPE for module in modules if hasattr(module, "SHAPE")]
    return {shape.code: shape for shape in shapes}


SHAPES: dict[str, Shape] = _shapes()


def report_figures(
    questionnaire: Questionnaire, tabulated: Iterable[QuestionTables], *, of_all: bool = True
) -> list[ReportFigure]:
    """`of_all` is false where only some of the people are counted."""
    who = people(questionnaire.population) if of_all else SELECTION
    return [figure_of(found, number, who) for number, found in enumerate(tabulated, 1)]


def figure_of(found: QuestionTables, number: int, who: Who) -> ReportFigure:
    question, digest = found.question, digest_of(found)
    found, themes = apart_from_themes(found)
    shape = SHAPES[kind_of(question).chart]
    return ReportFigure(
        number=number,
        code=question.code,
        question=question,
        rule=shape.finding(found, _who(found, shape, who)),
        digest=digest,
        bases=tuple(table.base for table in found.tables),
        chart=shape.chart(found),
        table=shape.table(found),
        parts=shape.parts(found),
        found=found,
        picked=shape.picked(found),
        weight=shape.weight,
        remarks=shape.remarks(found),
        themes=tuple(theme_figure(table) for table in themes if table.base),
    )


def _who(found: QuestionTables, shape: Shape, everybody: Who) -> Who:
    """A question with a route is not put to everybody, and then it is said of whom the figure is."""
    if not found.question.show_if:
        return everybody
    return ASKED if shape.counts_all_asked else WHO_ANSWERED
