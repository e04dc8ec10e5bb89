"""The themes of open answers stand under the figure of their question, and in its file."""

import pytest
from django.contrib.auth.models import User

from surveys.domain import coding, themes
from surveys.domain.coding import Seen
from surveys.domain.open_answers import digest_of, open_variables
from surveys.domain.published import published
from surveys.models import Edition, Response
from surveys.report.by_group import by_group
from surveys.report.figures import Cell, ReportFigure
from surveys.report.results import as_rows, results_of
from surveys.report.svg import ShareBar, ShareBars
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_valkey")]

TEXT = "Samen beslissen"


@pytest.fixture
def anna() -> User:
    user: User = StaffFactory(username="anna")
    return user


def figure(edition: Edition, code: str = "definitie") -> ReportFigure:
    found = results_of(edition).figure(code)
    assert found is not None
    return found


def seen(response: Response, code: str = "definitie") -> Seen:
    variable = next(one for one in open_variables(response.edition) if one.code == code)
    return Seen(response, variable, digest_of(TEXT))


def test_themes_by_size_over_what_was_coded(edition: Edition, anna: User) -> None:
    late, early = (themes.make(edition, "definitie", label=label, by=anna) for label in ("Laat", "Vroeg"))
    first, second, _ = ResponseFactory.create_batch(
        3, edition=edition, completed=True, answers={"definitie": TEXT}
    )
    for response, theme in ((first, early), (first, late), (second, early)):
        coding.give(seen(response), theme, by=anna)

    found = figure(edition)

    (theme_figure,) = found.themes
    assert (found.n, found.bases) == ("n = 3", (3,))
    assert theme_figure.finding == "‘Vroeg’ komt het vaakst voor: in alle gecodeerde antwoorden"
    assert theme_figure.n == "n = 2"
    assert theme_figure.chart == ShareBars((ShareBar("Vroeg", 2), ShareBar("Laat", 1)), 2)
    about = "Thema’s: Wat is burgerparticipatie volgens u?"
    assert theme_figure.cells == (Cell(about, "Vroeg", 2, 2), Cell(about, "Laat", 1, 2))
    rows = list(as_rows(found))
    assert [row[1:] for row in rows[-2:]] == [(about, "Vroeg", 2, 2, 100), (about, "Laat", 1, 2, 50)]


def test_ties_and_answers_without_a_theme(edition: Edition, anna: User) -> None:
    late, early = (themes.make(edition, "definitie", label=label, by=anna) for label in ("Laat", "Vroeg"))
    response = ResponseFactory(edition=edition, completed=True, answers={"definitie": TEXT})
    answer = seen(response)

    coding.say_none_fits(answer, active=[late.pk, early.pk], by=anna)
    none = figure(edition).themes[0].finding
    coding.take_none_back(answer, by=anna)
    for theme in (late, early):
        coding.give(answer, theme, by=anna)
    both = figure(edition).themes[0].finding

    assert none == "Geen enkel antwoord kreeg een thema"
    assert both == "‘Laat’ en ‘Vroeg’ komen even vaak het meest voor: elk in alle gecodeerde antwoorden"


def test_without_themes_there_is_nothing_under_it(edition: Edition, anna: User) -> None:
    themes.make(edition, "ambities_kort", label="Laat", by=anna)
    ResponseFactory(edition=edition, completed=True, answers={"definitie": TEXT})

    assert [one.themes for chapter in results_of(edition).chapters for one in chapter.figures] == [()] * 10


def test_a_ranking_with_coded_texts_stays_a_ranking(edition: Edition, anna: User) -> None:
    """And what is published by group is the same before and after, for coders go on while answers stay."""
    answers = {"redenen": ["anders"], "redenen_anders": TEXT}
    response = ResponseFactory(edition=edition, completed=True, answers=answers)
    before = published(edition, "regio")
    theme = themes.make(edition, "redenen_anders_tekst", label="Laat", by=anna)
    coding.give(seen(response, "redenen_anders_tekst"), theme, by=anna)

    found = figure(edition, "redenen")
    breakdown = published(edition, "regio")

    assert breakdown is not None
    assert breakdown == before
    assert found.finding == "‘Anders’ staat het vaakst in de top 3: bij alle ambtenaren"
    assert [theme.finding for theme in found.themes] == [
        "‘Laat’ komt het vaakst voor: in alle gecodeerde antwoorden"
    ]
    assert by_group(found, breakdown) is not None
