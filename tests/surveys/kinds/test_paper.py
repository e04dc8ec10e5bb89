import pytest

from surveys.kinds import kind_of
from surveys.kinds.paper import Choice, Choices, Grid, GridRow, Lines, Scale, Shape, Term, Terms
from tests.surveys.kinds.conftest import Asked

DONT_KNOW = Choice("Weet niet")
ON_PAPER: dict[str, list[Shape]] = {
    "functie": [
        Choices(
            several=False,
            choices=(
                Choice("Adviseur participatie"),
                Choice("Communicatieadviseur"),
                Choice("Anders, namelijk", "Wat is uw functie?"),
            ),
        )
    ],
    "budget": [Choices(several=False, choices=(Choice("Ja"), Choice("Nee")), apart=(DONT_KNOW,))],
    "bedrag": [
        Lines(1, sign="€"),
        Choices(several=False, choices=(), apart=(Choice("Dat verschilt per project"),)),
    ],
    "kanalen": [
        Choices(
            several=True,
            choices=(Choice("Website"), Choice("Krant"), Choice("Anders, namelijk", "Welk middel?")),
            apart=(Choice("Geen van deze"),),
        )
    ],
    "cijfer": [
        Scale(10, "zeer slecht", "uitstekend"),
        Choices(several=False, choices=(), apart=(DONT_KNOW,)),
    ],
    "redenen": [
        Grid(
            rows=(
                GridRow("Draagvlak"),
                GridRow("Kwaliteit"),
                GridRow("Invloed"),
                GridRow("Anders, namelijk", write="Welke reden?"),
            ),
            columns=("1e", "2e", "3e"),
        )
    ],
    "stellingen": [
        Grid((GridRow("Beleid", "7.1"), GridRow("Toolbox", "7.2")), ("Volledig", "Deels", "Weet niet"))
    ],
    "definitie": [Lines(4)],
    "ambities": [
        Lines(3, "Op korte termijn"),
        Lines(3, "Op lange termijn"),
        Choices(several=False, choices=(), apart=(Choice("Geen verwachtingen"), DONT_KNOW)),
    ],
    "voorbeelden": [Lines(3)],
}


@pytest.mark.parametrize("code", ON_PAPER)
def test_each_kind_on_paper(asked: Asked, code: str) -> None:
    question = asked(code)

    assert kind_of(question).on_paper(question) == ON_PAPER[code]


def test_the_words_of_a_matrix_are_explained_before_it(asked: Asked) -> None:
    question = asked("stellingen")
    question.settings = {"definitions": [{"term": "Beleid", "text": "wat de raad heeft vastgesteld"}]}

    terms, grid = kind_of(question).on_paper(question)

    assert terms == Terms((Term("Beleid", "wat de raad heeft vastgesteld"),))
    assert [grid] == ON_PAPER["stellingen"]
