from surveys.domain.routing import shown
from surveys.models import Question


def asked(code: str, route: dict[str, object] | None = None) -> Question:
    return Question(code=code, kind="single_choice", show_if=route)


BUDGET = asked("budget")
AMOUNT = asked("bedrag", {"question": "budget", "is": ["ja", "deels"]})
WHY = asked("waarom", {"question": "bedrag", "is": ["veel"]})


def codes(answers: dict[str, object]) -> list[str]:
    return [question.code for question in shown([BUDGET, AMOUNT, WHY], answers)]


def test_shown_without_an_answer_leaves_the_conditional_out() -> None:
    assert codes({}) == ["budget"]


def test_shown_opens_after_any_of_its_answers() -> None:
    assert codes({"budget": "ja"}) == ["budget", "bedrag"]
    assert codes({"budget": "deels"}) == ["budget", "bedrag"]
    assert codes({"budget": "nee"}) == ["budget"]


def test_shown_opens_nothing_by_an_answer_that_is_hidden_itself() -> None:
    assert codes({"budget": "ja", "bedrag": "veel"}) == ["budget", "bedrag", "waarom"]
    assert codes({"budget": "nee", "bedrag": "veel"}) == ["budget"]
