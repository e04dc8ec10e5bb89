from collections.abc import Callable, Mapping
from typing import Any

import pytest

from surveys.domain.tabulation import QuestionTables
from surveys.report.figures import ReportFigure, figure_of
from surveys.report.words import people
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.conftest import asked as asked
from tests.surveys.kinds.tabulated import tabulated

Figure = Callable[..., ReportFigure]


@pytest.fixture
def figure(asked: Asked) -> Figure:
    """The figure of a question over answers; a number says how many people gave them."""

    def figure(code: str, *given: tuple[int, Mapping[str, Any]]) -> ReportFigure:
        question = asked(code)
        answers = [one for count, one in given for _ in range(count)]
        return figure_of(QuestionTables(question, tabulated(question, answers)), 1, people("ambtenaren"))

    return figure
