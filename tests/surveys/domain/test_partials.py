from typing import Any

import pytest

from surveys.domain import partials
from surveys.domain.questionnaires import compiled
from surveys.models import Edition, Questionnaire
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

# Nine questions are shown, and one more to who has a budget.
FOUR = {"functie": "adviseur", "kanalen": ["website"], "cijfer": 7, "definitie": "Samen beslissen"}
FIVE = FOUR | {"budget": "nee"}


@pytest.mark.parametrize(
    ("answers", "is_partial"),
    [
        ({}, False),
        (FOUR, False),
        (FIVE, True),
        (FOUR | {"bedrag": 25_000}, False),
        (FOUR | {"budget": "ja"}, True),
        (FOUR | {"budget": None, "redenen": None, "voorbeelden": None}, False),
    ],
    ids=["nothing", "four of nine", "five of nine", "one is hidden", "five of ten", "seen and left empty"],
)
def test_half_of_the_questions_shown_is_a_part(
    questionnaire: Questionnaire, answers: dict[str, Any], is_partial: bool
) -> None:
    assert partials.is_partial(compiled(questionnaire.pk), answers) == is_partial


def test_a_draft_is_a_part_and_what_was_sent_or_does_not_count_is_not(edition: Edition) -> None:
    gemeente = GemeenteFactory()
    draft = ResponseFactory(edition=edition, gemeente=gemeente, answers=FIVE)
    late = ResponseFactory(edition=edition, gemeente=None, answers=FIVE, completed=True, is_late=True)
    ResponseFactory(edition=edition, answers=FOUR)
    ResponseFactory(edition=edition, answers=FIVE, completed=True)
    ResponseFactory(edition=edition, answers=FIVE, is_test=True)
    ResponseFactory(questionnaire=edition.questionnaire, answers=FIVE)

    assert partials.partials(edition) == {draft.pk: gemeente.pk, late.pk: None}
