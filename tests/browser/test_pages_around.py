"""The pages before, after and beside the questions."""

import pytest
from playwright.sync_api import Page, expect

from respondents.domain import access, previews
from respondents.models import Invitation
from surveys.domain import gemeenten
from surveys.models import Edition
from tests.browser.answers import ANSWERS, MISTAKES
from tests.browser.conftest import Begin, OpenPage
from tests.browser.looking import look
from tests.factories.surveys import EditionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(reduced_motion="reduce")


def look_at(page: Page, **addresses: str) -> list[str]:
    wrong = []
    for name, address in addresses.items():
        page.goto(address)
        wrong += look(page, name)
    return wrong


def press(page: Page, button: str, *, name: str) -> list[str]:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    return look(page, name)


def test_before_the_questions(page: Page, link: str, edition: Edition) -> None:
    gemeenten.load()

    wrong = look_at(page, start=link)
    page.get_by_text("Wat gebeurt er met mijn antwoorden?").click()
    wrong += look(page, "start-explained")
    wrong += look_at(page, open=f"/o/{edition.slug}/")
    wrong += press(page, "Start de vragenlijst", name="open-mistake")

    assert wrong == []


def test_after_the_questions(page: Page, link: str, begin: Begin) -> None:
    begin(MISTAKES)
    wrong = look_at(page, resumed=link, later=f"{link}later/", overview_mistakes=f"{link}overzicht/")
    wrong += press(page, "Verstuur de vragenlijst", name="overview-refused")
    begin(ANSWERS)
    wrong += look_at(page, overview=f"{link}overzicht/")
    wrong += press(page, "Verstuur de vragenlijst", name="thanks")
    wrong += look_at(page, sent=link, overview_sent=f"{link}overzicht/")

    assert wrong == []


def test_outside_the_fieldwork_and_nowhere(page: Page, edition: Edition) -> None:
    closed = EditionFactory(closed=True, questionnaire=edition.questionnaire)
    upcoming = EditionFactory(upcoming=True, questionnaire=edition.questionnaire)

    wrong = look_at(page, closed=f"/o/{closed.slug}/", upcoming=f"/o/{upcoming.slug}/", nowhere="/u/niets/")

    assert wrong == []


def test_opting_out(page: Page, invitation: Invitation) -> None:
    token = access.derive_token(access.OPT_OUT, invitation.pk)

    wrong = look_at(page, opt_out=f"/afmelden/{token}/")
    wrong += press(page, "Meld mij af", name="opted-out")
    wrong += press(page, "Toch mail ontvangen", name="opted-in")

    assert wrong == []


def test_handing_over(page: Page, link: str, begin: Begin) -> None:
    begin(ANSWERS)
    wrong = look_at(page, colleague=f"{link}collega/", own_answers=f"{link}antwoorden/")
    page.goto(f"{link}collega/")
    wrong += press(page, "Geef de vragenlijst door", name="colleague-mistake")
    wrong += page.evaluate("measure.looseErrors()")
    page.get_by_label("E-mailadres van uw collega").fill("collega@gemeente.example")
    wrong += press(page, "Geef de vragenlijst door", name="handed-over")
    with page.expect_navigation():
        page.get_by_role("link", name="Toch zelf invullen").click()
    wrong += look(page, "take-back")

    assert wrong == []


def test_the_pages_of_a_test_response(page: Page, edition: Edition) -> None:
    assert edition.questionnaire is not None
    link = f"/u/{previews.start_preview(edition, edition.questionnaire, by=None)}/"

    wrong = look_at(page, preview=link)
    expect(page.get_by_label("Proefinvulling", exact=True)).to_be_in_viewport()
    page.get_by_role("link", name="Start de vragenlijst").click()
    wrong += look(page, "preview-page")
    expect(page.get_by_text("Proefinvulling: dit telt niet mee.")).to_be_in_viewport()
    wrong += look_at(page, preview_later=f"{link}later/")

    assert wrong == []
