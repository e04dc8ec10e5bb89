"""A figure by group: everybody beside each group, with words where the guard hides a number."""

import pytest

from surveys.domain import published as published_module
from surveys.domain.disclosure import HIDDEN
from surveys.domain.published import divisions_of, published
from surveys.enums import Provincie
from surveys.models import Edition, Questionnaire
from surveys.report.by_group import EVERYBODY, GroupCell, by_group, in_tenths
from surveys.report.figures import ReportFigure
from surveys.report.results import as_rows_by_group, results_of
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_valkey")]

TOO_FEW = GroupCell("te weinig antwoorden", is_hidden=True)
# Columns of a table by landsdeel: those of few people, and that of the west.
THIN, WEST = (2, 4), 3


@pytest.fixture
def divided(edition: Edition) -> Edition:
    """Twenty in the north, sixteen in the west of which four differ, and three in the east."""
    places = {
        Provincie.DRENTHE: [("ja", 8)] * 10 + [("nee", 6)] * 10,
        Provincie.ZEELAND: [("ja", 7)] * 12 + [("nee", 7)] * 4,
        Provincie.FLEVOLAND: [("ja", 1)] * 3,
    }
    for provincie, given in places.items():
        gemeente = GemeenteFactory(provincie=provincie)
        for budget, mark in given:
            answers = {
                "functie": "adviseur",
                "budget": budget,
                "cijfer": mark,
                "voorbeelden": ["Plein", "Park"],
            }
            answers["redenen"] = ["invloed", "kwaliteit"]
            ResponseFactory(edition=edition, gemeente=gemeente, completed=True, answers=answers)
    return edition


def figure(edition: Edition, code: str) -> ReportFigure:
    found = results_of(edition).figure(code)
    assert found is not None
    return found


def test_everybody_stands_beside_each_group(divided: Edition) -> None:
    breakdown = published(divided, "regio")
    assert breakdown is not None

    table = by_group(figure(divided, "budget"), breakdown)

    assert table is not None
    assert (table.breakdown, table.columns) == ("Landsdeel", (EVERYBODY, "Noord", "Oost", "West", "Zuid"))
    assert table.bases[0] == "39"
    assert [table.bases[place] for place in THIN] == ["–", "–"]
    ((part, lines),) = table.parts
    assert part == ""
    assert lines[0].label == "Ja"
    assert lines[0].cells[0] == GroupCell("64% (25)")
    assert {line.cells[place] for line in lines for place in THIN} == {TOO_FEW}


def test_what_is_hidden_is_on_no_page_and_in_no_file(divided: Edition) -> None:
    """Four in the west say no: fewer than five, so neither they nor what they follow from is shown."""
    breakdown = published(divided, "regio")
    assert breakdown is not None
    shown = figure(divided, "budget")

    table = by_group(shown, breakdown)
    rows = [list(row) for row in as_rows_by_group(shown, breakdown)]

    assert table is not None
    west = {line.label: line.cells[WEST] for line in table.parts[0][1]}
    assert west["Nee"] == TOO_FEW
    assert rows[0] == ["vraag", "onderdeel", "antwoord", "aantal", "n", "percentage", "landsdeel"]
    assert rows[1] == ["budget", "", "Ja", 25, 39, 64, EVERYBODY]
    assert [row[3] for row in rows if row[2] == "Nee" and row[-1] in ("West", "Oost")] == [HIDDEN.value] * 2


def test_a_ranking_has_two_parts_and_examples_are_no_people(divided: Edition) -> None:
    breakdown = published(divided, "regio")
    assert breakdown is not None

    ranking = by_group(figure(divided, "redenen"), breakdown)
    examples = figure(divided, "voorbeelden")

    assert ranking is not None
    assert [part for part, _ in ranking.parts] == ["In de top 3", "Op de eerste plaats"]
    first = {line.label: line.cells[0].text for line in ranking.parts[1][1]}
    assert first == {"Kwaliteit": "0% (0)", "Invloed": "100% (39)", "Draagvlak": "0% (0)", "Anders": "0% (0)"}
    counted = [row for row in as_rows_by_group(examples, breakdown) if row[2] == "Voorbeelden"]
    assert counted[0] == ("voorbeelden", "", "Voorbeelden", 78, None, None, EVERYBODY)


def test_a_mean_stands_where_it_may(divided: Edition) -> None:
    breakdown = published(divided, "regio")
    assert breakdown is not None

    table = by_group(figure(divided, "cijfer"), breakdown)

    assert table is not None
    ((_, (line,)),) = table.parts
    assert line.label == "Gemiddeld cijfer"
    assert line.cells[0] == GroupCell("6,5")
    assert [line.cells[place] for place in THIN] == [TOO_FEW, TOO_FEW]


def test_a_question_of_which_groups_are_made_is_not_broken_down(divided: Edition) -> None:
    breakdown = published(divided, "functie")
    assert breakdown is not None

    assert by_group(figure(divided, "functie"), breakdown) is None


def test_without_functie_nobody_is_divided_by_it(divided: Edition) -> None:
    bare = EditionFactory(questionnaire=None)

    assert divisions_of(divided) == ["regio", "grootte", "functie"]
    assert (divisions_of(bare), published(bare, "functie")) == (["regio", "grootte"], None)


def test_it_is_guarded_once_until_answers_change(
    divided: Edition, questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = []
    real = published_module.guard
    monkeypatch.setattr(published_module, "guard", lambda *given: guarded.append(1) or real(*given))

    for _ in range(2):
        published(divided, "regio")
    published(divided, "grootte")
    once = len(guarded)
    ResponseFactory(edition=divided, completed=True, answers={"budget": "ja"})
    published(divided, "regio")

    assert (once, len(guarded)) == (1, 2)


@pytest.mark.parametrize(
    ("mean", "base", "words"), [(133 / 20, 20, "6,7"), (6.0, 3, "6,0"), (20 / 3, 3, "6,7"), (10.0, 1, "10,0")]
)
def test_a_mean_is_rounded_half_up(mean: float, base: int, words: str) -> None:
    assert in_tenths(mean, base) == words
