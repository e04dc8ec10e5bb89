from django.utils.datastructures import MultiValueDict

from surveys.kinds.open_text import KIND
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


def test_text_over_the_limit_is_kept_whole_and_pointed_out(asked: Asked) -> None:
    question = asked("definitie")

    answers = KIND.read(question, MultiValueDict({"definitie": ["a" * 1201]}))

    assert answers == {"definitie": "a" * 1201}
    assert [problem.text for problem in KIND.problems(question, answers)] == [
        "Maak deze tekst korter. Er passen 200 tekens in, dit zijn er 1.201."
    ]


def test_control_characters_and_half_surrogates_fall_away(asked: Asked) -> None:
    posted = MultiValueDict({"definitie": [" a\x00\x1b\r\nb😀\ud83d "]})

    assert KIND.read(asked("definitie"), posted)["definitie"] == "a\nb😀"


def test_words_and_dont_know_cannot_both_be(asked: Asked) -> None:
    question = asked("ambities")

    assert KIND.problems(question, {"ambities_keuze": "geen"}) == []
    assert [
        problem.field
        for problem in KIND.problems(question, {"ambities_kort": "Beleid", "ambities_keuze": "geen"})
    ] == ["ambities_keuze"]


def test_tabulate_counts_each_box_and_the_asides(asked: Asked) -> None:
    shown_to = [
        {"ambities_kort": "Beleid", "ambities_lang": "Cultuur"},
        {"ambities_kort": "Beleid"},
        {"ambities_keuze": "geen"},
        {},
    ]

    tables = tabulated(asked("ambities"), shown_to)

    assert [(table.code, table.base, [count.count for count in table.counts]) for table in tables] == [
        ("ambities_kort", 4, [2, 2]),
        ("ambities_lang", 4, [1, 3]),
        ("ambities_keuze", 4, [1, 0]),
    ]
