"""The respondent's pages when something goes another way than planned: whatever was typed is stored or comes back."""

import re
import uuid
from datetime import datetime, timedelta
from functools import partial
from html import unescape

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from respondents.domain import access
from respondents.models import Invitation
from surveys.models import Edition, Response, Save
from tests import saving
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory

pytestmark = pytest.mark.django_db

CLOSES_AT = timezone.now().replace(microsecond=0) + timedelta(days=7)
IN_GRACE = CLOSES_AT + timedelta(minutes=2)
TOO_LATE = CLOSES_AT + timedelta(minutes=62)
FIRST = {"functie": "adviseur", "budget": "ja"}
WORDS = {"definitie": "Samen <b>beslissen</b>", "ambities_kort": "Beleid", "ambities_lang": "Meer"}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    edition.closes_at = CLOSES_AT
    edition.save()
    return InvitationFactory(edition=edition)


@pytest.fixture
def base(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def form_of(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a page as it is given out now."""
    return dict(HIDDEN.findall(client.get(address).content.decode()))


def said(answer: HttpResponse) -> str:
    """The words on the page, without its markup."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def test_a_redirect_after_a_post_is_303_and_after_a_get_302(client: Client, base: str) -> None:
    saved = client.post(f"{base}keuzes/", FIRST)
    later = client.post(f"{base}keuzes/", FIRST | {"later": "1"})
    sent = client.post(f"{base}versturen/")
    Response.objects.update(completed_at=None)

    assert [answer.status_code for answer in (saved, later, sent)] == [303, 303, 303]
    assert client.get(f"{base}bedankt/").status_code == 302


def test_two_tabs_with_one_page_keep_what_each_touched(client: Client, base: str) -> None:
    client.post(f"{base}woorden/", WORDS)
    one, other = (form_of(client, f"{base}woorden/") for _ in range(2))
    client.post(f"{base}woorden/", one | WORDS | {"definitie": "Van de eerste tab"})

    client.post(f"{base}woorden/", other | WORDS | {"ambities_lang": "Van de tweede tab"})

    answers = Response.objects.get().answers
    assert (answers["definitie"], answers["ambities_lang"]) == ("Van de eerste tab", "Van de tweede tab")


def test_a_page_that_another_tab_has_hidden_is_stored_and_leads_on(client: Client, base: str) -> None:
    client.post(f"{base}keuzes/", FIRST)
    form = form_of(client, f"{base}keuzes-2/")
    client.post(f"{base}keuzes/", {"functie": "adviseur", "budget": "nee"})

    answer = client.post(f"{base}keuzes-2/", form | {"bedrag": "een ton", "kanalen": "website"})

    assert answer["Location"] == f"{base}oordeel/"
    assert Response.objects.get().answers["bedrag"] == "een ton"


def test_a_page_of_which_nothing_is_shown_leads_on(client: Client, edition: Edition, base: str) -> None:
    edition.questionnaire = saving.publish_version(2, saving.ONLY_THE_AMOUNT)
    edition.save()
    client.post(f"{base}keuzes/", {"functie": "adviseur", "budget": "nee"})

    assert client.get(f"{base}keuzes-2/")["Location"] == f"{base}keuzes-3/"


def test_the_questionnaire_moves_on_while_the_first_page_is_filled_in(
    client: Client, edition: Edition, base: str
) -> None:
    form = form_of(client, f"{base}keuzes/")
    edition.questionnaire = saving.publish_version(2, saving.MOVED, saving.RETIRED)
    edition.save()

    boxes = {
        "functie": "communicatie",
        "functie_anders": "Wethouder",
        "budget": "ja",
        "oud": "Vervallen vraag",
    }
    answer = client.post(f"{base}keuzes/", form | boxes)

    response = Response.objects.get()
    assert answer.status_code == 200
    assert (response.questionnaire.version, response.answers) == (
        2,
        {"functie": None, "functie_anders": "Wethouder", "budget": "ja"},
    )
    assert answer.context["action"] == f"{base}keuzes-3/"
    words = said(answer)
    shown = ["De vragenlijst is aangepast", "Wethouder", "Ja", "communicatie", "Vervallen vraag"]
    assert [text for text in shown if text not in words] == []


@pytest.mark.parametrize("moment", [IN_GRACE, TOO_LATE])
def test_who_had_not_begun_begins_no_more_and_gets_the_words_back(
    client: Client, base: str, moment: datetime
) -> None:
    with at(moment):
        answer = client.post(f"{base}woorden/", WORDS)

    words = said(answer)
    assert answer.status_code == 403
    assert [text for text in ("gesloten", "niet bewaard", *WORDS.values()) if text not in words] == []
    assert Response.objects.count() == 0


def test_who_had_begun_finishes_within_the_hour(client: Client, base: str) -> None:
    client.post(f"{base}keuzes/", FIRST)

    with at(IN_GRACE):
        page = client.get(f"{base}oordeel/")
        saved = client.post(f"{base}oordeel/", form_of(client, f"{base}oordeel/") | {"cijfer": "7"})
        overview = client.get(f"{base}overzicht/")
        sent = client.post(f"{base}versturen/")
        thanks = client.get(sent["Location"])

    until = timezone.localtime(CLOSES_AT + timedelta(hours=1)).strftime("%H:%M")
    assert f"kunt u uw antwoorden nog versturen tot {until} uur" in said(page)
    assert f"tot {until} uur" in said(overview)
    assert (saved.status_code, sent.status_code) == (200, 303)
    assert Response.objects.that_count().get().is_in_grace
    assert thanks.context["change_url"] is None


def test_too_late_is_kept_said_and_shown_back(client: Client, base: str) -> None:
    client.post(f"{base}keuzes/", FIRST)
    form = form_of(client, f"{base}woorden/")

    with at(TOO_LATE):
        answer = client.post(f"{base}woorden/", form | WORDS)
        pages = [client.get(address) for address in (base, f"{base}woorden/", f"{base}overzicht/")]

    response = Response.objects.get()
    words = said(answer)
    assert answer.status_code == 403
    assert [
        text for text in ("te laat", "is bewaard", "telt niet mee", response.receipt) if text not in words
    ] == []
    assert [text for text in WORDS.values() if text not in words] == []
    assert "ambities_kort" not in response.answers
    assert Save.objects.filter(is_aside=True).get().payload["ambities_kort"] == "Beleid"
    assert list(Response.objects.counted()) == [response]
    assert ["gesloten" in said(page) for page in pages] == [True, True, True]


def test_sending_too_late_is_kept_and_said(client: Client, base: str) -> None:
    client.post(f"{base}keuzes/", FIRST)

    with at(TOO_LATE):
        sent = client.post(f"{base}versturen/")
        answer = client.get(sent["Location"])

    assert "telt niet mee" in said(answer)
    response = Response.objects.counted().get()
    assert (response.is_late, response.is_completed, response.answers["functie"]) == (True, False, "adviseur")


def test_changing_after_the_close_what_was_sent_changes_nothing_and_says_so(
    client: Client, base: str
) -> None:
    client.post(f"{base}keuzes/", FIRST)
    form = form_of(client, f"{base}woorden/")
    client.post(f"{base}versturen/")

    with at(IN_GRACE):
        answer = client.post(f"{base}woorden/", form | WORDS)

    words = said(answer)
    assert answer.status_code == 403
    assert [
        text for text in ("na de sluiting", "eerder verstuurde", *WORDS.values()) if text not in words
    ] == []
    assert Response.objects.get().answers.keys() == {"functie", "functie_anders", "budget"}
    assert Save.objects.filter(is_aside=True).get().payload["ambities_kort"] == "Beleid"


def test_a_book_comes_back_with_every_word_and_may_not_be_left_for_later(client: Client, base: str) -> None:
    book = "woord " * 150_000

    answer = client.post(f"{base}woorden/", {"definitie": book, "later": "1"})

    assert answer.status_code == 422
    assert book.strip() in answer.content.decode()
    assert "Maak deze tekst korter." in said(answer)


def test_ten_posts_at_once_make_one_response_and_keep_every_box(
    transactional_db: None, edition: Edition, base: str
) -> None:
    boxes = [
        FIRST,
        {"definitie": "Samen"},
        {"ambities_kort": "Beleid"},
        {"cijfer": "7"},
        {"kanalen": "krant"},
    ]
    slugs = ["keuzes", "woorden", "woorden", "oordeel", "keuzes-2"]

    def post(number: int) -> int:
        form = {"save_id": str(uuid.UUID(int=number)), "revision": "0", "prompted": "1"}
        return Client().post(f"{base}{slugs[number]}/", form | boxes[number]).status_code

    answers = at_once([partial(post, number) for number in [*range(5), *range(5)]])

    stored = saving.answers(Response.objects.get())
    assert answers == [303] * 10
    assert {code: stored[code] for code in ("budget", "definitie", "ambities_kort", "cijfer", "kanalen")} == {
        "budget": "ja",
        "definitie": "Samen",
        "ambities_kort": "Beleid",
        "cijfer": 7,
        "kanalen": ["krant"],
    }
    assert Save.objects.count() == 5
