from django.utils.datastructures import MultiValueDict

from surveys.enums import Missing
from surveys.kinds.multiple_choice import KIND
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


def fields(asked: Asked, answers: dict[str, object]) -> list[str]:
    return [problem.field for problem in KIND.problems(asked("kanalen"), answers)]


def test_read_keeps_the_order_of_the_options(asked: Asked) -> None:
    posted = MultiValueDict({"kanalen": ["krant", "website", "krant"]})

    assert KIND.read(asked("kanalen"), posted) == {"kanalen": ["website", "krant"], "kanalen_anders": None}


def test_none_of_these_stands_alone(asked: Asked) -> None:
    assert fields(asked, {"kanalen": ["website", "geen"]}) == ["kanalen"]
    assert fields(asked, {"kanalen": ["geen"]}) == []


def test_other_asks_what(asked: Asked) -> None:
    assert fields(asked, {"kanalen": ["anders"], "kanalen_anders": None}) == ["kanalen_anders"]
    assert fields(asked, {"kanalen": ["anders"], "kanalen_anders": "x" * 201}) == ["kanalen_anders"]
    assert fields(asked, {"kanalen": ["anders"], "kanalen_anders": "Radio"}) == []


def test_text_without_the_tick_is_kept_and_not_exported(asked: Asked) -> None:
    question = asked("kanalen")
    answers = {"kanalen": ["website"], "kanalen_anders": "Radio"}

    exported = {variable.code: variable.read(answers) for variable in KIND.variables(question)}

    assert exported == {
        "kanalen_website": 1,
        "kanalen_krant": 0,
        "kanalen_anders": 0,
        "kanalen_geen": 0,
        "kanalen_anders_tekst": Missing.NOT_SHOWN,
    }


def test_lines_say_what_other_is(asked: Asked) -> None:
    answers = {"kanalen": ["website", "anders"], "kanalen_anders": "Radio"}

    assert KIND.lines(asked("kanalen"), answers) == [
        ("Welke middelen gebruikt uw gemeente?", ["Website", "Anders, namelijk: Radio"])
    ]


def test_tabulate_counts_persons_among_those_who_ticked_anything(asked: Asked) -> None:
    shown_to = [{"kanalen": ["website", "krant"]}, {"kanalen": ["website"]}, {"kanalen": None}, {}]

    (table,) = tabulated(asked("kanalen"), shown_to)

    assert table.base == 2
    assert [count.count for count in table.counts] == [2, 1, 0, 0]
