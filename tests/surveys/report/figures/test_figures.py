"""From counts to a headline, a chart and a table; the headline is true whatever was answered."""

import dataclasses

import pytest

from surveys.kinds import KINDS
from surveys.report.figures import SHAPES, Cell
from surveys.report.figures import order as order_module
from surveys.report.svg import (
    NARROW,
    Amount,
    AmountRange,
    Distribution,
    FirstAndTop,
    Ranked,
    Series,
    ShareBar,
    ShareBars,
    StackedBars,
    StackedRow,
    as_svg,
)
from tests.surveys.kinds.test_kinds import ANSWERS, CODES
from tests.surveys.report.figures.conftest import Figure

pytestmark = pytest.mark.django_db


def test_every_kind_has_a_shape() -> None:
    assert {kind.chart for kind in KINDS.values()} == set(SHAPES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("people", [0, 1, 3])
def test_every_kind_becomes_a_figure_of_any_answers(figure: Figure, code: str, people: int) -> None:
    found = figure(code, (people, ANSWERS[code]))

    assert found.finding
    assert found.table.lines
    assert found.is_empty == (people == 0)
    assert found.chart is None or "<svg" in as_svg(found.chart, found.finding, NARROW)
    assert all(cell.base is None or cell.count <= cell.base for cell in found.cells)


@pytest.mark.parametrize("code", CODES)
def test_without_answers_it_says_so(figure: Figure, code: str) -> None:
    found = figure(code)

    assert found.finding in ("Niemand heeft deze vraag beantwoord", "Niemand kreeg deze vraag")
    assert found.n == "n = 0"


def test_single_choice(figure: Figure) -> None:
    found = figure(
        "budget", (3, {"budget": "nee"}), (5, {"budget": "ja"}), (2, {"budget": "weet_niet"}), (4, {})
    )

    assert found.finding == "‘Ja’ is het vaakst gekozen: door de helft van de ambtenaren (50%)"
    assert found.n == "n = 10"
    assert found.chart == ShareBars(
        (ShareBar("Ja", 5), ShareBar("Nee", 3), ShareBar("Weet niet", 2, is_grey=True)), 10, apart=2
    )
    assert list(found.table.plain()) == [
        ["Antwoord", "Aantal", "Percentage"],
        ["Ja", 5, 50],
        ["Nee", 3, 30],
        ["Weet niet", 2, 20],
        ["Aantal mensen (n)", 10, None],
    ]
    assert found.cells == (Cell("", "Ja", 5, 10), Cell("", "Nee", 3, 10), Cell("", "Weet niet", 2, 10))


def test_ties_are_told(figure: Figure) -> None:
    two = figure("budget", (1, {"budget": "ja"}), (1, {"budget": "weet_niet"}))
    four = figure("kanalen", (2, {"kanalen": ["website", "krant", "anders"]}), (2, {"kanalen": ["geen"]}))

    assert two.finding == (
        "‘Ja’ en ‘Weet niet’ zijn even vaak het meest gekozen: elk door de helft van de ambtenaren (50%)"
    )
    assert four.finding == (
        "4 antwoorden zijn even vaak het meest gekozen: elk door de helft van de ambtenaren (50%)"
    )


def test_multiple_choice_is_sorted_with_the_others_apart(figure: Figure) -> None:
    found = figure("kanalen", (1, {"kanalen": ["website", "krant", "anders"]}), (2, {"kanalen": ["krant"]}))

    assert found.chart == ShareBars(
        (
            ShareBar("Krant", 3),
            ShareBar("Website", 1),
            ShareBar("Anders", 1),
            ShareBar("Geen van deze", 0, is_grey=True),
        ),
        3,
        apart=2,
    )
    assert found.finding == "‘Krant’ is het vaakst gekozen: door alle ambtenaren"
    assert found.remarks == ("Meer antwoorden waren mogelijk, dus samen kunnen ze meer dan 100% zijn.",)


def test_an_order_that_means_something_is_kept(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_module, "IN_OWN_ORDER", frozenset({"kanalen"}))

    found = figure("kanalen", (2, {"kanalen": ["krant"]}))

    assert [line.label for line in found.table.lines] == ["Website", "Krant", "Anders", "Geen van deze"]


def test_mark(figure: Figure) -> None:
    """A mean of 6,65 exactly: half is rounded up."""
    found = figure("cijfer", (7, {"cijfer": 6}), (13, {"cijfer": 7}), (3, {"cijfer": None}))

    assert found.finding == "Het gemiddelde cijfer is een 6,7"
    assert found.chart == Distribution((0, 0, 0, 0, 0, 7, 13, 0, 0, 0), 6.65, "6,7")
    assert found.n == "n = 20"


def test_ranking_with_a_leader_that_stays_behind(figure: Figure) -> None:
    found = figure(
        "redenen",
        (3, {"redenen": ["invloed"]}),
        (2, {"redenen": ["kwaliteit", "draagvlak"]}),
        (3, {"redenen": ["draagvlak", "kwaliteit"]}),
        (1, {"redenen": ["invloed", "kwaliteit"]}),
    )

    assert found.finding == "‘Kwaliteit’ staat het vaakst in de top 3: bij twee derde van de ambtenaren (67%)"
    assert found.remarks == (
        "‘Invloed’ staat het vaakst op de eerste plaats (44%), maar staat minder vaak in de top 3 dan ‘Kwaliteit’ "
        "(44% tegen 67%).",
    )
    assert found.chart == FirstAndTop(
        (
            Ranked("Kwaliteit", 2, 6),
            Ranked("Draagvlak", 3, 5),
            Ranked("Invloed", 4, 4),
            Ranked("Anders", 0, 0),
        ),
        9,
        ("Op de eerste plaats", "In de top 3"),
        apart=3,
    )


def test_ranking_without_a_remark(figure: Figure) -> None:
    agreed = figure("redenen", (3, {"redenen": ["invloed", "kwaliteit"]}))
    divided = figure("redenen", (2, {"redenen": ["invloed"]}), (2, {"redenen": ["kwaliteit", "draagvlak"]}))

    assert (agreed.remarks, divided.remarks) == ((), ())


def test_matrix_without_a_top_compares_the_first_answer(figure: Figure) -> None:
    found = figure(
        "stellingen",
        (6, {"stellingen_beleid": "deels", "stellingen_toolbox": "volledig"}),
        (3, {"stellingen_beleid": "volledig", "stellingen_toolbox": "weet_niet"}),
        (1, {"stellingen_beleid": "volledig"}),
    )

    assert found.finding == (
        "‘Volledig’ is het vaakst gekozen bij ‘Toolbox’: door twee derde van de ambtenaren (67%)"
    )
    assert found.n == "n = 9–10"
    assert found.chart == StackedBars(
        (Series("Volledig", "scale-5"), Series("Deels", "scale-2"), Series("Weet niet", "aside")),
        (StackedRow("Toolbox", (6, 0, 3), 9), StackedRow("Beleid", (4, 6, 0), 10)),
    )
    assert list(found.table.plain()) == [
        ["Onderdeel", "Volledig", "Deels", "Weet niet", "n"],
        ["Toolbox", "67% (6)", "0% (0)", "33% (3)", 9],
        ["Beleid", "40% (4)", "60% (6)", "0% (0)", 10],
    ]


def test_rows_of_a_matrix_share_the_first_place_by_their_share(figure: Figure) -> None:
    both = figure(
        "stellingen",
        (1, {"stellingen_beleid": "volledig", "stellingen_toolbox": "volledig"}),
        (1, {"stellingen_beleid": "deels", "stellingen_toolbox": "deels"}),
    )
    neither = figure("stellingen", (1, {"stellingen_beleid": "deels"}))

    assert both.finding == (
        "‘Volledig’ is even vaak het meest gekozen bij ‘Beleid’ en ‘Toolbox’: door de helft van de ambtenaren (50%)"
    )
    assert neither.finding == "‘Volledig’ is bij geen enkel onderdeel gekozen"


def test_open_questions(figure: Figure) -> None:
    one = figure("definitie", (3, {"definitie": "Samen"}), (1, {}))
    two = figure("ambities", (1, {"ambities_kort": "Een verordening"}), (3, {"ambities_keuze": "geen"}))

    assert one.finding == "Deze open vraag is beantwoord door drie kwart van de ambtenaren (75%)"
    assert two.finding == "‘Op korte termijn’ is het vaakst ingevuld: door 25% van de ambtenaren"
    assert [line.label for line in two.table.lines] == [
        "Op korte termijn: ingevuld",
        "Op korte termijn: niet ingevuld",
        "Op lange termijn: ingevuld",
        "Op lange termijn: niet ingevuld",
        "Geen verwachtingen",
        "Weet niet",
    ]


def test_examples_are_things_and_no_part_of_the_people(figure: Figure) -> None:
    found = figure("voorbeelden", (3, {"voorbeelden": ["Plein", "Park"]}), (1, {}))

    assert found.finding == "Samen 6 voorbeelden, genoemd door drie kwart van de ambtenaren (75%)"
    assert found.cells == (Cell("", "Ingevuld", 3, 4), Cell("", "Voorbeelden", 6, None))
    assert figure("voorbeelden", (2, {})).finding == "Niemand noemde een voorbeeld"


def test_amounts(figure: Figure) -> None:
    amounts = [{"bedrag": amount} for amount in (5_000, 25_000, 30_000.5, 200_000)]
    found = figure("bedrag", *((1, one) for one in amounts), (4, {"bedrag_keuze": "verschilt"}))

    assert found.finding == (
        "Het middelste bedrag is € 27.500,25; een bedrag is genoemd door de helft van wie deze vraag kreeg (50%)"
    )
    assert found.chart == AmountRange(
        Amount(5_000, "€ 5.000"), Amount(27_500.25, "€ 27.500,25"), Amount(200_000, "€ 200.000")
    )
    assert figure("bedrag", (1, {"bedrag_keuze": "verschilt"})).chart is None


def test_of_a_route_it_is_said_who_got_the_question(figure: Figure) -> None:
    found = figure("bedrag", (3, {"bedrag": 25_000}), (1, {"bedrag_keuze": "verschilt"}))

    assert found.finding.endswith("door drie kwart van wie deze vraag kreeg (75%)")


def test_a_matrix_with_a_top_goes_from_well_to_badly(figure: Figure) -> None:
    found = figure("stellingen", (2, {"stellingen_beleid": "volledig"}), (1, {"stellingen_beleid": "deels"}))
    question = found.question
    question.settings = {"top": ["volledig"]}
    try:
        chart = figure("stellingen", (2, {"stellingen_beleid": "volledig"})).chart
    finally:
        question.settings = {}

    assert isinstance(chart, StackedBars)
    assert [one.fill for one in chart.series] == ["likert-1", "likert-5", "aside"]
    assert (chart.top_label, [row.top for row in chart.rows]) == ("Volledig", [2, 0])


def test_a_scale_that_climbs_is_darkest_at_its_top(figure: Figure) -> None:
    question = figure("stellingen").question
    question.settings = {"top": ["deels"]}
    try:
        chart = figure("stellingen", (2, {"stellingen_beleid": "deels"})).chart
    finally:
        question.settings = {}

    assert isinstance(chart, StackedBars)
    assert [one.fill for one in chart.series] == ["scale-2", "scale-5", "aside"]
    assert [dataclasses.astuple(row)[1:] for row in chart.rows] == [((0, 2, 0), 2, 2), ((0, 0, 0), 0, 0)]
