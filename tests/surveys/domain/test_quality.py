from datetime import UTC, datetime

import pytest

from surveys.domain.quality import Quality, quality_of
from surveys.enums import ResponseFlag
from surveys.models import Edition
from tests.factories.surveys import ResponseFactory


@pytest.mark.django_db
def test_quality_names_what_is_remarkable(edition: Edition) -> None:
    response = ResponseFactory(
        edition=edition,
        started_at=datetime(2023, 6, 12, 9, 0, tzinfo=UTC),
        completed_at=datetime(2023, 6, 12, 9, 2, 59, tzinfo=UTC),
        answers={"functie": "adviseur", "budget": "ja"},
        flags=[ResponseFlag.FAST_FINISH],
    )

    found = quality_of(response)

    flags = (ResponseFlag.FAST_FINISH.label,)
    assert found == Quality(minutes=2, shown=found.shown, answered=2, straight=(), flags=flags)
    assert found.is_remarkable
