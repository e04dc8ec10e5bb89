"""Every page of the questionnaire of 2023: empty, filled in, asked once more, and with mistakes."""

from typing import Any

import pytest
from playwright.sync_api import Page

from surveys.domain import answering
from surveys.domain.questionnaires import Compiled
from tests.browser.answers import ANSWERS, MISTAKES, TWICE
from tests.browser.conftest import Begin, OpenPage
from tests.browser.looking import NARROW, look, resize

# Six screens of 375 px wide, as measured in use: a page that goes on and on is where people stop.
TALLEST = 4_900
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MESSAGES = {"prompted": ".message--soft", "refused": ".message:not(.message--soft)"}
# Opens the pages that depend on an answer, and leaves everything else to be asked for.
HARDLY_BEGUN = {"budget": "ja", "samenwerking": "ja"}


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(reduced_motion="reduce")


def test_empty(page: Page, link: str, compiled: Compiled) -> None:
    wrong = []

    for asked in answering.visible_pages(compiled, {}):
        page.goto(f"{link}{asked.slug}/")
        wrong += look(page, f"{asked.slug}-empty")

    assert wrong == []


def test_no_page_is_longer_than_six_screens_of_a_phone(page: Page, link: str, compiled: Compiled) -> None:
    resize(page, NARROW)
    heights = {}

    for slug in compiled.page_by_slug:
        page.goto(f"{link}{slug}/")
        heights[slug] = page.evaluate("document.documentElement.scrollHeight")

    assert {slug: height for slug, height in heights.items() if not 400 < height <= TALLEST} == {}


def test_filled_in(page: Page, link: str, begin: Begin, compiled: Compiled) -> None:
    begin(ANSWERS)
    wrong = []

    for slug in compiled.page_by_slug:
        page.goto(f"{link}{slug}/")
        wrong += look(page, f"{slug}-filled")

    assert wrong == []


def test_asked_once_more(page: Page, link: str, begin: Begin, compiled: Compiled) -> None:
    begin(HARDLY_BEGUN)

    asking, wrong = press_on_everywhere(page, link, compiled, "prompted")

    assert wrong == []
    assert asking == [
        asked.slug
        for asked in compiled.pages
        if not all(answering.is_complete(question, HARDLY_BEGUN) for question in asked.questions)
    ]


def test_with_mistakes(page: Page, link: str, begin: Begin, compiled: Compiled) -> None:
    begin(MISTAKES)

    refused, wrong = press_on_everywhere(page, link, compiled, "refused")

    assert wrong == []
    assert refused == pages_with_problems(compiled, MISTAKES)


def test_with_mistakes_that_take_a_page_without_its_script(
    page: Page, link: str, begin: Begin, compiled: Compiled
) -> None:
    begin(TWICE)
    page.route("**/survey.*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    wrong, seen = [], []

    for slug in pages_with_problems(compiled, TWICE):
        page.goto(f"{link}{slug}/")
        press_on(page)
        seen.append(page.locator("[aria-invalid=true]").input_value())
        wrong += look_at_errors(page, f"{slug}-twice")

    assert wrong == []
    assert seen == ["horen", "budget"]


def pages_with_problems(compiled: Compiled, answers: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(found.page.slug for found in answering.all_problems(compiled, answers)))


def press_on_everywhere(page: Page, link: str, compiled: Compiled, state: str) -> tuple[list[str], list[str]]:
    """The pages that are in that state after it, and what is wrong with the first of each kind of question then."""
    reached, wrong, seen = [], [], set()
    for asked in compiled.pages:
        page.goto(f"{link}{asked.slug}/")
        press_on(page)
        if page.locator(MESSAGES[state]).count():
            reached.append(asked.slug)
            kinds = {question.kind for question in asked.questions}
            wrong += look_at_errors(page, f"{asked.slug}-{state}") if kinds - seen else loose_errors(page)
            seen |= kinds
    return reached, wrong


def press_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").last.click()


def look_at_errors(page: Page, name: str) -> list[str]:
    return look(page, name) + loose_errors(page)


def loose_errors(page: Page) -> list[str]:
    return [f"{page.url} loose {error}" for error in page.evaluate("measure.looseErrors()")]
