"""Somebody with a browser that runs no scripts: pages over real HTTP, their form filled in and sent."""

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

Fields = Mapping[str, str | list[str]]


@dataclass
class Form(HTMLParser):
    """The form with the answers, or else the first of the page: where it goes, and what is in it unseen."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    inside: bool = False
    found: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method") == "post" and not self.found:
            self.inside = self.found = True
            self.action = values.get("action", "")
        if self.inside and tag == "input" and values.get("type") == "hidden":
            self.hidden[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


class Visitor:
    def __init__(self, address: str) -> None:
        self.open(address)

    def open(self, address: str, data: Fields | None = None) -> None:
        body = urlencode(data, doseq=True).encode() if data is not None else None
        request = urllib.request.Request(address, body)  # noqa: S310 - only the server of the test
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            self.status, self.address, self.html = answer.status, answer.url, answer.read().decode()

    def send(self, fields: Fields | None = None) -> None:
        """Fills in the form of this page; afterwards the visitor is where it led."""
        form = Form()
        form.feed(self.html)
        assert form.found, f"there is no form on {self.address}"
        self.open(urljoin(self.address, form.action), form.hidden | dict(fields or {}))

    @property
    def page(self) -> str:
        """The last part of the address."""
        return self.address.split("?")[0].rstrip("/").split("/")[-1]
