"""The public pages of the results: on a wide screen, a phone, in the dark and on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from surveys.models import Edition
from tests.browser.answers import ANSWERS
from tests.browser.conftest import OpenPage
from tests.browser.looking import look
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A4 without its margins, at 96 dots an inch.
PAPER = {"width": 673, "height": 980}


@pytest.fixture
def released(edition: Edition) -> Edition:
    gemeente = GemeenteFactory()
    ResponseFactory.create_batch(7, edition=edition, gemeente=gemeente, completed=True, answers=ANSWERS)
    ResponseFactory.create_batch(5, edition=edition, gemeente=gemeente, completed=True, answers={})
    edition.opens_at, edition.closes_at = (timezone.now() - timedelta(days=days) for days in (9, 1))
    edition.results_released_at = timezone.now()
    edition.save()
    return edition


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(reduced_motion="reduce")


def test_pages_with_every_kind_of_chart(page: Page, released: Edition) -> None:
    start = f"/resultaten/{released.slug}/"
    page.goto(start)
    wrong = look(page, "results")
    for code in ("definitie/?per=functie", "intern/"):
        page.goto(f"{start}{code}")
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        wrong += look(page, f"results-{code.partition('/')[0]}")

    assert wrong == []


def test_without_script_tables_open_and_figures_are_linked(open_page: OpenPage, released: Edition) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"/resultaten/{released.slug}/definitie/#redenen")
    figure = page.locator("#redenen")

    closed = figure.locator("table").is_visible()
    figure.get_by_text("Toon als tabel").click()

    assert (closed, figure.locator("table").is_visible()) == (False, True)
    assert figure.get_by_role("link", name="Link naar figuur 3").get_attribute("href") == "#redenen"


def test_one_picture_for_each_screen(page: Page, released: Edition) -> None:
    page.goto(f"/resultaten/{released.slug}/definitie/")
    wide, narrow = (page.locator(f"#redenen .picture--{name}") for name in ("wide", "narrow"))
    seen = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        seen.append((wide.is_visible(), narrow.is_visible()))

    assert seen == [(True, False), (False, True)]


def test_on_paper_tables_are_open_and_the_rest_is_gone(page: Page, released: Edition) -> None:
    page.set_viewport_size(PAPER)
    page.goto(f"/resultaten/{released.slug}/intern/")
    page.emulate_media(media="print")

    tables = page.locator("figure table")
    hidden = [
        page.locator(place).first.is_visible() for place in (".chapters", ".files", "summary", ".onward")
    ]
    cut = page.locator("figure").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    heights = tables.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")

    assert hidden == [False] * 4
    assert set(cut) == {"avoid"}
    assert min(heights) > 20
    assert page.locator("#interne_organisatie .picture--wide").is_visible()
