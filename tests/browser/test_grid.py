"""A matrix as a grid: the words once above the rows where there is room, a card for each row on a phone."""

import pytest
from playwright.sync_api import Page, expect

from surveys.models import Questionnaire
from tests.browser.conftest import Begin, OpenPage
from tests.browser.looking import NARROW, WIDE, look
from tests.saving import GRID, publish_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def questionnaire(transactional_db: None) -> Questionnaire:
    return publish_version(1, GRID)


def grid(open_page: OpenPage, link: str, width: int) -> Page:
    page = open_page(width, reduced_motion="reduce")
    page.goto(f"{link}oordeel-2/")
    return page


def test_it_is_accessible_and_whole_on_any_screen(open_page: OpenPage, link: str, begin: Begin) -> None:
    begin({"stellingen_beleid": "deels"})

    assert look(grid(open_page, link, WIDE), "grid") == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_box_is_named_by_its_row_and_its_column(open_page: OpenPage, link: str, width: int) -> None:
    page = grid(open_page, link, width)
    row = page.get_by_role("group", name="7.2 Toolbox", exact=True)

    row.get_by_role("radio", name="Deels", exact=True).check()
    page.get_by_role("button", name="Verder").last.click()
    page.get_by_role("button", name="Doorgaan zonder deze antwoorden").click()
    page.goto(f"{link}oordeel-2/")

    expect(row.get_by_role("radio", name="Deels", exact=True)).to_be_checked()


def test_the_words_stand_once_where_there_is_room(open_page: OpenPage, link: str) -> None:
    page = grid(open_page, link, WIDE)
    head, box = page.locator(".grid-head"), page.locator("#stellingen_beleid .choice").nth(1)

    above = head.get_by_text("Deels").bounding_box()
    under = box.bounding_box()
    assert above is not None
    assert under is not None
    assert abs(above["x"] + above["width"] / 2 - under["x"] - under["width"] / 2) < 2
    page.set_viewport_size({"width": NARROW, "height": 800})
    expect(head).to_be_hidden()
    expect(box).to_have_text("Deels")
