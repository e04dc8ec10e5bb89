from dataclasses import asdict

import pytest
from pytest_django import DjangoAssertNumQueries

from surveys.domain import gemeente_corrections
from surveys.domain.data_set import data_set
from surveys.enums import Channel
from surveys.models import Edition
from tests.factories.surveys import GemeenteFactory, ResponseFactory


@pytest.mark.django_db
def test_each_sent_response_is_in_one_of_the_sets(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent = {"edition": edition, "completed": True}
    ResponseFactory(edition=edition)
    ResponseFactory(**sent, is_test=True)
    ResponseFactory.create_batch(2, **sent)
    moved = ResponseFactory(**sent, channel=Channel.OPEN)
    gemeente_corrections.correct(moved, GemeenteFactory(), reason="verkeerd gekozen", by=None)
    ResponseFactory(**sent, is_double=True, double_reason="proefje")
    ResponseFactory(**sent, is_double=True)
    ResponseFactory(**sent, is_late=True)

    with django_assert_num_queries(3):
        found = asdict(data_set(edition))

    del found["at"]
    assert found == {"counted": 3, "left_out": 1, "second": 1, "late": 1, "combined": 0, "corrected": 1}
