"""What is filled in must be what would have been drawn, whatever was answered."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import fragments
from surveys.domain.questionnaires import compiled
from surveys.forms import PageForm
from surveys.kinds import Problem, kind_of
from surveys.models import Question, Questionnaire
from surveys.models.response import ROTATIONS

pytestmark = pytest.mark.django_db

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def post_for(question: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """Anything that the boxes of the question can send, right or wrong."""
    names = {}
    for name, field in kind_of(question).fields(question).items():
        codes = [str(code) for code, _ in getattr(field, "choices", [])]
        names[name] = st.lists(st.sampled_from(codes) if codes else TEXT, max_size=4)
    return st.fixed_dictionaries(names)


def drawn(question: Question, answers: dict[str, Any], rotation: int) -> str:
    return fragments.render_crispy_form(PageForm([question], answers, rotation=rotation))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_filled_in_is_drawn(questionnaire: Questionnaire, data: st.DataObject) -> None:
    for question in compiled(questionnaire.pk).questions:
        post = MultiValueDict(data.draw(post_for(question)))
        answers = kind_of(question).read(question, post)
        rotation = data.draw(st.integers(0, ROTATIONS - 1))

        filled = fragments.draw([question], answers, is_published=True, rotation=rotation)

        assert filled == drawn(question, answers, rotation)


def test_a_page_with_problems_shows_them(questionnaire: Questionnaire) -> None:
    question = next(item for item in compiled(questionnaire.pk).questions if item.code == "bedrag")
    problem = Problem("bedrag", "Vul een bedrag in.")

    html = fragments.draw([question], {"bedrag": "veel"}, [problem], is_published=True)

    assert "Vul een bedrag in." in html


def test_a_question_of_a_concept_is_not_kept(questionnaire: Questionnaire) -> None:
    question = compiled(questionnaire.pk).questions[0]
    fragments.draw([question], {}, is_published=False)

    assert (question.pk, 0) not in fragments._FRAGMENTS
