"""The open link beside a personal link: what each of the two may see of the other."""

import re
import time

import pytest
from django.test import Client

from respondents.domain import access, joining
from respondents.models import Invitation
from respondents.views.joining import SAME_TIME
from surveys.enums import Channel
from surveys.models import Edition, Response
from tests.factories.surveys import ResponseFactory
from tests.respondents.domain.test_joining import ADDRESS, invite, joined, personal, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return invite(edition)


@pytest.fixture
def link(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


@pytest.fixture
def response(invitation: Invitation) -> Response:
    """What was sent by the open link for the gemeente of the invitation."""
    response = sent(invitation, answers={"definitie": "Samen aan zet"})
    response.resume_digest = access.digest_of(access.derive_token(access.RESUME, response.pk))
    response.save()
    return response


@pytest.fixture
def thanks(response: Response) -> str:
    return f"/u/{access.derive_token(access.RESUME, response.pk)}/bedankt/"


@pytest.fixture
def page(thanks: str) -> str:
    return thanks.replace("bedankt", "uitgenodigd")


def test_after_sending_the_address_can_be_given(
    client: Client, thanks: str, page: str, invitation: Invitation, response: Response
) -> None:
    asked = client.get(thanks).content.decode()
    opened = client.get(page)
    given = client.post(page, {"email": f" {ADDRESS.upper()} "})

    assert f'href="{page}"' in asked
    assert opened.status_code == 200
    assert given["Location"] == f"{thanks}?uitgenodigd=1"
    assert joined(invitation) == response


def test_the_answer_is_the_same_for_an_address_that_we_know_and_one_that_we_do_not(
    client: Client, page: str, invitation: Invitation
) -> None:
    answers = []
    for typed in ("niemand@elders.example", ADDRESS):
        posted = client.post(page, {"email": typed})
        shown = client.get(posted["Location"])
        again = client.get(page)
        answers.append((posted.status_code, posted["Location"], shown.content, again.content))

    assert joined(invitation) is not None
    assert answers[0] == answers[1]
    assert "Hoort dit adres bij een uitnodiging voor gemeente Zwolle?" in answers[0][2].decode()


def test_every_address_takes_the_same_time(client: Client, page: str, invitation: Invitation) -> None:
    for typed in ("niemand@elders.example", ADDRESS):
        started = time.monotonic()
        client.post(page, {"email": typed})
        assert time.monotonic() - started >= SAME_TIME


def test_the_address_is_kept_nowhere(
    client: Client, page: str, response: Response, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(page, {"email": "niemand@elders.example"})

    assert "elders" not in str(Response.objects.values().get()) + caplog.text


@pytest.mark.parametrize("typed", ["", "sanne", "a@b", "x" * 250 + "@b.nl", "a@b.nl\x00"])
def test_what_is_no_address_is_shown_again_in_words(
    client: Client, page: str, invitation: Invitation, typed: str
) -> None:
    answer = client.post(page, {"email": typed})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fout: " in html
    assert re.search(r"(Vul het e-mailadres in|Dit is geen e-mailadres|Dit e-mailadres is te lang)", html)
    assert joined(invitation) is None


def test_only_who_sent_by_the_open_link_is_asked(
    client: Client, link: str, page: str, invitation: Invitation
) -> None:
    personal(invitation)
    by_personal_link = [client.get(f"{link}uitgenodigd/"), client.post(f"{link}uitgenodigd/")]
    thanks = client.get(f"{link}bedankt/").content.decode()
    Response.objects.filter(channel=Channel.OPEN).update(completed_at=None)

    assert {answer.status_code for answer in [*by_personal_link, client.get(page)]} == {404}
    assert "uitgenodigd" not in thanks


def test_the_personal_link_says_that_it_was_sent_and_shows_nothing_of_it(
    client: Client, link: str, response: Response
) -> None:
    joining.join(response, ADDRESS)

    start = client.get(link).content.decode()
    pages = [client.get(f"{link}{page}/").content.decode() for page in ("woorden", "keuzes")]

    assert "De vragenlijst is al verstuurd met uw e-mailadres" in start
    assert "Start de vragenlijst" not in start
    shown = " ".join([start, *pages])
    assert [text for text in ("Samen aan zet", response.receipt) if text in shown] == []


def test_the_personal_link_tells_nothing_about_a_colleague(
    client: Client, link: str, invitation: Invitation
) -> None:
    """Edge 26: somebody of the same gemeente has answered by the open link."""
    before = client.get(link).content
    sent(invitation, answers={"definitie": "Samen aan zet"})
    ResponseFactory(edition=invitation.edition, gemeente=invitation.respondent.gemeente)

    assert client.get(link).content == before
    assert client.get(f"{link}overzicht/")["Location"] == link


def test_dat_was_ik_niet_asks_for_a_tick_and_gives_the_start_back(
    client: Client, link: str, invitation: Invitation, response: Response
) -> None:
    joining.join(response, ADDRESS)

    opened = client.get(f"{link}niet-ik/")
    without = client.post(f"{link}niet-ik/", {})
    still = joined(invitation)
    ticked = client.post(f"{link}niet-ik/", {"not_me": "on"})

    assert (opened.status_code, without.status_code) == (200, 422)
    assert "Zet een vinkje als u dit niet was." in without.content.decode()
    assert (still, joined(invitation)) == (response, None)
    assert ticked["Location"] == link
    assert "Start de vragenlijst" in client.get(link).content.decode()
    assert client.get(f"{link}niet-ik/")["Location"] == link


def test_dat_was_ik_niet_is_only_behind_a_personal_link(client: Client, thanks: str) -> None:
    address = thanks.replace("bedankt", "niet-ik")

    assert [client.get(address).status_code, client.post(address, {"not_me": "on"}).status_code] == [404, 404]


def test_who_sent_by_both_ways_finds_their_own_answers(
    client: Client, link: str, invitation: Invitation, response: Response
) -> None:
    personal(invitation, answers={"definitie": "Eigen woorden"})
    joining.join(response, ADDRESS)

    start = client.get(link).content.decode()
    overview = client.get(f"{link}overzicht/").content.decode()

    assert "U heeft de vragenlijst verstuurd." in start
    assert "al verstuurd met uw e-mailadres" not in start
    assert ("Eigen woorden" in overview, "Samen aan zet" in overview) == (True, False)


def test_sending_by_the_personal_link_after_it_comes_second(
    client: Client, link: str, invitation: Invitation, response: Response
) -> None:
    joining.join(response, ADDRESS)
    client.post(f"{link}keuzes/", {"functie": "adviseur", "prompted": "1"})

    sent_too = client.post(f"{link}versturen/")

    invitation.refresh_from_db()
    assert sent_too["Location"] == f"{link}bedankt/"
    assert invitation.response is not None
    assert (invitation.response.is_completed, invitation.response.is_double) == (True, True)
