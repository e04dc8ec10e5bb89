from django.utils.datastructures import MultiValueDict

from surveys.enums import Missing
from surveys.kinds.single_choice import KIND
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


def test_read_takes_the_last_of_two(asked: Asked) -> None:
    posted = MultiValueDict({"budget": ["ja", "nee"]})

    assert KIND.read(asked("budget"), posted) == {"budget": "nee"}


def test_other_asks_what(asked: Asked) -> None:
    problems = KIND.problems(asked("functie"), {"functie": "anders", "functie_anders": None})

    assert [(problem.field, problem.text) for problem in problems] == [
        ("functie_anders", "Vul in wat u bedoelt met ‘Anders, namelijk’, of kies dat antwoord niet.")
    ]


def test_the_text_of_other_is_exported_only_with_that_answer(asked: Asked) -> None:
    _, text = KIND.variables(asked("functie"))
    typed = {"functie_anders": "Griffier"}

    exported = [text.read({"functie": code, **typed}) for code in ("anders", "adviseur", None)]

    assert exported == ["Griffier", Missing.NOT_SHOWN, None]
    assert text.read({"functie": "anders", "functie_anders": None}) is None


def test_tabulate_counts_dont_know_as_an_answer(asked: Asked) -> None:
    shown_to = [{"budget": "ja"}, {"budget": "weet_niet"}, {"budget": None}, {}]

    (table,) = tabulated(asked("budget"), shown_to)

    assert table.base == 2
    assert [(count.code, count.count) for count in table.counts] == [("ja", 1), ("nee", 0), ("weet_niet", 1)]
