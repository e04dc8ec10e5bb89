from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from surveys.enums import ResponseFlag
from surveys.models import Edition, Response
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

LIST = reverse("admin:surveys_response_changelist")


@pytest.fixture
def responses(edition: Edition) -> dict[str, Response]:
    """One of each standing, by what is to be seen of it."""
    standings = {
        "plain": {},
        "double": {"is_double": True, "double_reason": "zelfde tekst"},
        "grace": {"is_in_grace": True, "flags": [ResponseFlag.HONEYPOT]},
        "late": {"is_late": True, "flags": [ResponseFlag.HONEYPOT, ResponseFlag.FAST_START]},
    }
    moment = datetime(2023, 6, 12, 9, 41, tzinfo=UTC)
    return {
        name: ResponseFactory(edition=edition, started_at=moment, completed_at=moment, **standing)
        for name, standing in standings.items()
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"plain", "double", "grace", "late"}),
        ({"is_double__exact": 1}, {"double"}),
        ({"is_in_grace__exact": 1}, {"grace"}),
        ({"is_late__exact": 1}, {"late"}),
        ({"opvallend": "iets"}, {"grace", "late"}),
        ({"opvallend": "niets"}, {"plain", "double"}),
        ({"opvallend": "honeypot"}, {"grace", "late"}),
        ({"opvallend": "fast_start"}, {"late"}),
        ({"opvallend": "bestaat niet"}, {"plain", "double", "grace", "late"}),
    ],
)
def test_the_list_finds_what_is_remarkable(
    responses: dict[str, Response], query: dict[str, object], names: set[str]
) -> None:
    shown = client_of("analist").get(LIST, query).context["cl"].result_list

    assert set(shown) == {responses[name] for name in names}


def test_flags_and_standing_are_in_words_and_days_have_no_hour(responses: dict[str, Response]) -> None:
    page = client_of("analist").get(LIST).content.decode()

    words = ["Vulde een veld in dat mensen niet zien; Eerste antwoord binnen een paar tellen"]
    words += ["dubbel", "na sluiting", "te laat", "12 juni 2023"]
    assert [word for word in words if word not in page] == []
    assert "11:41" not in page
    assert ("Nummer" in page, ">Pk<" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(count, edition=edition, completed=True, flags=[ResponseFlag.HONEYPOT])
    client = client_of("analist")
    client.get(LIST)

    with django_assert_num_queries(7):
        client.get(LIST)
