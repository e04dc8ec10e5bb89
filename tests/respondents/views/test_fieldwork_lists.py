import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(edition: Edition) -> None:
    """Three gemeenten: one answered, one was begun, and of one nothing is known."""
    today = timezone.localdate()
    size = {"inhabitants": 25_000, "inhabitants_on": today}
    sent = GemeenteFactory(name="Súdwest-Fryslân", code="GM1900", provincie=Provincie.FRIESLAND, **size)
    begun = GemeenteFactory(name="Zwolle", code="GM0193", **size)
    GemeenteFactory(name="Deventer", code="GM0150")
    InvitationFactory(
        edition=edition,
        respondent__gemeente=sent,
        respondent__name="Anna de Wit",
        respondent__functie="Adviseur",
        response=ResponseFactory(edition=edition, gemeente=sent, completed=True),
    )
    InvitationFactory(edition=edition, respondent__gemeente=begun, respondent__name="Bram Smit")
    ResponseFactory(edition=edition, gemeente=begun)


def listed(edition: Edition, query: str, name: str = "gemeenten") -> list[str]:
    answer = client_of("projectteam").get(f"{reverse(f'fieldwork:{name}', args=[edition.slug])}?{query}")
    assert answer.status_code == 200
    return [str(one.gemeente if name == "gemeenten" else one.respondent) for one in answer.context["page"]]


ALL = ["Súdwest-Fryslân", "Deventer", "Zwolle"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("stand=answered", ["Súdwest-Fryslân"]),
        ("stand=open", ["Deventer", "Zwolle"]),
        ("stand=begun", ["Zwolle"]),
        ("stand=silent", []),
        ("provincie=overijssel", ["Deventer", "Zwolle"]),
        ("provincie=overijssel&stand=begun&grootte=medium", ["Zwolle"]),
        ("grootte=medium", ["Súdwest-Fryslân", "Zwolle"]),
        ("grootte=onbekend", ["Deventer"]),
        ("kanaal=personal", ["Súdwest-Fryslân"]),
        ("kanaal=phone", []),
        ("kanaal=personal&provincie=overijssel", []),
        ("zoek=sudwest", ["Súdwest-Fryslân"]),
        ("zoek=GM0193", ["Zwolle"]),
        ("zoek=gm0193", ["Zwolle"]),
        ("zoek=vente", ["Deventer"]),
        ("zoek=!!!", []),
        ("zoek=%00", ALL),
        ("zoek=%27%22%3Cscript%3E", []),
        ("stand=gek&provincie=mars&grootte=%00&kanaal=duif&pagina=x", ALL),
        ("pagina=999", ALL),
        (f"zoek={'a' * 5000}", []),
    ],
)
def test_gemeenten_are_filtered_and_searched(
    rows: None, edition: Edition, query: str, found: list[str]
) -> None:
    assert listed(edition, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Anna de Wit", "Bram Smit"]),
        ("stand=", ["Anna de Wit", "Bram Smit"]),
        ("stand=answered", ["Anna de Wit"]),
        ("stand=unmailed", ["Bram Smit"]),
        ("stand=bounced", []),
        ("provincie=friesland", ["Anna de Wit"]),
        ("zoek=smit", ["Bram Smit"]),
        ("zoek=adviseur", ["Anna de Wit"]),
        ("zoek=zwol", ["Bram Smit"]),
        ("zoek=%00%25_", []),
        ("stand=open", ["Anna de Wit", "Bram Smit"]),
    ],
)
def test_persons_are_filtered_and_searched(
    rows: None, edition: Edition, query: str, found: list[str]
) -> None:
    assert listed(edition, query, "persons") == found


def test_the_row_of_the_invited_leads_to_all_of_them(rows: None, edition: Edition) -> None:
    page = client_of("projectteam").get(reverse("fieldwork:fieldwork", args=[edition.slug])).content.decode()

    persons = reverse("fieldwork:persons", args=[edition.slug])
    assert f'<a href="{persons}?stand=">Uitgenodigd</a>' in page


def test_a_channel_limits_the_counts_and_stays_chosen(rows: None, edition: Edition) -> None:
    address = reverse("fieldwork:gemeenten", args=[edition.slug])

    answer = client_of("projectteam").get(f"{address}?kanaal=personal&stand=open")

    assert answer.context["choices"] == [("answered", "Heeft geantwoord", 1)]
    assert answer.context["without_standing"] == "kanaal=personal"
    assert '<option value="personal" selected>Persoonlijke link</option>' in answer.content.decode()


def test_a_filter_says_how_many_it_would_leave(rows: None, edition: Edition) -> None:
    client = client_of("projectteam")
    addresses = {name: reverse(f"fieldwork:{name}", args=[edition.slug]) for name in ("gemeenten", "persons")}

    found = {
        name: client.get(f"{address}?provincie=overijssel&stand=unmailed").context["choices"]
        for name, address in addresses.items()
    }

    assert found == {
        "gemeenten": [
            ("open", "Nog geen antwoord", 2),
            ("begun", "Begonnen, niet verzonden", 1),
            ("unmailed", "Nog niet gemaild", 1),
        ],
        "persons": [("unmailed", "Nog niet gemaild", 1)],
    }


def test_the_list_to_take_along_honours_the_filter(rows: None, edition: Edition) -> None:
    address = reverse("fieldwork:gemeenten", args=[edition.slug])

    answer = client_of("projectteam").get(f"{address}?stand=begun&als=csv")

    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}-gemeenten.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "CBS-code;Gemeente;Provincie;Grootte;Stand;Uitgenodigd;Gemaild;Begonnen;Verzonden;Belpogingen",
        "GM0193;Zwolle;Overijssel;20.000 tot 50.000 inwoners;Begonnen, niet verzonden;1;0;1;0;0",
    ]


def test_no_list_has_an_answer(edition: Edition) -> None:
    answers = {"definitie": "Samen beslissen"}
    InvitationFactory(
        edition=edition, response=ResponseFactory(edition=edition, completed=True, answers=answers)
    )
    client = client_of("projectteam")

    for name in ("gemeenten", "persons"):
        page = client.get(reverse(f"fieldwork:{name}", args=[edition.slug])).content.decode()
        assert "Samen beslissen" not in page


@pytest.mark.parametrize(
    ("name", "query", "queries"),
    [("gemeenten", "", 10), ("gemeenten", "kanaal=personal", 11), ("persons", "", 8)],
)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_as_much_for_one_as_for_three(
    edition: Edition,
    name: str,
    query: str,
    queries: int,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        letter = LetterFactory(wave__edition=edition)
        gemeente = letter.invitation.respondent.gemeente
        ResponseFactory(edition=edition, gemeente=gemeente, completed=True)
    client = client_of("projectteam")
    address = f"{reverse(f'fieldwork:{name}', args=[edition.slug])}?{query}"
    assert len(client.get(address).context["page"]) == count

    with django_assert_num_queries(queries):
        client.get(address)
