"""A mail gateway at its worst: it opens every link under the one that was mailed, and posts every form on the way."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

MOST_PAGES = 200
BUTTONS = ("submit", "image")


@dataclass
class Field:
    """A control of a form; `options` are the values of a list, of which the first is what a browser posts."""

    name: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    def default(self) -> str:
        return self.value or (self.options[0] if self.options else "")

    def first_option(self) -> str:
        return next(filter(None, self.options), self.default())


@dataclass
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def posts(self, *, fill: bool) -> Iterator[dict[str, str]]:
        """As it stands and, to `fill` it, with every list at its first option; by each button and by none."""
        as_it_stands = {item.name: item.default() for item in self.fields}
        filled = {item.name: item.first_option() for item in self.fields}
        for values in (as_it_stands, filled) if fill else (as_it_stands,):
            yield values
            for name, value in self.buttons:
                yield values | ({name: value} if name else {})


class Reader(HTMLParser):
    """The links and forms of a page; a control outside its form names it in `form`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.loose: list[tuple[str, str, dict[str, str]]] = []
        self.open_form: Form | None = None
        self.open_list: Field | None = None
        self.feed(html)
        for tag, form_id, known in self.loose:
            if form_id in self.by_id:
                self.add(self.by_id[form_id], tag, known)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "a" and known.get("href"):
            self.links.append(known["href"])
        elif tag == "form":
            self.open_form = Form(known.get("action", ""), known.get("method", "get").lower())
            self.forms.append(self.open_form)
            self.by_id[known.get("id", "")] = self.open_form
        elif tag == "option" and self.open_list is not None:
            self.add_option(self.open_list, known)
        elif tag in ("input", "select", "textarea", "button"):
            if known.get("form"):
                self.loose.append((tag, known["form"], known))
            elif self.open_form is not None:
                self.add(self.open_form, tag, known)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open_form = None
        elif tag == "select":
            self.open_list = None

    @staticmethod
    def add_option(found: Field, known: dict[str, str]) -> None:
        found.options.append(known.get("value", ""))
        if "selected" in known:
            found.value = known.get("value", "")

    def add(self, form: Form, tag: str, known: dict[str, str]) -> None:
        kind, name, value = known.get("type", ""), known.get("name", ""), known.get("value", "")
        if tag == "button" or kind in BUTTONS:
            form.buttons.append((name, value))
        elif kind in ("checkbox", "radio") and "checked" not in known:
            return
        elif name:
            form.fields.append(Field(name, value))
            self.open_list = form.fields[-1] if tag == "select" else None


@dataclass
class Scanned:
    """How many requests a crawl took, on which addresses, and what was answered."""

    gets: int = 0
    posts: int = 0
    pages: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)
    cookies: int = 0


def crawl(link: str, *, fill: bool = True) -> Scanned:
    """HEAD and GET of everything under the link, and every form posted in every way, redirects included."""
    client, scanned, waiting = Client(), Scanned(), deque([link])
    while waiting:
        address = waiting.popleft()
        if address in scanned.pages or not is_ours(address):
            continue
        scanned.pages.add(address)
        assert len(scanned.pages) <= MOST_PAGES, "the crawl does not end"
        waiting.extend(visit(client, address, scanned, fill=fill))
    scanned.cookies += len(client.cookies)
    return scanned


def visit(client: Client, address: str, scanned: Scanned, *, fill: bool) -> Iterator[str]:
    client.head(address)
    opened = client.get(address)
    scanned.gets += 2
    yield from onward(opened, address, scanned)
    if opened["Content-Type"].split(";")[0] != "text/html":
        return
    page = Reader(opened.content.decode())
    yield from (urldefrag(urljoin(address, link)).url for link in page.links)
    for form in page.forms:
        for values in form.posts(fill=fill):
            posted = client.post(urljoin(address, form.action or address), values)
            scanned.posts += 1
            yield from onward(posted, address, scanned)


def onward(answer: HttpResponse, address: str, scanned: Scanned) -> Iterator[str]:
    scanned.statuses.add(answer.status_code)
    if "Location" in answer:
        yield urldefrag(urljoin(address, answer["Location"])).url


def is_ours(address: str) -> bool:
    parts = urlsplit(address)
    return parts.netloc in ("", "testserver") and parts.path.startswith(("/u/", "/o/"))
