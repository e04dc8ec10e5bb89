from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.enums import WaveKind
from respondents.models import Move
from surveys.models import Edition
from tests.factories.respondents import StaffFactory, WaveFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def address(edition: Edition) -> str:
    return reverse("move", args=[edition.pk])


def in_days(days: int) -> str:
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M:%S}"


def test_looking_changes_nothing_and_the_button_moves(team: Client, edition: Edition, address: str) -> None:
    asked = {"what": "sluiting", "new": in_days(40)}
    shown = team.get(address, asked)
    moved_by_looking = Move.objects.count()

    done = team.post(address, asked | {"seen": shown.context["seen"]}, follow=True)
    again = team.post(address, asked | {"seen": shown.context["seen"]})

    assert moved_by_looking == 0
    assert "Alle pagina’s van respondenten" in shown.content.decode()
    assert "Verplaatst." in done.content.decode()
    assert (again.status_code, Move.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "sluiting", "new": "morgen"},
        {"what": "sluiting", "new": ""},
        {"what": "999999", "new": "2099-01-01T09:00:00"},
        {"what": "sluiting", "new": "2001-01-01T09:00:00"},
        {"what": "sluiting", "new": "9999-12-31T23:59:59"},
        {"what": "", "new": "\x00"},
    ],
)
def test_rubbish_gets_words_and_moves_nothing(team: Client, address: str, asked: dict[str, str]) -> None:
    answers = [team.get(address, asked), team.post(address, asked | {"seen": "x"})]

    assert {answer.status_code for answer in answers} <= {422, 200}
    assert answers[1].status_code == 422
    assert Move.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(
    team: Client,
    edition: Edition,
    address: str,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    staff = StaffFactory()
    for number in range(count):
        planned = timezone.now() + timedelta(days=number + 1)
        wave = WaveFactory(edition=edition, kind=WaveKind.REMINDER, planned_at=planned)
        Move.objects.create(edition=edition, wave=wave, old=timezone.now(), new=planned, made_by=staff)
    team.get(address)

    with django_assert_num_queries(15):
        page = team.get(address, {"what": "sluiting", "new": in_days(40)})

    assert page.content.decode().count("Herinnering") >= count
