"""Edges 14-16 and 28: the server, the database, the broker or the connection goes away; see `edges.py`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from barometer.localstack import ports
from respondents.models import Invitation
from surveys.models import Response
from tests.browser.answers import ANSWERS
from tests.browser.conftest import Begin, OpenPage
from tests.browser.edges import (
    DEFINITIE,
    FUNCTIE,
    answers,
    both_ways,
    choose_functie,
    go_on,
    go_on_anyway,
    see,
    see_title,
    write_definitie,
)
from tests.browser.site import running_site
from tests.site import Site, site, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITING = "Nog niet bewaard. We proberen het opnieuw."
WORDS: dict[str, Any] = {
    "definitie": "Samen",
    "ambities_kort": "Beleid",
    "ambities_lang": None,
    "ambities_keuze": None,
    "voorbeelden": None,
}


@pytest.fixture(scope="module")
def fragile(migrated: str) -> Iterator[Site]:
    """A site on a database of its own, with the short questionnaire."""
    with site(migrated, invitations=4) as started:
        yield started


def write(page: Page, token: str) -> None:
    page.goto(f"/u/{token}/woorden/")
    page.locator("textarea[name=definitie]").fill("Samen")
    page.locator("[name=ambities_kort]").fill("Beleid")


def stored(fragile: Site) -> dict[str, Any]:
    ((found,),) = fragile.ask("SELECT answers FROM surveys_response ORDER BY id DESC LIMIT 1")
    return json.loads(found) if isinstance(found, str) else found


@pytest.mark.slow
@both_ways
def test_edge_14_web_server_restarted_between_page_and_post(
    open_page: OpenPage, fragile: Site, javascript: bool
) -> None:
    page = open_page(url=f"http://127.0.0.1:{fragile.port}", may_fail=True, java_script_enabled=javascript)
    write(page, fragile.tokens[int(javascript)])
    old = fragile.workers()
    for worker in old:
        worker.kill()
    wait_for(lambda: len(set(fragile.workers()) - set(old)) == len(old))

    go_on(page)

    see(page, "overzicht")
    assert stored(fragile) == WORDS


@pytest.mark.slow
@both_ways
def test_edge_15_database_down_during_a_post_then_up(
    open_page: OpenPage, fragile: Site, javascript: bool
) -> None:
    """The page that saves by itself tries again by itself; the page that was posted comes back with the words."""
    page = open_page(url=f"http://127.0.0.1:{fragile.port}", may_fail=True, java_script_enabled=javascript)
    write(page, fragile.tokens[2 + int(javascript)])
    fragile.stop_database()
    try:
        if javascript:
            page.keyboard.press("Tab")
            expect(page.locator(".unsaved")).to_have_text(WAITING)
        go_on(page)
        see_title(page, "Uw antwoorden kunnen nu even niet worden bewaard")
    finally:
        fragile.start_database()

    page.get_by_role("button", name="Opnieuw proberen").click()

    see(page, "overzicht")
    assert stored(fragile) == WORDS


@pytest.fixture(scope="module")
def without_broker(
    django_db_setup: None, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a site on the test's database, with nobody where the broker should be."""
    nowhere = f"redis://127.0.0.1:{ports.find_free()}/0"
    with running_site(tmp_path_factory.mktemp("site"), static_files, REDIS_URL=nowhere) as alone:
        yield alone.url


@both_ways
def test_edge_16_broker_down_during_versturen(
    open_page: OpenPage,
    link: str,
    invitation: Invitation,
    begin: Begin,
    without_broker: str,
    javascript: bool,
) -> None:
    begin(ANSWERS)
    page = open_page(url=without_broker, java_script_enabled=javascript)
    page.goto(f"{link}overzicht/")

    page.get_by_role("button", name="Verstuur de vragenlijst").click()

    see_title(page, "Bedankt, uw antwoorden zijn verstuurd")
    assert answers(invitation) == ANSWERS
    assert Response.objects.get().is_completed


def test_edge_28_offline_on_a_train_then_on(open_page: OpenPage, link: str, invitation: Invitation) -> None:
    """Verder does not take the page away; once there is a connection it has saved itself, and Verder goes on."""
    page = open_page(may_fail=True)
    choose_functie(page, link)
    go_on(page)
    page.context.set_offline(True)
    write_definitie(page)

    page.get_by_role("button", name="Verder").last.click()

    expect(page.locator(".unsaved")).to_have_text(
        "Er is geen verbinding. Uw antwoorden staan nog op deze pagina. We proberen het opnieuw."
    )
    assert answers(invitation) == FUNCTIE
    page.context.set_offline(False)
    expect(page.locator(".unsaved")).to_have_text("Bewaard.")
    assert answers(invitation) == FUNCTIE | {"definitie": "Samen"}
    go_on_anyway(page)
    see(page, "definitie-2")
    assert answers(invitation) == FUNCTIE | DEFINITIE
