"""The open link over HTTP: nothing is stored before the first answer, and nobody is refused."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import altcha
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import crowd, starts
from respondents.domain.starts import Start
from respondents.forms.answering import HONEYPOT
from surveys.enums import Channel
from surveys.models import Edition, Gemeente, Questionnaire, Response, Save
from tests.at_once import at_once
from tests.factories.surveys import GemeenteFactory
from tests.statements import verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_valkey")]

FIRST = {"functie": "adviseur", "budget": "ja"}


@pytest.fixture
def gemeente() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def address(edition: Edition) -> str:
    return f"/o/{edition.slug}/"


def start(client: Client, address: str, gemeente: Gemeente, **more: str) -> str:
    """Chooses the gemeente, and gives the address of the first page."""
    return client.post(address, {"gemeente": gemeente.code, **more})["Location"]


def answer(client: Client, page: str, data: dict[str, str] = FIRST) -> str:
    """Posts the page, and gives the address of the next."""
    return client.post(page, data | {"save_id": str(uuid.uuid4())})["Location"]


@pytest.fixture
def crowded(quiet_valkey: None, edition: Edition) -> Iterator[None]:
    """A crowd before the edition, at the beginning of a minute."""
    with time_machine.travel(timezone.now().replace(second=0, microsecond=0), tick=False):
        for _ in range(crowd.SOFT_LIMIT):
            crowd.enter(edition, gemeente="", proof="")
        yield


def test_choosing_a_gemeente_stores_nothing(client: Client, address: str, gemeente: Gemeente) -> None:
    with CaptureQueriesContext(connection) as queries:
        opened = client.get(address)
        chosen = client.post(address, {"gemeente": gemeente.code})
        page = client.get(chosen["Location"])

    assert [answer.status_code for answer in (opened, chosen, page)] == [200, 303, 200]
    assert verbs(queries.captured_queries) == {"SELECT"}
    assert not any(answer.cookies for answer in (opened, chosen, page))
    assert page["Cache-Control"] == "no-store"


def test_the_first_answer_makes_the_response(client: Client, address: str, gemeente: Gemeente) -> None:
    page = start(client, f"{address}?bron=Nieuwsbrief juni!", gemeente)

    following = answer(client, page)

    response = Response.objects.get()
    assert (response.gemeente, response.channel, response.source) == (
        gemeente,
        Channel.OPEN,
        "nieuwsbrief-juni",
    )
    assert response.answers == {"functie": "adviseur", "functie_anders": None, "budget": "ja"}
    assert re.fullmatch(r"/u/[\w-]{27}/keuzes-2/", following)
    assert client.get(following).status_code == 200


def test_an_empty_page_goes_on_without_a_response(client: Client, address: str, gemeente: Gemeente) -> None:
    first = start(client, address, gemeente)

    second = answer(client, first, {})
    third = answer(client, second, {"kanalen": "website"})

    assert second == first.replace("keuzes", "keuzes-2")
    assert Response.objects.get().answers["kanalen"] == ["website"]
    assert third.endswith("/oordeel/")


def test_the_same_first_post_twice_is_one_save(client: Client, address: str, gemeente: Gemeente) -> None:
    page = start(client, address, gemeente)
    data = FIRST | {"save_id": str(uuid.uuid4())}

    answers = [client.post(page, data)["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert (Response.objects.count(), Save.objects.count()) == (1, 1)


def test_the_first_post_in_many_tabs_at_once_is_one_response(
    transactional_db: None, address: str, gemeente: Gemeente
) -> None:
    page = start(Client(), address, gemeente)

    following = at_once([lambda: answer(Client(), page)] * 4)

    assert len(set(following)) == 1
    assert (Response.objects.count(), Save.objects.count()) == (1, 4)


def test_going_back_to_the_first_page_shows_and_changes_what_was_saved(
    client: Client, address: str, gemeente: Gemeente
) -> None:
    page = start(client, address, gemeente)
    following = answer(client, page)

    shown = client.get(page).content.decode()
    again = answer(client, page, {"functie": "communicatie", "budget": "ja"})

    assert re.search(r'value="adviseur" checked', shown)
    assert again == following
    assert Response.objects.get().answers["functie"] == "communicatie"


def test_opened_twice_on_one_machine_is_two_responses(
    client: Client, address: str, gemeente: Gemeente
) -> None:
    """Edge 25: somebody chose the wrong gemeente, goes back and starts again."""
    wrong = start(client, address, GemeenteFactory())
    answer(client, wrong)

    right = start(client, address, gemeente)
    empty = client.get(right).content.decode()
    answer(client, right, {"functie": "communicatie", "budget": "nee"})

    assert "checked" not in empty
    assert {(r.gemeente_id == gemeente.pk, r.answers["functie"]) for r in Response.objects.all()} == {
        (False, "adviseur"),
        (True, "communicatie"),
    }


def test_a_start_that_was_tampered_with_is_not_found(
    client: Client, address: str, gemeente: Gemeente
) -> None:
    page = start(client, address, gemeente)

    assert client.get(page.replace(".", ".x")).status_code == 404
    assert client.post(page.replace("/u/", "/u/x"), FIRST).status_code == 404
    assert Response.objects.count() == 0


def test_a_start_from_before_the_close_stores_nothing_after_it(
    client: Client, address: str, gemeente: Gemeente
) -> None:
    page = start(client, address, gemeente)
    Edition.objects.update(closes_at=timezone.now() - timedelta(hours=2))

    assert client.post(page, FIRST).status_code == 403
    assert Response.objects.count() == 0


def test_without_a_question_for_the_gemeente_the_button_starts(client: Client, address: str) -> None:
    Questionnaire.objects.update(gemeente_text="")

    opened = client.get(address).content.decode()
    page = client.post(address)["Location"]
    answer(client, page)

    assert "<select" not in opened
    assert Response.objects.get().gemeente is None


def test_what_people_do_not_see_is_out_of_reach_of_keyboard_reader_and_autofill(
    client: Client, address: str
) -> None:
    """Edge 30: a name and a label in which no browser finds a name, an address, a phone or a website."""
    html = client.get(address).content.decode()

    assert re.sub(r"\s+", " ", html[html.index('<div class="visually-hidden"') :].split("</div>")[0]) == (
        '<div class="visually-hidden" aria-hidden="true"> <label for="id_k7w">Laat dit vak leeg</label>'
        ' <input type="text" name="k7w" id="id_k7w" tabindex="-1" autocomplete="off"> '
    )


def test_who_fills_it_in_is_flagged_and_not_refused(client: Client, address: str, gemeente: Gemeente) -> None:
    page = start(client, address, gemeente, **{HONEYPOT: "https://winkel.example"})

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        answer(client, page)

    assert Response.objects.get().flags == ["honeypot"]
    assert list(Response.objects.counted()) == [Response.objects.get()]


@pytest.mark.parametrize(("seconds", "flags"), [(0, ["fast_start"]), (30, [])])
def test_who_answers_at_once_is_flagged(
    client: Client, address: str, gemeente: Gemeente, seconds: int, flags: list[str]
) -> None:
    page = start(client, address, gemeente)

    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        answer(client, page)

    assert Response.objects.get().flags == flags


def test_the_flags_of_a_start_are_signed_and_not_posted(client: Client, edition: Edition) -> None:
    token = starts.token_of(Start(edition.pk, None, "", starts.new_key(), starts.now() - 60))

    answer(client, f"/u/{token}/keuzes/", FIRST | {HONEYPOT: "x", "flags": "honeypot"})

    assert Response.objects.get().flags == []


def test_a_choice_outside_the_list_is_refused_in_words(client: Client, address: str) -> None:
    answers = [client.post(address, data) for data in ({}, {"gemeente": "GM9999"}, {"gemeente": "x' --"})]

    assert {found.status_code for found in answers} == {422}
    assert [problem["text"] for found in answers for problem in found.context["problems"]] == [
        "Kies uw gemeente in de lijst.",
        *["Deze gemeente staat niet in de lijst. Kies uw gemeente in de lijst."] * 2,
    ]


@pytest.mark.usefixtures("crowded")
def test_in_a_crowd_the_page_brings_a_sum(
    client: Client, address: str, gemeente: Gemeente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "ROUNDS", 10)
    queue = client.get(address).context["queue"]
    challenge = altcha.Payload.from_base64(queue.proof).challenge
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    proof = altcha.Payload(challenge, solution).to_base64()

    first, second = (start(client, address, gemeente, proof=proof) for _ in range(2))
    for page in (first, second):
        answer(client, page)

    assert Response.objects.get().flags == ["fast_start"]


@pytest.mark.usefixtures("crowded")
def test_in_a_crowd_who_has_no_javascript_waits_and_keeps_the_choice(
    client: Client, address: str, gemeente: Gemeente
) -> None:
    told = client.post(f"{address}?bron=linkedin", {"gemeente": gemeente.code})
    proof = told.context["queue"].proof
    with time_machine.travel(timezone.now() + timedelta(seconds=9), tick=False):
        too_early = client.post(address, {"gemeente": gemeente.code, "proof": proof})
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        page = start(client, f"{address}?bron=linkedin", gemeente, proof=proof)
    answer(client, page)

    response = Response.objects.get()
    assert (told.status_code, too_early.status_code) == (200, 200)
    assert f'value="{gemeente.code}" selected' in too_early.content.decode()
    assert "Wacht nog 1 seconde en druk dan weer op de knop." in too_early.content.decode()
    assert (response.source, response.flags[0]) == ("linkedin", "unproven")


def test_as_long_as_it_is_quiet_there_is_no_sum(client: Client, address: str) -> None:
    html = client.get(address).content.decode()

    assert ("proof" in html, "k7w" in html) == (False, True)


def test_the_way_in_costs_a_constant_number_of_queries(
    client: Client, address: str, gemeente: Gemeente, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answer(client, start(client, address, gemeente))

    with django_assert_num_queries(2):  # The edition, and the gemeenten of the list.
        client.get(address)
    with django_assert_num_queries(2):  # The edition, and the gemeente that was chosen.
        page = start(client, address, gemeente)
    with django_assert_num_queries(2):  # No response, so the edition of the start.
        client.get(page)
