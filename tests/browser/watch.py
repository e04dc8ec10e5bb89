"""What happens behind the back of a visitor: complaints of the browser, requests to somewhere else."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# A violation is an error in the console too, but not in every version of Chromium.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`CSP ${violatedDirective} ${blockedURI}`));
"""


class Watch:
    """`may_fail`: the site goes away in the test, so a request that gets no answer is no complaint."""

    def __init__(self, context: BrowserContext, url: str, *, may_fail: bool = False) -> None:
        self.url = url
        self.may_fail = may_fail
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)
        context.on("request", self._follow)

    def _hear(self, message: ConsoleMessage) -> None:
        # The page itself may be a refusal, such as 404 or 422.
        if self.may_fail and message.text.startswith("Failed to load resource"):
            return
        refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        is_page = message.page is not None and message.location["url"] == message.page.url
        if message.type in ("error", "warning") and not (refused and is_page):
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _hear_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.elsewhere.append(request.url)
