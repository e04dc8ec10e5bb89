"""From the first page to the receipt without a mouse."""

import pytest
from playwright.sync_api import expect

from respondents.models import Invitation
from surveys.domain import answering
from surveys.domain.questionnaires import Compiled
from tests.browser.answers import ANSWERS
from tests.browser.conftest import Begin, OpenPage
from tests.browser.keyboard import Keyboard, wanted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Tapped in the order of the page, so that Tab alone comes past all of it.
IN_ORDER = ANSWERS | {
    "redenen": ["invloed", "kloof", "anders"],
    "essentieel": ["verwachtingen", "budget", "terugkoppeling"],
}


def test_the_keyboard_alone_leads_to_the_receipt(
    open_page: OpenPage, link: str, invitation: Invitation, compiled: Compiled, begin: Begin
) -> None:
    begin({})  # Begun as this, its lists are not turned.
    page = open_page()
    page.goto(link)
    keyboard = Keyboard(page)

    keyboard.go_on({})
    for asked in answering.visible_pages(compiled, IN_ORDER):
        keyboard.go_on(wanted(answering.shown_on(compiled, asked, IN_ORDER), IN_ORDER))
    keyboard.go_on({})

    invitation.refresh_from_db()
    assert invitation.response is not None
    expect(page.locator(".receipt")).to_have_text(invitation.response.receipt)
    assert invitation.response.answers == IN_ORDER
    assert keyboard.unseen == []
