"""A look at the page as it stands: accessible, large enough to press, whole on any screen. Each finding is one line."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import axe

WIDE, NARROW, SMALLEST = 1280, 375, 320
LETTERS = {"standard": 16, "fixed": 13}
COLORS_ONLY = {"type": "rule", "values": ["color-contrast"]}


def look(page: Page, name: str) -> list[str]:
    wrong = []
    for width, rules in ((WIDE, {}), (NARROW, axe.WITHOUT_COLORS)):
        resize(page, width)
        shoot(page, f"{name}-{width}")
        wrong += [f"{width}: {finding}" for finding in axe.findings(page, **rules)]
        wrong += [f"{width}: too small {finding}" for finding in page.evaluate("measure.small()")]
    wrong += [*look_in_the_dark(page, name), *fit(page)]
    return [f"{name} {finding}" for finding in wrong]


def look_in_the_dark(page: Page, name: str) -> list[str]:
    page.emulate_media(color_scheme="dark")
    shoot(page, f"{name}-{NARROW}-dark")
    wrong = [f"dark: {finding}" for finding in axe.findings(page, runOnly=COLORS_ONLY)]
    page.emulate_media(color_scheme="light")
    return wrong


def fit(page: Page) -> list[str]:
    """What is cut off on the smallest phone, or with letters of twice the size."""
    wrong = [f"{SMALLEST}: cut off {finding}" for finding in cut_off(page, SMALLEST)]
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {kind: 2 * size for kind, size in LETTERS.items()}})
    for width in (WIDE, NARROW):
        wrong += [f"{width}: cut off at 200% {finding}" for finding in cut_off(page, width)]
    session.send("Page.setFontSizes", {"fontSizes": LETTERS})
    session.detach()
    return wrong


def cut_off(page: Page, width: int) -> list[str]:
    resize(page, width)
    sideways = page.evaluate("measure.width()") > width
    return page.evaluate("measure.cutOff()") + (["the page, for it scrolls sideways"] if sideways else [])


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


def shoot(page: Page, name: str) -> None:
    """Keeps a picture of the whole page in the folder that SCREENSHOTS names; does nothing without it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
