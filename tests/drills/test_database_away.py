"""The database goes away while somebody fills in a page: the words stay in the browser until it is back."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.site import Site, site, wait_for

pytestmark = pytest.mark.slow

TYPED = [
    ("save_id", "7f0c4f5e-2f5e-4f0e-9c39-0b7f3a6a1c11"),
    ("revision", "0"),
    ("version", "1"),
    ("prompted", "1"),
    ("definitie", "\r\nSamen </textarea> <script>alert('x')</script> & \"meer\""),
    ("ambities_kort", "Beleid"),
    ("ambities_lang", ""),
    ("voorbeelden", "Plein"),
    ("voorbeelden", "Park & bos"),
    ("voorbeelden", "'t Hof"),
    ("later", "1"),
]


class Form(HTMLParser):
    """What a browser posts from the form of a page, and where to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action, self.boxes, self.texts = "", [], 0
        self._name: str | None = None
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = attributes["action"]
        elif tag == "input":
            self.boxes.append((attributes["name"], attributes["value"]))
        elif tag == "textarea":
            self._name, self._text = attributes["name"], ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._name:
            words = self._text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.boxes.append((self._name, words))
            self.texts += 1


@pytest.fixture(scope="module")
def running(migrated: str) -> Iterator[Site]:
    with site(migrated, invitations=1) as started:
        yield started


def test_the_words_stay_until_the_database_is_back(running: Site) -> None:
    base = f"/u/{running.tokens[0]}/"
    assert running.request(f"{base}woorden/").status == 200
    running.stop_database()

    looked = running.request(f"{base}woorden/")
    first = running.request(f"{base}woorden/", TYPED)
    old = running.workers()
    for worker in old:
        worker.kill()  # The next to answer is a process that has never seen a questionnaire.
    wait_for(lambda: len(set(running.workers()) - set(old)) == len(old))
    second = running.request(Form(first.html).action, Form(first.html).boxes)

    assert (looked.status, first.status, second.status) == (503, 503, 503)
    assert ("even niet bereikbaar" in looked.html, "<form" in looked.html) == (True, False)
    assert {answer.headers["Retry-After"] for answer in (looked, first, second)} == {"30"}
    assert {answer.headers["Cache-Control"] for answer in (looked, first, second)} == {"no-store"}
    assert ["Set-Cookie" in answer.headers for answer in (looked, first, second)] == [False, False, False]
    assert Form(second.html).boxes == Form(first.html).boxes == TYPED
    assert Form(first.html).texts == 5
    assert "<script>alert" not in first.html

    running.start_database()
    again = Form(second.html)
    saved, twice = (running.request(again.action, again.boxes) for _ in range(2))

    assert (saved.status, saved.headers["Location"]) == (303, f"{base}later/")
    assert twice.status == 303
    assert running.ask(
        "SELECT answers->>'definitie', answers->'voorbeelden', revision FROM surveys_response"
    ) == [("Samen </textarea> <script>alert('x')</script> & \"meer\"", ["Plein", "Park & bos", "'t Hof"], 1)]


def test_the_open_link_waits_too(running: Site) -> None:
    running.stop_database()
    try:
        answer = running.request("/o/ambtenaren-2023-0/?bron=brief", [("gemeente", "GM0363")])
    finally:
        running.start_database()

    assert answer.status == 503
    assert (Form(answer.html).action, Form(answer.html).boxes) == (
        "/o/ambtenaren-2023-0/?bron=brief",
        [("gemeente", "GM0363")],
    )


def test_a_page_of_5_mb_gets_its_answer_while_it_is_still_being_sent(running: Site) -> None:
    answer = running.request(f"/u/{running.tokens[0]}/woorden/", [("definitie", "a" * 5_000_000)])

    assert answer.status == 413
    assert "te veel tekst" in answer.html
