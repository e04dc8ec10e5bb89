"""A crowd before the open link, in a real browser: its sum is the one that the server asks for."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from respondents.domain import crowd
from surveys.models import Edition, Gemeente, Response
from tests.drills.conftest import OpenPage
from tests.factories.surveys import GemeenteFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quiet_valkey", "live_server"),
]

STARTED, WAITING = "**/u/**/keuzes/", "text=Het is nu druk"


@pytest.fixture
def gemeente(db: None) -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def gather(edition: Edition) -> Callable[[], None]:
    """Brings a crowd, at a moment when the minute is not about to end."""

    def gather() -> None:
        left = crowd.MINUTE - time.time() % crowd.MINUTE
        if left < 15:
            time.sleep(left + 0.1)
        for _ in range(crowd.SOFT_LIMIT):
            crowd.enter(edition, gemeente="", proof="")

    return gather


def choose(page: Page, gemeente: Gemeente) -> None:
    page.get_by_label("In welke gemeente werkt u?").select_option(gemeente.code)


def press(page: Page) -> None:
    page.get_by_role("button", name="Start de vragenlijst").click()


def answer(page: Page) -> list[str]:
    """The flags of the response that the first answer makes."""
    page.get_by_label("Adviseur participatie").check()
    page.get_by_role("button", name="Verder").last.click()
    page.wait_for_load_state()
    return Response.objects.get().flags


def test_the_sum_is_done_while_somebody_chooses(
    open_page: OpenPage, edition: Edition, gemeente: Gemeente, gather: Callable[[], None]
) -> None:
    gather()
    page = open_page()

    page.goto(f"/o/{edition.slug}/")
    choose(page, gemeente)
    press(page)
    page.wait_for_url(STARTED)

    assert "unproven" not in answer(page)


def test_a_crowd_that_comes_between_page_and_button_asks_once_more(
    open_page: OpenPage, edition: Edition, gemeente: Gemeente, gather: Callable[[], None]
) -> None:
    page = open_page(viewport={"width": 375, "height": 740})

    page.goto(f"/o/{edition.slug}/")
    choose(page, gemeente)
    gather()
    press(page)
    page.get_by_text("U kunt verder. Druk weer op de knop.").wait_for()
    press(page)
    page.wait_for_url(STARTED)

    assert "unproven" not in answer(page)


def test_without_javascript_the_button_works_a_little_later(
    open_page: OpenPage,
    edition: Edition,
    gemeente: Gemeente,
    gather: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crowd, "WAIT", 3)
    gather()
    page = open_page(java_script_enabled=False)

    page.goto(f"/o/{edition.slug}/")
    choose(page, gemeente)
    press(page)
    page.locator(WAITING).wait_for()
    time.sleep(4)
    press(page)
    page.wait_for_url(STARTED)

    assert "unproven" in answer(page)
