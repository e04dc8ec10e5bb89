import pytest

from surveys.models import Edition, Response
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.surveys.kinds.test_kinds import ANSWERS


@pytest.fixture
def response(edition: Edition) -> Response:
    """A draft of the short questionnaire in which every kind is answered; nothing else is."""
    answers = {name: value for given in ANSWERS.values() for name, value in given.items()}
    return ResponseFactory(
        edition=edition,
        gemeente=GemeenteFactory(name="Súdwest-Fryslân"),
        answers=answers | {"budget": "ja"},
    )
