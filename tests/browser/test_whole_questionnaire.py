"""The whole questionnaire of 2023, as somebody with a personal link fills it in."""

import pytest
from playwright.sync_api import Page, expect

from respondents.models import Invitation
from surveys.domain.questionnaires import Compiled
from tests.browser import hands
from tests.browser.answers import ANSWERS
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(page: Page) -> str:
    """The receipt."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw antwoorden")
    page.get_by_role("button", name="Verstuur de vragenlijst").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt, uw antwoorden zijn verstuurd")
    return page.locator(".receipt").inner_text()


@pytest.mark.parametrize(
    ("width", "javascript"),
    [(1280, True), (375, True), (375, False)],
    ids=["wide", "narrow", "no-javascript"],
)
def test_every_answer_is_stored_as_it_was_given(
    open_page: OpenPage, link: str, invitation: Invitation, compiled: Compiled, width: int, javascript: bool
) -> None:
    page = open_page(width, java_script_enabled=javascript)
    page.goto(link)

    hands.fill_in(page, compiled, ANSWERS, hands.HANDS if javascript else hands.WITHOUT_JAVASCRIPT)
    receipt = send(page)

    invitation.refresh_from_db()
    response = invitation.response
    assert response is not None
    assert response.answers == ANSWERS
    assert response.is_completed
    assert receipt == response.receipt
