"""With the colours of the system: what was chosen, where the focus is and how far one is, stays to be seen."""

import pytest
from playwright.sync_api import Locator

from tests.browser.answers import ANSWERS
from tests.browser.conftest import Begin, OpenPage
from tests.browser.looking import shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINES = """box => {
  const { outlineStyle, outlineColor, outlineOffset, borderColor } = getComputedStyle(box);
  return [outlineStyle, outlineColor, outlineOffset, borderColor].join(" ");
}"""


def lines(box: Locator) -> str:
    """What is drawn around a box."""
    return box.evaluate(LINES)


def test_chosen_and_focus_are_drawn_apart(open_page: OpenPage, link: str, begin: Begin) -> None:
    begin(ANSWERS)
    page = open_page(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{link}intern-2/")
    chosen = page.locator("#budget .choice").first
    other = page.locator("#budget .choice").nth(1)
    at_rest = [lines(chosen), lines(other)]

    page.locator("#aanvullingen textarea").focus()
    page.keyboard.press("Tab")
    shoot(page, "forced-colors-focus")
    focused = lines(chosen)
    page.keyboard.press("ArrowDown")

    assert len({*at_rest, focused}) == 3
    assert lines(other) == focused


def test_a_place_in_the_order_shows_the_focus(open_page: OpenPage, link: str, begin: Begin) -> None:
    begin(ANSWERS)
    page = open_page(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{link}definitie/")
    pressed = page.locator("[aria-pressed=true]").first
    at_rest = lines(pressed)

    pressed.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    assert lines(pressed) != at_rest
    progress = page.locator(".progress li").evaluate_all(
        "parts => parts.map(part => getComputedStyle(part).background)"
    )
    assert len(set(progress)) == 3  # Behind, now and to come.
