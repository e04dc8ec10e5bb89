"""What a page that saves by itself stores, and what it is told: never a page, and never more than was answered."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from respondents.domain import access, hand_overs
from respondents.domain.hand_overs import Wish
from respondents.models import Invitation
from surveys.models import Edition, Response, Save
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db

SEEN = {"functie": "adviseur", "functie_anders": None, "budget": None}


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@pytest.fixture
def base(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


REVISION = re.compile(r'name="revision" value="(\d+)"')


class OpenForm:
    """A page that somebody has in front of them, from the first look at it until it is left."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.revision = REVISION.search(client.get(address).content.decode())[1]  # type: ignore[index]
        self.save_id = str(uuid.uuid4())

    def save(self, turn: int, **boxes: Any) -> HttpResponse:
        return self.post(turn, autosave="1", **boxes)

    def post(self, turn: int, **boxes: Any) -> HttpResponse:
        form = {"save_id": self.save_id, "revision": self.revision, "turn": turn}
        return self.client.post(self.address, form | boxes)


def answers() -> dict[str, Any]:
    return Response.objects.get().answers


def test_it_is_told_when_and_what_was_saved(client: Client, base: str) -> None:
    told = OpenForm(client, f"{base}keuzes/").save(0, functie="adviseur")

    response = Response.objects.get()
    assert told.status_code == 200
    assert told["Cache-Control"] == "no-store"
    assert told.json() == {
        "saved_at": f"{timezone.localtime(response.saved_at):%H:%M}",
        "revision": 1,
        "address": f"{base}keuzes/",
        "opened": [],
        "closed": [],
        "message": "",
    }


def test_only_what_was_answered_is_stored_until_somebody_goes_on(client: Client, base: str) -> None:
    form = OpenForm(client, f"{base}keuzes/")

    form.save(0, functie="adviseur")
    halfway = answers(), client.get(base).context["action"]
    gone_on = form.post(1, functie="adviseur", prompted="1")

    assert halfway == ({"functie": "adviseur"}, f"{base}keuzes/")
    assert gone_on["Location"] == f"{base}keuzes-2/"
    assert (answers(), client.get(base).context["action"]) == (SEEN, f"{base}keuzes-2/")


def test_nothing_answered_begins_nothing(client: Client, base: str) -> None:
    told = OpenForm(client, f"{base}keuzes/").save(0, functie="", functie_anders=" ")

    assert (told.status_code, told.content) == (204, b"")
    assert Response.objects.count() == 0


def test_words_that_come_again_after_others_are_the_newest(client: Client, base: str) -> None:
    form = OpenForm(client, f"{base}woorden/")

    for turn, words in enumerate(("Samen", "Alleen", "Samen")):
        form.save(turn, definitie=words)

    assert answers()["definitie"] == "Samen"


def test_the_same_turn_that_comes_late_changes_nothing(client: Client, base: str) -> None:
    form = OpenForm(client, f"{base}woorden/")
    form.save(0, definitie="Samen")
    form.save(1, definitie="Alleen")

    form.save(0, definitie="Samen")

    assert answers()["definitie"] == "Alleen"
    assert Save.objects.count() == 2


def test_a_box_that_was_emptied_again_is_empty(client: Client, base: str) -> None:
    form = OpenForm(client, f"{base}woorden/")
    form.save(0, definitie="Samen", ambities_kort="Beleid")

    form.save(1, definitie="", ambities_kort="Beleid")

    assert answers() == {"definitie": None, "ambities_kort": "Beleid"}


def test_two_open_pages_leave_each_others_boxes_alone(client: Client, base: str) -> None:
    one, other = (OpenForm(client, f"{base}woorden/") for _ in range(2))
    one.save(0, definitie="Samen")
    other.save(0, ambities_kort="Beleid")

    one.save(1, definitie="Samen doen")
    other.post(1, ambities_kort="Beleid maken", prompted="1")

    stored = answers()
    assert (stored["definitie"], stored["ambities_kort"]) == ("Samen doen", "Beleid maken")


def test_an_invalid_value_is_kept_without_a_word_about_it(client: Client, base: str) -> None:
    OpenForm(client, f"{base}keuzes/").save(0, budget="ja")

    told = OpenForm(client, f"{base}keuzes-2/").save(0, bedrag="een ton")

    assert (told.status_code, told.json()["message"]) == (200, "")
    assert answers() == {"budget": "ja", "bedrag": "een ton"}


def test_a_text_that_is_too_long_is_said(client: Client, base: str) -> None:
    told = OpenForm(client, f"{base}woorden/").save(0, definitie="a" * 20_001)

    assert told.json()["message"] == "Deze tekst is te lang. We bewaren alleen het begin. Maak hem korter."
    assert answers() == {"definitie": "a" * 20_000}


def test_the_open_link_goes_on_at_the_address_of_its_response(client: Client, edition: Edition) -> None:
    begun = client.post(f"/o/{edition.slug}/", {"gemeente": GemeenteFactory().code})["Location"]
    form = OpenForm(client, begun)

    address = form.save(0, functie="adviseur").json()["address"]
    form.address = address
    form.save(1, functie="communicatie")

    token = access.derive_token(access.RESUME, Response.objects.get().pk)
    assert address == f"/u/{token}/keuzes/" != begun
    assert answers() == {"functie": "communicatie"}


@pytest.mark.parametrize(
    ("is_sent", "minutes", "status", "stored"),
    [
        (False, 30, 200, {"functie": "communicatie"}),
        (False, 61, 202, {"functie": "adviseur"}),
        (True, 1, 202, {"functie": "adviseur"}),
    ],
)
def test_after_the_close_it_says_what_counts(
    client: Client,
    base: str,
    edition: Edition,
    is_sent: bool,
    minutes: int,
    status: int,
    stored: dict[str, Any],
) -> None:
    form = OpenForm(client, f"{base}keuzes/")
    form.save(0, functie="adviseur")
    now = timezone.now()
    Response.objects.update(completed_at=now if is_sent else None, started_at=now - timedelta(days=1))
    Edition.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=minutes))

    told = form.save(1, functie="communicatie")

    aside = "De vragenlijst is gesloten. Wat u nu invult, is bewaard, maar telt niet mee."
    assert (told.status_code, told.json()["message"]) == (status, aside if status == 202 else "")
    assert answers() == stored


def test_who_had_not_begun_is_told_that_it_is_closed(client: Client, base: str) -> None:
    form = OpenForm(client, f"{base}keuzes/")
    Edition.objects.update(closes_at=timezone.now())

    told = form.save(0, functie="adviseur")

    assert told.status_code == 403
    assert told.json() == {"message": "De vragenlijst is gesloten. Wat u nu invult, bewaren we niet meer."}


@pytest.mark.parametrize("words", [{"definitie": "Samen doen"}, {}])
def test_a_link_that_was_handed_over_says_so(
    client: Client, base: str, invitation: Invitation, words: dict[str, str]
) -> None:
    form = OpenForm(client, f"{base}woorden/")
    hand_overs.hand_over(invitation, Wish("fatima@elders.example"))

    told = form.save(0, **words)

    assert told.status_code == 409
    assert told.json() == {
        "message": "Een collega heeft de vragenlijst overgenomen. Wat u nu invult, bewaren we niet."
    }


def test_a_link_that_ended_says_so(client: Client, base: str, invitation: Invitation) -> None:
    form = OpenForm(client, f"{base}keuzes/")
    invitation.link_version = 2
    access.key_invitations([invitation])

    told = form.save(0, functie="adviseur")

    assert told.status_code == 404
    assert told.json()["message"].startswith("Deze link werkt niet meer.")


def test_more_than_we_take_in_is_refused(client: Client, base: str) -> None:
    form = OpenForm(client, f"{base}woorden/")

    assert form.save(0, definitie="a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE).status_code == 413
    assert Response.objects.count() == 0
