"""A person without a mouse: Tab, Space, Enter and the arrows, looking at every step where the focus is."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from surveys.kinds import kind_of
from surveys.kinds.base import labels_of
from surveys.models import Question

FORWARD = re.compile("Start|Ga verder|Verder|Verstuur")
MOST_STOPS = 60


def wanted(questions: list[Question], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What to choose or type, by the name of the box, or by "" for the buttons to tap."""
    found: dict[str, list[str]] = {"": []}
    for question in questions:
        for name, value in kind_of(question).form_data(question, answers).items():
            found[name] = value if isinstance(value, list) else [value or ""]
        if question.kind == "ranking":
            found[""] = [labels_of(question)[code] for code in answers[question.code]]
    return found


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def go_on(self, values: Mapping[str, list[str]]) -> None:
        """Tabs through the page, answers what it comes past, and presses the button that leads on."""
        left = {name: list(found) for name, found in values.items()}
        self.page.evaluate("measure.rememberRings()")
        for _ in range(MOST_STOPS):
            stop = self.press("Tab")
            if FORWARD.match(stop["text"]):
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
            self.answer(stop, left.get(stop["field"], []))
        raise AssertionError(f"no way on from {self.page.url}")

    def press(self, key: str) -> dict[str, Any]:
        """Where the key leads; remembers where one cannot see that."""
        self.page.keyboard.press(key)
        stop: dict[str, Any] = self.page.evaluate("measure.focus()")
        if not stop["ring"]:
            self.unseen.append(f"{self.page.url} {stop['name']}")
        return stop

    def answer(self, stop: dict[str, Any], values: list[str]) -> None:
        if stop["type"] == "radio":
            self.choose(stop, values[0])
        elif stop["type"] in ("text", "textarea") and values:
            self.page.keyboard.type(values.pop(0))
        elif stop["value"] in values or stop["text"].strip() in values:
            self.page.keyboard.press("Space")
        self.page.evaluate("measure.rememberRings()")

    def choose(self, stop: dict[str, Any], value: str) -> None:
        if stop["value"] == value:
            self.page.keyboard.press("Space")
        while stop["value"] != value:
            stop = self.press("ArrowDown")
