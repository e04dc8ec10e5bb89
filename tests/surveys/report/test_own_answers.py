from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.domain import answering
from surveys.models import Response
from surveys.report.own_answers import AnsweredPart, AnsweredQuestion, changed_at, own_answers
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db


def answered(response: Response) -> dict[str, list[AnsweredQuestion]]:
    sections = own_answers(answering.questionnaire_of(response), response.answers)
    return {section.title: section.questions for section in sections}


def test_own_answers_are_in_words_with_what_was_left_open(response: Response) -> None:
    assert answered(response)["Oordeel"] == [
        AnsweredQuestion("5", "Welk cijfer geeft u?", [AnsweredPart("", ["7"])]),
        AnsweredQuestion(
            "6",
            "Wat zijn de belangrijkste redenen?",
            [AnsweredPart("", ["1. Invloed", "2. Draagvlak", "3. Anders, namelijk: Elkaar ontmoeten"])],
        ),
        AnsweredQuestion(
            "7",
            "Hoe ver is dit uitgewerkt?",
            [AnsweredPart("Beleid", ["Deels"]), AnsweredPart("Toolbox", ["Weet niet"])],
        ),
    ]
    assert answered(response)["In uw woorden"][1] == AnsweredQuestion(
        "9",
        "Welke ambities heeft uw gemeente?",
        [AnsweredPart("Op korte termijn", ["Een verordening"]), AnsweredPart("Op lange termijn", [])],
    )


def test_own_answers_leave_out_what_routing_hides(response: Response) -> None:
    response.answers |= {"budget": "nee"}

    assert [question.number for question in answered(response)["Keuzes"]] == ["1", "2", "4"]


def test_only_what_is_saved_after_sending_is_a_change() -> None:
    now = timezone.now()
    draft = ResponseFactory.build(saved_at=now)
    sent = ResponseFactory.build(saved_at=now, completed_at=now)
    changed = ResponseFactory.build(saved_at=now, completed_at=now - timedelta(days=1))

    assert [changed_at(response) for response in (draft, sent, changed)] == [None, None, now]
