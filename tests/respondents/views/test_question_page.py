"""What stands around the questions is drawn once; nobody sees anything of another."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from respondents.domain import access
from respondents.views import question_page
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db
PAGES = ("keuzes", "keuzes-2", "oordeel", "oordeel-2", "woorden")
SAVE_ID = re.compile(r'(?<=name="save_id" value=")[0-9a-f-]{36}')


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_page, "_FRAMES", {})


def link_of(edition: Edition, **answers: Any) -> str:
    response = ResponseFactory(edition=edition, answers=answers, revision=3) if answers else None
    return urlsplit(access.personal_link(InvitationFactory(edition=edition, response=response))).path


def html_of(client: Client, address: str) -> str:
    return SAVE_ID.sub("", client.get(address).content.decode())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["", "?terug=overzicht"])
def test_a_page_that_was_filled_in_is_the_page_as_it_is_drawn(
    client: Client, edition: Edition, page: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [
        link_of(edition),
        link_of(edition, definitie="<b>Samen</b>"),
        link_of(edition, functie="adviseur"),
    ]
    twice = [[html_of(client, f"{link}{page}/{query}") for link in links] for _ in range(2)]
    monkeypatch.setattr(question_page, "fill", question_page.draw)

    drawn = [html_of(client, f"{link}{page}/{query}") for link in links]

    assert twice == [drawn, drawn]


def test_each_form_has_a_save_id_of_its_own(client: Client, edition: Edition) -> None:
    address = f"{link_of(edition)}keuzes/"

    found = {SAVE_ID.search(client.get(address).content.decode())[0] for _ in range(3)}  # type: ignore[index]

    assert len(found) == 3


def test_a_page_with_something_to_mend_is_not_kept(client: Client, edition: Edition) -> None:
    address = f"{link_of(edition, budget='ja')}keuzes-2/"

    answer = client.post(address, {"bedrag": "veel", "prompted": "1"})

    assert answer.status_code == 422
    assert question_page._FRAMES == {}


def test_a_test_response_says_so_and_is_not_kept(client: Client, edition: Edition) -> None:
    response = ResponseFactory(edition=edition, is_test=True, answers={"functie": "adviseur"})
    address = urlsplit(access.personal_link(InvitationFactory(edition=edition, response=response))).path

    html = html_of(client, f"{address}keuzes/")

    assert "Proefinvulling: dit telt niet mee" in html
    assert question_page._FRAMES == {}
