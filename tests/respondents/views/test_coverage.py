import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.respondents import RespondentFactory
from tests.factories.surveys import GemeenteFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def address(edition: Edition) -> str:
    return reverse("coverage:edition", args=[edition.slug])


def test_the_list_begins_with_who_has_nobody(team: Client, address: str) -> None:
    nobody = GemeenteFactory(name="Almelo")
    RespondentFactory(gemeente__name="Borne")

    page = team.get(address)

    assert [str(gemeente) for gemeente in page.context["page"]] == ["Almelo"]
    assert f"/beheer/respondents/respondent/add/?gemeente={nobody.pk}" in page.content.decode()
    assert page.context["shares"] == [
        ("geen", "Geen contact", 1),
        ("een", "Eén contact", 1),
        ("meer", "Meer contacten", 0),
    ]


def test_the_link_fills_in_the_gemeente(team: Client) -> None:
    gemeente = GemeenteFactory()

    form = team.get(f"/beheer/respondents/respondent/add/?gemeente={gemeente.pk}").context["adminform"].form

    assert form.initial["gemeente"] == str(gemeente.pk)


def test_the_list_of_one_provincie(team: Client, address: str) -> None:
    GemeenteFactory(name="Almelo")
    RespondentFactory(gemeente=GemeenteFactory(name="Assen", provincie=Provincie.DRENTHE))

    page = team.get(f"{address}?provincie=drenthe&contacten=een")

    assert [str(gemeente) for gemeente in page.context["page"]] == ["Assen"]
    assert page.context["counts"].gemeenten == 1


def test_rubbish_in_the_address_shows_the_whole_list(team: Client, address: str) -> None:
    GemeenteFactory(name="Almelo")

    page = team.get(f"{address}?provincie=atlantis&contacten=veel&pagina=-1")

    assert [str(gemeente) for gemeente in page.context["page"]] == ["Almelo"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_little_of_many(
    team: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    GemeenteFactory.create_batch(count)
    RespondentFactory.create_batch(count)

    with django_assert_num_queries(11):
        team.get(address)


def test_without_an_edition_in_the_address_it_is_the_newest(team: Client, address: str) -> None:
    assert team.get("/beheer/dekking/")["Location"] == address
