"""The way through two pages of 2023 that the numbered edges take, and what it must leave in the database.

An edge is walked with and without JavaScript, except where one of the two has no such edge: 28, for it is the script
that keeps the page while the connection is away.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from respondents.models import Invitation
from surveys.models import Response

both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])

FUNCTIE: dict[str, Any] = {"functie": "bestuursadviseur", "functie_anders": None}
DEFINITIE: dict[str, Any] = {"definitie": "Samen", "redenen": None, "redenen_anders": None}
INTERN: dict[str, Any] = {"aanvullingen": "Een adviesraad", "budget": "ja"}
LONG = "Te lang. " * 150


def choose_functie(page: Page, link: str, label: str = "Bestuursadviseur") -> None:
    page.goto(f"{link}functie/")
    page.get_by_label(label).check()


def write_definitie(page: Page, text: str = "Samen") -> None:
    page.get_by_label("Wat is volgens u de definitie van burgerparticipatie?").fill(text)


def write_aanvullingen(page: Page, text: str = "Een adviesraad") -> None:
    page.get_by_label("Wat heeft uw gemeente nog meer georganiseerd").fill(text)


def choose_budget(page: Page, label: str = "Ja") -> None:
    page.locator("#budget").get_by_label(label, exact=True).check()


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").last.click()


def go_on_anyway(page: Page) -> None:
    """Past the friendly question whether anything was forgotten."""
    go_on(page)
    page.get_by_role("button", name="Doorgaan zonder").click()


def see(page: Page, slug: str) -> None:
    expect(page).to_have_url(re.compile(rf"/{slug}/(\?.*)?(#.*)?$"))


def see_title(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def answers(invitation: Invitation) -> dict[str, Any]:
    """The whole document, of the only response that there is."""
    response = Response.objects.get()
    invitation.refresh_from_db()
    assert invitation.response == response
    return response.answers


def lose_first_reply(page: Page, path: str) -> None:
    """The first post to it arrives, its reply does not."""
    posts: list[str] = []

    def pass_on(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        posts.append(route.request.url)
        if len(posts) > 1:
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort()

    page.route(path, pass_on)
