from collections.abc import Callable

import pytest

from surveys.domain.questionnaires import compiled
from surveys.models import Question, Questionnaire

Asked = Callable[[str], Question]


@pytest.fixture
def asked(questionnaire: Questionnaire) -> Asked:
    """Gives a question of the short questionnaire by its code."""
    questions = {question.code: question for question in compiled(questionnaire.pk).questions}
    return questions.__getitem__
