"""Edges 8-13 and 24-27: tabs, devices, links, time; see `edges.py`."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from respondents.domain import calling, interviews, visits
from respondents.enums import LetterState
from respondents.models import Case, Invitation
from surveys.enums import Channel
from surveys.models import Edition, Gemeente, Response, Save
from tests.browser.answers import ANSWERS
from tests.browser.conftest import Begin, OpenPage
from tests.browser.edges import (
    DEFINITIE,
    FUNCTIE,
    INTERN,
    answers,
    both_ways,
    choose_budget,
    choose_functie,
    go_on,
    go_on_anyway,
    see,
    see_title,
    write_aanvullingen,
    write_definitie,
)
from tests.factories.respondents import LetterFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def two_tabs(open_page: OpenPage, javascript: bool) -> tuple[Page, Page]:
    page = open_page(java_script_enabled=javascript)
    return page, page.context.new_page()


@both_ways
def test_edge_08_two_tabs_with_different_pages(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    one, other = two_tabs(open_page, javascript)
    choose_functie(one, link)
    other.goto(f"{link}definitie/")
    write_definitie(other)

    go_on_anyway(other)
    go_on(one)

    see(one, "definitie")
    assert answers(invitation) == FUNCTIE | DEFINITIE


@both_ways
def test_edge_09_two_tabs_with_one_page_and_different_boxes(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    one, other = two_tabs(open_page, javascript)
    for page in (one, other):
        page.goto(f"{link}intern-2/")
    write_aanvullingen(one)
    choose_budget(other)

    go_on(other)
    go_on(one)

    see(one, "intern-3")
    assert answers(invitation) == INTERN


@both_ways
def test_edge_10_two_tabs_with_the_same_box(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    """The newest wins; the other is in the journal."""
    one, other = two_tabs(open_page, javascript)
    for page in (one, other):
        page.goto(f"{link}definitie/")

    write_definitie(other, "Van de ander")
    go_on(other)
    write_definitie(one)
    go_on(one)

    assert answers(invitation) == DEFINITIE
    written = [save.payload["definitie"] for save in Save.objects.all() if "definitie" in save.payload]
    assert list(dict.fromkeys(written)) == ["Van de ander", "Samen"]


@both_ways
def test_edge_11_a_second_device_halfway(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    laptop, phone = (open_page(width, java_script_enabled=javascript) for width in (1280, 375))
    choose_functie(laptop, link)
    go_on(laptop)

    phone.goto(link)
    phone.get_by_role("link", name="Ga verder waar u was").click()
    write_definitie(phone)
    go_on_anyway(phone)
    see(phone, "definitie-2")
    go_on(laptop)

    expect(laptop.get_by_label("Wat is volgens u de definitie")).to_have_value("Samen")
    assert answers(invitation) == FUNCTIE | DEFINITIE


@both_ways
def test_edge_12_the_laptop_closed_for_a_week(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    if javascript:
        page.clock.install()
    choose_functie(page, link)
    go_on(page)
    week = timedelta(days=7)
    Edition.objects.update(opens_at=timezone.now() - 2 * week)
    Response.objects.update(started_at=timezone.now() - week, saved_at=timezone.now() - week)
    if javascript:
        page.clock.fast_forward(week.total_seconds() * 1000)

    write_definitie(page)
    go_on_anyway(page)

    see(page, "definitie-2")
    assert answers(invitation) == FUNCTIE | DEFINITIE


@both_ways
def test_edge_13_cookies_and_storage_deleted(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    choose_functie(page, link)
    page.context.clear_cookies()
    if javascript:
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")

    go_on(page)

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE


@both_ways
def test_edge_24_hand_over_halfway(
    open_page: OpenPage, link: str, invitation: Invitation, begin: Begin, javascript: bool
) -> None:
    """The colleague gets what was saved; what is typed after it comes back to be copied."""
    begin(FUNCTIE)
    one, other = two_tabs(open_page, javascript)
    one.goto(f"{link}definitie/")
    other.goto(f"{link}collega/")
    other.get_by_label("E-mailadres van uw collega").fill(
        "fatima@" + invitation.respondent.email.split("@")[1]
    )
    other.get_by_label("Geef mijn antwoorden tot nu toe mee").check()
    go_on(other)

    write_definitie(one)
    go_on(one)

    see_title(one, "U heeft de vragenlijst doorgegeven")
    expect(one.get_by_role("textbox")).to_have_value("Samen")
    colleague = Invitation.objects.exclude(pk=invitation.pk).get()
    assert colleague.response == Response.objects.get()
    assert Response.objects.get().answers == FUNCTIE


@pytest.fixture
def zwolle(invitation: Invitation) -> Gemeente:
    """The gemeente of the invitation is one that the open link offers too."""
    gemeente = invitation.respondent.gemeente
    assert gemeente is not None
    return gemeente


def start(page: Page, edition: Edition, gemeente: Gemeente) -> None:
    page.goto(f"/o/{edition.slug}/?bron=brief")
    page.get_by_label("In welke gemeente werkt u?").select_option(gemeente.code)
    page.get_by_role("button", name="Start de vragenlijst").click()


@both_ways
def test_edge_25_the_open_link_opened_twice_on_one_machine(
    open_page: OpenPage, edition: Edition, zwolle: Gemeente, javascript: bool
) -> None:
    """Two colleagues behind one screen are two answers."""
    other_gemeente = GemeenteFactory()
    one, other = two_tabs(open_page, javascript)
    start(one, edition, zwolle)
    start(other, edition, other_gemeente)

    for page, label in ((one, "Bestuursadviseur"), (other, "Communicatie adviseur")):
        page.get_by_label(label).check()
        go_on(page)
        see(page, "definitie")

    given = {response.gemeente: (response.answers, response.source) for response in Response.objects.all()}
    assert given == {
        zwolle: (FUNCTIE, "brief"),
        other_gemeente: (FUNCTIE | {"functie": "adviseur_communicatie"}, "brief"),
    }


@both_ways
def test_edge_26_the_personal_link_after_an_open_answer(
    open_page: OpenPage,
    link: str,
    edition: Edition,
    zwolle: Gemeente,
    invitation: Invitation,
    javascript: bool,
) -> None:
    """Who says which invitation it was is not asked again; the answers stay one response."""
    LetterFactory(invitation=invitation, wave__edition=edition, state=LetterState.ACCEPTED)
    response, token = visits.begin_open(edition, gemeente_id=zwolle.pk, source="")
    Response.objects.update(answers=ANSWERS, completed_at=timezone.now())
    page = open_page(java_script_enabled=javascript)
    page.goto(f"/u/{token}/bedankt/")
    page.get_by_role("link", name="Ja, ik kreeg een uitnodiging").click()
    page.get_by_label("Het e-mailadres waarop u de uitnodiging kreeg").fill(invitation.respondent.email)
    go_on(page)

    page.goto(link)

    see_title(page, "Hoe staat burgerparticipatie ervoor in uw gemeente?")
    expect(page.locator(".message--ok h2")).to_have_text("De vragenlijst is al verstuurd met uw e-mailadres")
    invitation.refresh_from_db()
    assert (invitation.response, invitation.joined_response) == (None, response)
    found = Response.objects.get()
    assert (found.answers, found.channel) == (ANSWERS, Channel.OPEN)


@both_ways
def test_edge_27_a_phone_interview_while_the_respondent_types(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    """With consent both fill in the same draft, and neither undoes the other; then the caller's pages are closed."""
    respondent, caller = two_tabs(open_page, javascript)
    choose_functie(respondent, link)
    go_on(respondent)
    interview = interview_with(invitation)
    for page, address in ((respondent, link), (caller, interview)):
        page.goto(f"{address}intern-2/")
    write_aanvullingen(respondent)
    choose_budget(caller)

    go_on(caller)
    go_on(respondent)

    see(respondent, "intern-3")
    assert answers(invitation) == FUNCTIE | INTERN
    respondent.goto(f"{link}overzicht/")
    respondent.get_by_role("button", name="Verstuur de vragenlijst").click()
    see_title(respondent, "Bedankt, uw antwoorden zijn verstuurd")


def interview_with(invitation: Invitation) -> str:
    """The address of an interview that goes on with the draft of that person."""
    gemeente = invitation.respondent.gemeente
    assert gemeente is not None
    invitation.refresh_from_db()
    caller = StaffFactory()
    assert calling.hold(invitation.edition, gemeente, by=caller)
    case = Case.objects.get()
    return f"/u/{interviews.start(case, invitation, goes_on_with_draft=True, by=caller)}/"
