"""What axe finds on the page as it stands."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# To reckon them takes twice as long as all the rest together, and they are the same on any screen.
WITHOUT_COLORS = {"rules": {"color-contrast": {"enabled": False}}}


# Only what is wrong leaves the page: the whole result is a hundred times as much.
RUN = """async options => {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(" ")}`));
}"""


def findings(page: Page, **options: Any) -> list[str]:
    """Rule and place of each violation; `runOnly` takes other rules than the levels that we hold to."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, {"resultTypes": ["violations"], "runOnly": TAGS, **options})
