"""What a visit costs over the line, from the server of production with its compressed static files."""

import pytest
from playwright.sync_api import Page, Request

from surveys.domain import gemeenten
from surveys.domain.questionnaires import Compiled
from surveys.models import Edition
from tests.browser.answers import ANSWERS
from tests.browser.conftest import Begin, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_VISIT, LATER_PAGE = 80_000, 10_000
# Less than this and the fonts, or the page itself, were not on the scale.
FONTS, HEADERS = 35_000, 500


class Scale:
    """Bytes that came over the line since the last look, headers included; what the browser kept weighs nothing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.finished: list[Request] = []
        page.on("requestfinished", lambda request: self.finished.append(request))

    def weigh(self, address: str) -> int:
        self.finished.clear()
        self.page.goto(address)
        self.page.evaluate("document.fonts.ready")
        sizes = [request.sizes() for request in self.finished]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def test_a_first_visit_is_light(open_page: OpenPage, link: str, edition: Edition) -> None:
    gemeenten.load()

    weights = [Scale(open_page()).weigh(address) for address in (link, f"/o/{edition.slug}/")]
    print(f"a first visit by the personal link and by the open link: {weights} bytes")  # noqa: T201

    assert [weight for weight in weights if not FONTS < weight <= FIRST_VISIT] == []


def test_every_page_after_it_is_lighter(
    open_page: OpenPage, link: str, begin: Begin, compiled: Compiled
) -> None:
    begin(ANSWERS)
    scale = Scale(open_page())
    scale.weigh(link)

    paths = [*compiled.page_by_slug, "overzicht", "later", "antwoorden"]
    weights = {path: scale.weigh(f"{link}{path}/") for path in paths}
    print(f"a later page: {min(weights.values())} to {max(weights.values())} bytes")  # noqa: T201

    assert {slug: weight for slug, weight in weights.items() if not HEADERS < weight <= LATER_PAGE} == {}
