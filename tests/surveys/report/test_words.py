"""Words for a part of the people: each is bound to a range, and says nothing that is not so."""

import pytest

from surveys.report.words import Who, in_a_sentence, joined, named, number_of_bases, part_of, people, printed

WHO = people("ambtenaren")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (44, "44% van de ambtenaren"),
        (45, "bijna de helft van de ambtenaren (45%)"),
        (47, "bijna de helft van de ambtenaren (47%)"),
        (48, "de helft van de ambtenaren (48%)"),
        (52, "de helft van de ambtenaren (52%)"),
        (53, "53% van de ambtenaren"),
        (60, "60% van de ambtenaren"),
        (61, "twee derde van de ambtenaren (61%)"),
        (67, "twee derde van de ambtenaren (67%)"),
        (68, "68% van de ambtenaren"),
        (72, "72% van de ambtenaren"),
        (73, "drie kwart van de ambtenaren (73%)"),
        (77, "drie kwart van de ambtenaren (77%)"),
        (78, "78% van de ambtenaren"),
        (94, "94% van de ambtenaren"),
        (95, "nagenoeg alle ambtenaren (95%)"),
        (100, "alle ambtenaren"),
        (0, "niemand van de ambtenaren"),
    ],
)
def test_each_word_has_its_range(share: int, words: str) -> None:
    assert part_of(share, 100, WHO) == words


def test_a_range_is_of_the_figure_that_is_printed() -> None:
    assert part_of(359, 800, WHO) == "bijna de helft van de ambtenaren (45%)"
    assert part_of(299, 300, WHO) == "nagenoeg alle ambtenaren (100%)"


def test_who_got_a_question_is_said() -> None:
    routed = Who("iedereen die antwoordde", "wie antwoordde")

    assert part_of(3, 4, routed) == "drie kwart van wie antwoordde (75%)"
    assert part_of(4, 4, routed) == "iedereen die antwoordde"


def test_a_figure_that_cannot_be_is_a_mistake() -> None:
    assert (printed(50, 75), printed(0, 0)) == (67, None)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["Volledig uitgewerkt", "Grotendeels uitgewerkt"], "Volledig of grotendeels uitgewerkt"),
        (["Helemaal mee eens", "Mee eens"], "Helemaal mee eens of mee eens"),
        (["Vooraf meebeslissen", "Vooraf meedoen"], "Vooraf meebeslissen of vooraf meedoen"),
        (["Ja", "Nee"], "Ja of nee"),
        (["BOA", "WOB"], "BOA of WOB"),
        (["Ja"], "Ja"),
        ([], ""),
    ],
)
def test_answers_that_are_taken_together(labels: list[str], words: str) -> None:
    assert joined(labels) == words


def test_names_and_bases() -> None:
    assert [named(list("ABC"[:count])) for count in (1, 2, 3)] == ["‘A’", "‘A’ en ‘B’", "‘A’, ‘B’ en ‘C’"]
    assert [number_of_bases(bases) for bases in ([], [75], [75, 74, 75])] == ["n = 0", "n = 75", "n = 74–75"]
    assert [in_a_sentence(label) for label in ("Anders", "BOA", "x", "")] == ["anders", "BOA", "x", ""]
