import pytest
from pytest_django import DjangoAssertNumQueries

from surveys.domain.response_rates import FunctieCount, Rate, response_table
from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def test_a_gemeente_counts_once_and_only_when_completed(edition: Edition) -> None:
    answered, draft, late, _silent = GemeenteFactory.create_batch(4, provincie=Provincie.DRENTHE)
    ResponseFactory.create_batch(2, edition=edition, gemeente=answered, completed=True)
    ResponseFactory(edition=edition, gemeente=draft)
    ResponseFactory(edition=edition, gemeente=late, completed=True, is_late=True)
    ResponseFactory(edition=edition, gemeente=late, completed=True, is_test=True)
    ResponseFactory(edition=edition, gemeente=None, completed=True)

    table = response_table(edition)

    assert table.rows[0] == Rate("Drenthe", 1, 4)
    assert (table.rows[0].percent, table.total.percent) == (25, 25.0)
    assert table.persons == 3


def test_a_response_to_another_edition_does_not_count(edition: Edition) -> None:
    gemeente = GemeenteFactory()
    ResponseFactory(gemeente=gemeente, completed=True)

    assert response_table(edition).total == Rate("Totaal", 0, response_table(edition).total.gemeenten, 1)


def test_functies_count_persons_in_the_order_of_the_question(edition: Edition) -> None:
    for functie in ("communicatie", "communicatie", "adviseur", None):
        ResponseFactory(edition=edition, completed=True, answers={"functie": functie})

    table = response_table(edition)

    assert table.functies == [
        FunctieCount("Adviseur participatie", 1),
        FunctieCount("Communicatieadviseur", 2),
        FunctieCount("Anders, namelijk", 0),
    ]
    assert table.persons == 4


def test_a_provincie_without_gemeenten_has_no_percentage(edition: Edition) -> None:
    assert {row.percent for row in response_table(edition).rows} == {None}


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_two_queries(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(count, edition=edition, completed=True)
    response_table(edition)

    with django_assert_num_queries(2):
        response_table(edition)
