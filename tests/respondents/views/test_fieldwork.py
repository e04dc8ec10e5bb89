import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


def test_the_table_counts_gemeenten_and_the_functies_count_persons(edition: Edition) -> None:
    drenthe = GemeenteFactory.create_batch(4, provincie=Provincie.DRENTHE)
    for _ in range(2):
        ResponseFactory(edition=edition, gemeente=drenthe[0], completed=True, answers={"functie": "adviseur"})
    ResponseFactory(edition=edition, gemeente=drenthe[1])

    context = client_of("analist").get(reverse("fieldwork:fieldwork", args=[edition.slug])).context

    row, needed = context["rows"][0]
    assert (row.label, row.responded, row.gemeenten, row.percent, needed) == ("Drenthe", 1, 4, 25, 1)
    assert (context["table"].persons, context["drafts"], context["needed"]) == (2, 1, 1)


def test_the_page_leads_everybody_to_what_they_may_see(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True, is_double=True)
    InvitationFactory(
        edition=edition,
        response=ResponseFactory(edition=edition, completed=True),
        joined_response=ResponseFactory(edition=edition, completed=True),
    )
    onward = {
        "exporteren": reverse("export_responses", args=[edition.slug]),
        "Mogelijk dubbel</a> (1 apart gezet)": reverse("doubles", args=[edition.slug]),
        "Twee keer geantwoord</a> (1 persoon)": reverse("fieldwork:answered_twice", args=[edition.slug]),
    }

    found = {}
    for role in ("projectteam", "analist"):
        page = client_of(role).get(reverse("fieldwork:fieldwork", args=[edition.slug])).content.decode()
        found[role] = [words for words, address in onward.items() if words in page and address in page]

    assert found == {"projectteam": list(onward)[2:], "analist": list(onward)[:2]}


def test_the_menu_leads_to_the_edition_that_is_open() -> None:
    EditionFactory(upcoming=True)
    now = EditionFactory()
    EditionFactory(closed=True)

    answer = client_of("analist").get(reverse("fieldwork:newest"))

    assert answer["Location"] == reverse("fieldwork:fieldwork", args=[now.slug])


def test_without_an_edition_there_is_no_fieldwork() -> None:
    client = client_of("analist")

    assert client.get(reverse("fieldwork:newest")).status_code == 404
    assert client.get(reverse("fieldwork:fieldwork", args=["ambtenaren-1999"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_response_as_for_three(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(count, edition=edition, completed=True)
    client = client_of("analist")
    address = reverse("fieldwork:fieldwork", args=[edition.slug])
    client.get(address)

    with django_assert_num_queries(9):
        client.get(address)
