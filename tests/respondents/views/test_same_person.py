import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from respondents.domain import opt_out, same_person
from respondents.models import Respondent, TwoPeople
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import InvitationFactory, RespondentFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def pair() -> tuple[Respondent, Respondent]:
    gemeente = GemeenteFactory(name="Enschede")
    return (
        RespondentFactory(name="Bram Visser", email="bram@enschede.example", gemeente=gemeente),
        RespondentFactory(name="B. Visser", email="b.visser@enschede.example", gemeente=gemeente),
    )


def address(one: Respondent, other: Respondent) -> str:
    return reverse("merge_contacts", args=[one.pk, other.pk])


def choice(kept: Respondent, other: Respondent) -> dict[str, int]:
    """The first remains, with the name and the address of the other."""
    return {"blijft": kept.pk, "name": other.pk, "email": other.pk}


def test_first_the_choice_then_what_will_happen_then_the_deed(
    team: Client, pair: tuple[Respondent, Respondent], edition: Edition
) -> None:
    one, other = pair
    for person in pair:
        response = ResponseFactory(edition=edition, gemeente=person.gemeente, completed=True)
        InvitationFactory(edition=edition, respondent=person, response=response)
    opt_out.opt_out(other)

    asked = team.get(address(one, other)).content.decode()
    shown = team.get(address(one, other), choice(one, other)).content.decode()
    before = set(Respondent.objects.current())
    done = team.post(address(one, other), choice(one, other), follow=True)

    assert "Welk contact blijft?" in asked
    words = (
        "b.visser@enschede.example",
        "allebei uitgenodigd",
        "allebei geantwoord",
        "afgemeld",
        "niet terugdraaien",
    )
    assert [word for word in words if word not in shown] == []
    assert (before, set(Respondent.objects.current())) == ({one, other}, {one})
    assert done.redirect_chain == [(reverse("gemeente", args=[one.gemeente.code]), 302)]
    one.refresh_from_db()
    assert (one.name, one.email) == ("B. Visser", "b.visser@enschede.example")


def test_a_get_changes_nothing(team: Client, pair: tuple[Respondent, Respondent]) -> None:
    team.get(address(*pair), choice(*pair))

    assert not Respondent.objects.filter(merged_into__isnull=False).exists()


def test_swapped_keys_are_the_same_two(team: Client, pair: tuple[Respondent, Respondent]) -> None:
    one, other = pair

    team.post(address(other, one), choice(one, other))

    assert list(Respondent.objects.current()) == [one]


@pytest.mark.parametrize(
    "data",
    [
        {"blijft": ""},
        {"blijft": "9"},
        {"blijft": "x", "name": "x"},
        {"blijft": "\0", "email": "9" * 30},
    ],
)
def test_a_choice_that_is_none_comes_back(
    team: Client, pair: tuple[Respondent, Respondent], data: dict[str, str]
) -> None:
    answers = [team.get(address(*pair), data), team.post(address(*pair), data)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert set(Respondent.objects.current()) == set(pair)


def test_an_address_of_a_third_is_said(team: Client, pair: tuple[Respondent, Respondent]) -> None:
    one, _ = pair
    elsewhere = RespondentFactory(email="bram@hengelo.example", name=one.name, functie="")
    RespondentFactory(email="bram@hengelo.example", gemeente=one.gemeente)

    page = team.post(address(one, elsewhere), {"blijft": one.pk, "email": elsewhere.pk})

    assert page.status_code == 422
    assert "Voeg dat contact eerst samen" in page.content.decode()


def said(client: Client, where: str, data: dict[str, int] | None = None) -> list[str]:
    page = client.get(where, follow=True) if data is None else client.post(where, data, follow=True)
    assert page.status_code == 200
    return [str(message) for message in page.context["messages"]]


def test_what_cannot_be_merged_is_said(team: Client, pair: tuple[Respondent, Respondent]) -> None:
    one, other = pair
    third = RespondentFactory(gemeente=one.gemeente)
    same_person.merge(one, other, by=None)

    assert said(team, address(one, one)) == [same_person.TWICE]
    already = ["Deze twee contacten zijn al samengevoegd. Er is niets veranderd."]
    assert said(team, address(one, other), choice(one, other)) == already
    assert said(team, address(other, one), choice(one, other)) == already
    assert said(team, address(third, other), choice(third, other)) == [same_person.MERGED.format(other)]
    assert AuditEntry.objects.filter(verb=AuditVerb.MERGED_CONTACTS).count() == 1


def test_who_is_not_there_is_not_found(team: Client, pair: tuple[Respondent, Respondent]) -> None:
    one, _ = pair
    pages = [
        reverse("merge_contacts", args=[one.pk, 0]),
        reverse("merge_contacts", args=[10**30, one.pk]),
        reverse("pick_contacts") + "?een=1",
        reverse("pick_contacts") + "?een=1&ander=%C2%B2",
    ]

    assert {team.get(page).status_code for page in pages} == {404}


def test_two_names_are_picked_on_the_page_of_the_gemeente(
    team: Client, pair: tuple[Respondent, Respondent]
) -> None:
    one, other = pair

    answer = team.get(reverse("pick_contacts"), {"een": one.pk, "ander": other.pk})

    assert answer["Location"] == address(one, other)


def test_pairs_that_look_alike_are_worked_through(team: Client, edition: Edition) -> None:
    gemeente = GemeenteFactory()
    one, other = RespondentFactory.create_batch(2, gemeente=gemeente)
    apart = reverse("keep_apart", args=[other.pk, one.pk])
    shown = team.get(reverse("likenesses")).content.decode()

    assert "Zelfde naam, zelfde gemeente." in shown
    assert said(team, apart, {})[0].endswith("U ziet ze hier niet meer.")
    assert "Er zijn geen contacten die op elkaar lijken." in team.get(reverse("likenesses")).content.decode()
    assert said(team, reverse("keep_apart", args=[one.pk, one.pk]), {}) == [same_person.TWICE]
    assert TwoPeople.objects.count() == 1


def test_the_pairs_are_the_same_queries_with_one_and_with_many(
    team: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        for _ in range(count):
            RespondentFactory.create_batch(2, gemeente=GemeenteFactory())
        with django_assert_num_queries(7):
            team.get(reverse("likenesses"))


def test_the_confirmation_is_the_same_queries_with_one_and_with_many(
    team: Client,
    pair: tuple[Respondent, Respondent],
    edition: Edition,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(2):
        for person in pair:
            InvitationFactory(edition__questionnaire=edition.questionnaire, respondent=person)
        with django_assert_num_queries(10):
            team.get(address(*pair), choice(*pair))
