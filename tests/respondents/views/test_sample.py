from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, RespondentFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


def address(edition: Edition, name: str = "edition") -> str:
    return reverse(f"sample:{name}", args=[edition.slug])


def shown(page: object) -> list[str]:
    return [one["person"].name for one in page.context["people"]]  # type: ignore[attr-defined]


def test_each_part_is_a_list(team: Client, edition: Edition) -> None:
    InvitationFactory(edition=edition, respondent__name="Uitgenodigd")
    RespondentFactory(name="Nog niet")
    RespondentFactory(name="Afgemeld", opted_out_at=timezone.now())

    pages = {part: team.get(f"{address(edition)}?deel={part}") for part in ("", "uitgenodigd", "opted_out")}

    assert {part: shown(page) for part, page in pages.items()} == {
        "": ["Nog niet"],
        "uitgenodigd": ["Uitgenodigd"],
        "opted_out": ["Afgemeld"],
    }
    assert "Nodig 1 mens uit" in pages[""].content.decode()
    assert 'name="erin"' not in pages["opted_out"].content.decode()
    assert team.get(f"{address(edition)}?deel=rubbish").status_code == 404


def test_one_provincie_is_shown_but_not_invited_alone(team: Client, edition: Edition) -> None:
    RespondentFactory(name="Tukker")
    RespondentFactory(name="Drent", gemeente=GemeenteFactory(provincie=Provincie.DRENTHE))

    page = team.get(f"{address(edition)}?provincie=drenthe")

    assert shown(page) == ["Drent"]
    assert "Toon alle provincies" in page.content.decode()


def test_leaving_out_and_taking_in(team: Client, edition: Edition) -> None:
    person = RespondentFactory(name="An")
    boxes = {"deel": "uit-te-nodigen", "pagina": "1"}

    out = team.post(address(edition, "choose"), boxes | {"eruit": str(person.pk)}, follow=True)
    back = team.post(address(edition, "choose"), {"deel": "team", "erin": str(person.pk)}, follow=True)

    assert [str(one) for one in out.context["messages"]] == ["An is weggelaten uit de steekproef."]
    assert [str(one) for one in back.context["messages"]] == ["An zit weer in de steekproef."]
    assert back.redirect_chain[0][0] == f"{address(edition)}?deel=team"


def test_who_opted_out_cannot_be_taken_in_by_the_page(team: Client, edition: Edition) -> None:
    person = RespondentFactory(opted_out_at=timezone.now())

    answer = team.post(address(edition, "choose"), {"erin": str(person.pk)}, follow=True)

    assert [str(one) for one in answer.context["messages"]] == ["Dat kan niet: wil geen mail meer."]


@pytest.mark.parametrize("boxes", [{}, {"erin": "x"}, {"eruit": "9" * 30}, {"erin": "0"}])
def test_nobody_is_not_found(team: Client, edition: Edition, boxes: dict[str, str]) -> None:
    assert team.post(address(edition, "choose"), boxes).status_code == 404


def test_inviting_twice_says_how_many(team: Client, edition: Edition) -> None:
    RespondentFactory.create_batch(2)

    answers = [team.post(address(edition, "invite"), follow=True) for _ in range(2)]

    assert [str(next(iter(answer.context["messages"]))) for answer in answers] == [
        "Nieuwe uitnodigingen: 2. De mail vertrekt met een verzending.",
        "Nieuwe uitnodigingen: 0. De mail vertrekt met een verzending.",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_little_of_many(
    team: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    before = EditionFactory(opens_at=edition.opens_at - timedelta(days=400))
    InvitationFactory.create_batch(count, edition=before)

    with django_assert_num_queries(12):
        page = team.get(address(edition))

    assert len(page.context["people"]) == count
