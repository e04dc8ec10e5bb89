"""A mail gateway opens every link, runs its scripts and posts its forms: no row of the database may notice.

Judged by the rows themselves: of every table each row with the transaction that wrote it, and every sequence, so that
not even a row that was made and taken back goes unseen.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page

from respondents.domain import access, joining, starts, visits
from respondents.domain.starts import Start
from respondents.models import Invitation
from surveys.domain.questionnaires import compiled
from surveys.enums import Channel
from surveys.models import Edition, Gemeente, Response, Save
from tests.drills.conftest import OpenPage
from tests.drills.scanner import Scanned, crawl
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

TIMES = 50
# Longer than any page waits before it saves by itself.
LINGER = 12_000

# What a gateway does in a page: it goes along all boxes and leaves them, and sends every form.
TOUCH = """() => {
  for (const box of document.querySelectorAll("input, select, textarea, button")) { box.focus(); box.blur(); }
  scrollTo(0, document.body.scrollHeight);
}"""
FORMS = "() => document.forms.length"
SEND = """([number, first]) => {
  const form = document.forms[number];
  if (first) for (const list of form.querySelectorAll("select")) {
    const option = [...list.options].find((candidate) => candidate.value);
    if (option) { list.value = option.value; list.dispatchEvent(new Event("change", { bubbles: true })); }
  }
  form.submit();
}"""


def database() -> dict[str, Any]:
    """A digest of every table, and where every sequence stands."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {table: digest_of(cursor, table) for table in tables}
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        return found | dict(cursor.fetchall())


def digest_of(cursor: Any, table: str) -> tuple[int, str]:
    name = connection.ops.quote_name(table)
    rows = f"SELECT concat_ws('|', xmin, t::text) AS row FROM {name} t"  # noqa: S608 - a name of our own
    cursor.execute(f"SELECT count(*), md5(string_agg(row, ';' ORDER BY row)) FROM ({rows}) rows")  # noqa: S608
    return cursor.fetchone()


@pytest.fixture
def gemeente(db: None) -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def invitation(edition: Edition, gemeente: Gemeente) -> Invitation:
    return InvitationFactory(edition=edition, respondent__gemeente=gemeente)


@pytest.fixture
def links(edition: Edition, gemeente: Gemeente, invitation: Invitation) -> dict[str, str]:
    """One of each kind, on which nothing was answered yet by whoever holds it."""
    token = access.derive_token(access.ANSWER, invitation.pk)
    start = Start(edition.pk, gemeente.pk, "linkedin", starts.new_key(), starts.now())
    return {
        "persoonlijk": f"/u/{token}/",
        "overzicht": f"/u/{token}/overzicht/",
        "later": f"/u/{token}/later/",
        "bedankt": f"/u/{token}/bedankt/",
        "open": f"/o/{edition.slug}/?bron=linkedin",
        "begonnen op de open link": f"/u/{starts.token_of(start)}/",
        **{
            f"pagina {page.slug}": f"/u/{token}/{page.slug}/"
            for page in compiled(edition.questionnaire_id).pages  # type: ignore[arg-type]
        },
    }


def test_a_gateway_leaves_no_trace(links: dict[str, str]) -> None:
    before = database()

    crawls: dict[str, Scanned] = {kind: crawl(link) for kind, link in links.items()}

    pages = {address for scanned in crawls.values() for address in scanned.pages}
    gets, posts = (sum(getattr(scanned, name) for scanned in crawls.values()) for name in ("gets", "posts"))
    print(f"{len(links)} links: {len(pages)} pages, {gets} GET and HEAD, {posts} POST")  # noqa: T201
    assert database() == before
    assert sum(scanned.cookies for scanned in crawls.values()) == 0
    assert {status for scanned in crawls.values() for status in scanned.statuses} <= {200, 302, 303, 422}
    assert {kind: scanned.posts > 0 for kind, scanned in crawls.items()} == dict.fromkeys(links, True)


def test_opening_a_link_fifty_times_leaves_no_trace(links: dict[str, str], invitation: Invitation) -> None:
    opt_out = f"/afmelden/{access.derive_token(access.OPT_OUT, invitation.pk)}/"
    client, before = Client(), database()

    answers = [
        ask(link)
        for link in (*links.values(), opt_out)
        for ask in (client.head, client.options, *[client.get] * TIMES)
    ]

    assert database() == before
    assert [answer for answer in answers if answer.cookies] == []
    assert {answer.status_code for answer in answers} <= {200, 302, 405}


def test_a_gateway_changes_nothing_for_who_was_joined(invitation: Invitation, links: dict[str, str]) -> None:
    invitation.joined_response = ResponseFactory(
        edition=invitation.edition, channel=Channel.OPEN, completed=True
    )
    invitation.save()
    before = database()

    scanned = crawl(links["persoonlijk"])

    assert database() == before
    assert any(address.endswith("/niet-ik/") for address in scanned.pages)
    assert joining.joined_at(Invitation.objects.get()) is not None


def test_a_gateway_changes_no_answer_that_was_sent(edition: Edition, gemeente: Gemeente) -> None:
    """It posts the pages as they stand; the journal gets lines for that, the answers stay as they are."""
    response, token = visits.begin_open(edition, gemeente_id=gemeente.pk, source="")
    answers = {"functie": "adviseur", "functie_anders": None, "budget": "nee"}
    Response.objects.filter(pk=response.pk).update(
        answers=answers, completed_at="2023-06-12T09:00Z", started_at="2023-06-12T08:00Z"
    )

    crawls = [crawl(f"/u/{token}/{page}", fill=False) for page in ("", "overzicht/")]

    response.refresh_from_db()
    given = {code: value for code, value in response.answers.items() if value is not None}
    assert given == {"functie": "adviseur", "budget": "nee"}
    assert (response.completed_at.isoformat(), response.flags) == ("2023-06-12T09:00:00+00:00", [])
    assert 0 < Save.objects.count() <= sum(scanned.posts for scanned in crawls)
    assert f"/u/{token}/uitgenodigd/" in {address for scanned in crawls for address in scanned.pages}


def test_the_one_button_of_the_opt_out_acts_and_can_be_undone(invitation: Invitation) -> None:
    """The one page where a gateway that posts forms does something: RFC 8058 wants one button to be enough."""
    address = f"/afmelden/{access.derive_token(access.OPT_OUT, invitation.pk)}/"
    client = Client()

    client.post(address)
    invitation.respondent.refresh_from_db()
    after = invitation.respondent.opted_out_at
    client.post(address, {"terug": "1"})

    invitation.respondent.refresh_from_db()
    assert (after is not None, invitation.respondent.opted_out_at) == (True, None)


@pytest.mark.browser
@pytest.mark.slow
def test_a_gateway_with_a_browser_leaves_no_trace(open_page: OpenPage, links: dict[str, str]) -> None:
    before = database()
    posts: list[str] = []
    page = open_page()
    page.context.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )

    sent = sum(scan(page, link) for link in links.values())
    linger(page, links["pagina keuzes"])

    print(f"{len(links)} links in Chromium: {sent} forms sent, {len(posts)} POST")  # noqa: T201
    assert database() == before
    assert page.context.cookies() == []
    assert len(posts) == sent >= 2 * 6  # Five pages and the start of the open link have a form.


def scan(page: Page, link: str) -> int:
    """Opens the page, runs its scripts, touches every box and sends each form in two ways; gives how often."""
    page.goto(link)
    page.evaluate(TOUCH)
    forms = page.evaluate(FORMS)
    for number in range(forms):
        for first in (False, True):
            page.goto(link)
            with page.expect_navigation():
                page.evaluate(SEND, [number, first])
            page.evaluate(TOUCH)
    return 2 * forms


def linger(page: Page, link: str) -> None:
    page.goto(link)
    page.evaluate(TOUCH)
    page.wait_for_timeout(LINGER)
    page.evaluate(TOUCH)
