import pytest
from django.utils.datastructures import MultiValueDict

from surveys.kinds import Problem
from surveys.kinds.amount import KIND, format_amount, parse_amount
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("25000", 25_000),
        ("25.000", 25_000),
        ("25 000", 25_000),
        ("€ 25.000,-", 25_000),
        ("€ 25.000,--", 25_000),
        ("25.000,–", 25_000),
        ("1.000,50", 1_000.5),
        ("25.000,50", 25_000.5),
        ("10.000 euro", 10_000),
        ("0", 0),
        ("1.000.000", 1_000_000),
    ],
)
def test_parse_amount_reads_dutch_notation(typed: str, euros: float) -> None:
    assert parse_amount(typed) == euros


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "veel",
        "25,000",
        "1.00",
        "-5",
        "2,5",
        "1000,5",
        "25.00.000",
        "1e6",
        "€ 25k",
        "10 tot 20",
        "ongeveer 10.000",
    ],
)
def test_parse_amount_refuses_what_could_mean_two_things(typed: str) -> None:
    assert parse_amount(typed) is None


@pytest.mark.parametrize(("euros", "written"), [(0, "0"), (1_250_000, "1.250.000"), (12.5, "12,50")])
def test_format_amount_is_read_back_the_same(euros: float, written: str) -> None:
    assert format_amount(euros) == written
    assert parse_amount(written) == euros


@pytest.mark.parametrize("typed", ["ongeveer 10.000", "1000,5", "€ 25k"])
def test_what_is_no_amount_is_kept_and_said_how_to_mend(asked: Asked, typed: str) -> None:
    question = asked("bedrag")

    answers = KIND.read(question, MultiValueDict({"bedrag": [typed]}))

    text = "Vul alleen een bedrag in, in cijfers: 25.000 of 1.250,50. Laat letters en woorden weg."
    assert answers == {"bedrag": typed, "bedrag_keuze": None}
    assert KIND.problems(question, answers) == [Problem("bedrag", text)]
    assert KIND.form_data(question, answers) == {"bedrag": typed, "bedrag_keuze": []}


def test_an_amount_and_that_it_differs_cannot_both_be(asked: Asked) -> None:
    question = asked("bedrag")
    answers = {"bedrag": 5000, "bedrag_keuze": "verschilt"}

    assert [problem.field for problem in KIND.problems(question, answers)] == ["bedrag_keuze"]


def test_tabulate_gives_the_mean_of_the_amounts_alone(asked: Asked) -> None:
    question = asked("bedrag")
    shown_to = [{"bedrag": 10}, {"bedrag": 30}, {"bedrag": "veel"}, {"bedrag_keuze": "verschilt"}, {}]

    (table,) = tabulated(question, shown_to)

    assert (table.base, table.mean) == (5, 20)
    assert [(count.code, count.count) for count in table.counts] == [("named", 2), ("verschilt", 1)]


def test_a_number_of_thousands_of_digits_stays_text() -> None:
    assert parse_amount("1" + ".000" * 4) == 10**12
    assert parse_amount("1" + ".000" * 3000) is None
    assert parse_amount("9" * 5000) is None
