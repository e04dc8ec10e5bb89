from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from respondents.domain import calling
from respondents.models import Respondent
from surveys.models import Gemeente, GemeenteChange
from tests.factories.respondents import InvitationFactory, LetterFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - timedelta(days=1)
LONG_AGO = timezone.localdate() - timedelta(days=50)


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def haaren() -> Gemeente:
    return GemeenteFactory(name="Haaren", code="GM0788")


@pytest.fixture(autouse=True)
def new() -> list[Gemeente]:
    return [GemeenteFactory(name="Oisterwijk", code="GM0824"), GemeenteFactory(name="Vught", code="GM0865")]


def address(old: Gemeente) -> str:
    return reverse("herindeling", args=[old.code])


def where() -> dict[str, str]:
    return dict(Respondent.objects.current().values_list("name", "gemeente__name"))


def test_first_what_will_happen_then_the_deed(team: Client, haaren: Gemeente) -> None:
    RespondentFactory(name="Mo", gemeente=haaren)
    typed = {"naar": "oisterwijk", "op": str(YESTERDAY)}

    asked = team.get(address(haaren)).content.decode()
    shown = team.get(address(haaren), typed).content.decode()
    assert not GemeenteChange.objects.exists()
    done = team.post(address(haaren), typed)
    again = team.post(address(haaren), typed, follow=True)

    assert "Waarin gaat Haaren op?" in asked
    assert [
        words
        for words in ("Oisterwijk (GM0824)", "1 contact gaat", "niet terugdraaien")
        if words not in shown
    ] == []
    assert done["Location"] == reverse("gemeente", args=["GM0788"])
    assert where() == {"Mo": "Oisterwijk"}
    assert [str(one) for one in again.context["messages"]][-1].endswith("Er is niets veranderd.")
    assert GemeenteChange.objects.count() == 1


def test_a_split_asks_of_each_person_where_they_go(
    team: Client, haaren: Gemeente, new: list[Gemeente]
) -> None:
    mo, an = (RespondentFactory(name=name, gemeente=haaren) for name in ("Mo", "An"))
    typed = {"naar": "Oisterwijk\nGM0865", "op": str(YESTERDAY)}
    names = [f"persoon-{one.pk}" for one in (mo, an)]

    shown = team.get(address(haaren), typed).content.decode()
    half = team.post(address(haaren), {**typed, names[0]: new[0].pk})
    strange = team.post(address(haaren), {**typed, names[0]: new[0].pk, names[1]: haaren.pk})
    assert where() == {"Mo": "Haaren", "An": "Haaren"}
    team.post(address(haaren), {**typed, names[0]: new[0].pk, names[1]: new[1].pk})

    assert [name for name in names if name not in shown] == []
    assert [page.status_code for page in (half, strange)] == [422, 422]
    assert f'value="{new[0].pk}" selected' in half.content.decode()
    assert where() == {"Mo": "Oisterwijk", "An": "Vught"}


def test_of_who_came_later_it_is_asked_on_the_page_of_the_past(
    team: Client, haaren: Gemeente, new: list[Gemeente]
) -> None:
    team.post(address(haaren), {"naar": "Oisterwijk\nVught", "op": str(YESTERDAY)})
    late = RespondentFactory(name="Laat", gemeente=haaren)

    page = team.get(reverse("gemeente", args=[haaren.code])).content.decode()
    team.post(address(haaren), {f"persoon-{late.pk}": new[1].pk})

    assert "niet bekend waar zij heen gaan" in page
    assert where() == {"Laat": "Vught"}


@pytest.mark.parametrize(
    ("naar", "op", "words"),
    [
        ("", str(YESTERDAY), "Vul in in welke gemeente"),
        (" \n ", str(YESTERDAY), "Vul in in welke gemeente"),
        ("Narnia", str(YESTERDAY), "We kennen geen gemeente ‘Narnia’"),
        ("Haaren", str(YESTERDAY), "niet op in zichzelf"),
        ("Oisterwijk", "morgen", "Dit is geen datum"),
        ("Oisterwijk", "", "Vul in vanaf welke dag"),
        ("Oisterwijk", "2099-01-01", "meer dan vijf jaar"),
        ("Bergen", str(YESTERDAY), "Schrijf de CBS-code"),
        ("Oisterwijk\0", str(YESTERDAY), "errorlist"),
    ],
)
def test_what_cannot_be_comes_back_with_what_to_do(
    team: Client, haaren: Gemeente, naar: str, op: str, words: str
) -> None:
    GemeenteFactory(name="Bergen (NH.)")
    GemeenteFactory(name="Bergen (L.)")

    pages = [
        team.get(address(haaren), {"naar": naar, "op": op}),
        team.post(address(haaren), {"naar": naar, "op": op}),
    ]

    assert [page.status_code for page in pages] == [422, 422]
    assert [page for page in pages if words not in page.content.decode()] == []
    assert not GemeenteChange.objects.exists()


def test_a_case_that_is_open_is_said_and_keeps_what_was_typed(team: Client, haaren: Gemeente) -> None:
    edition = EditionFactory()
    calling.hold(edition, haaren, by=StaffFactory(username="noor"))

    page = team.post(address(haaren), {"naar": "Oisterwijk", "op": str(LONG_AGO)})

    words = page.content.decode()
    assert page.status_code == 422
    assert "noor heeft het dossier van Haaren nu open" in words
    assert str(LONG_AGO) in words


def test_letters_of_the_past_are_on_both_pages(team: Client, haaren: Gemeente, new: list[Gemeente]) -> None:
    past = EditionFactory(closed=True)
    LetterFactory(wave__edition=past, invitation__edition=past, invitation__respondent__gemeente=haaren)

    team.post(address(haaren), {"naar": "Oisterwijk", "op": str(YESTERDAY)})

    pages = [
        team.get(reverse("gemeente", args=[one.code])).content.decode() for one in (haaren, new[0], new[1])
    ]
    assert ["Brieven (1)" in page for page in pages] == [True, True, False]


def test_an_edition_that_runs_is_waited_for_in_words(team: Client, haaren: Gemeente) -> None:
    edition = EditionFactory(title="Barometer 2026")
    InvitationFactory(edition=edition, respondent__gemeente=haaren)

    words = team.get(address(haaren), {"naar": "Vught", "op": str(timezone.localdate())}).content.decode()

    assert "pas als Barometer 2026 gesloten is" in words
