"""Edges 1-7 and 21-23: clicking twice, sending twice, going back, mistakes; see `edges.py`."""

import pytest
from playwright.sync_api import Route, expect

from respondents.models import Invitation
from surveys.models import Response, Save
from tests.browser.answers import ANSWERS
from tests.browser.conftest import Begin, OpenPage
from tests.browser.edges import (
    DEFINITIE,
    FUNCTIE,
    INTERN,
    LONG,
    answers,
    both_ways,
    choose_budget,
    choose_functie,
    go_on,
    go_on_anyway,
    lose_first_reply,
    see,
    see_title,
    write_aanvullingen,
    write_definitie,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENT = "Bedankt, uw antwoorden zijn verstuurd"


@both_ways
def test_edge_01_double_click_on_verder(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    choose_functie(page, link)

    page.locator("main form").get_by_role("button").last.dblclick()

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE


@both_ways
def test_edge_02_double_click_on_versturen(
    open_page: OpenPage, link: str, invitation: Invitation, begin: Begin, javascript: bool
) -> None:
    begin(ANSWERS)
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}overzicht/")

    page.get_by_role("button", name="Verstuur de vragenlijst").dblclick()

    see_title(page, SENT)
    assert answers(invitation) == ANSWERS
    assert Response.objects.get().is_completed


@both_ways
def test_edge_03_the_same_post_sent_twice(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    replies = []

    def send_twice(route: Route) -> None:
        if route.request.method == "POST":
            replies.extend(route.fetch(max_redirects=0) for _ in range(2))
            route.fulfill(response=replies[-1])
        else:
            route.continue_()

    page.route("**/functie/", send_twice)
    choose_functie(page, link)
    go_on(page)

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE
    assert Save.objects.count() == len(replies) / 2


@both_ways
def test_edge_04_reply_lost_and_retried(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    """Without JavaScript the browser shows its own page, and one goes back; with it the page tries again."""
    page = open_page(java_script_enabled=javascript, may_fail=True)
    lose_first_reply(page, "**/functie/")
    choose_functie(page, link)

    if javascript:
        expect(page.locator(".unsaved")).to_have_text("Nog niet bewaard. We proberen het opnieuw.")
        expect(page.locator(".unsaved")).to_have_text("Bewaard.")
    else:
        with page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:")):
            page.locator("main form").get_by_role("button").last.click()
        page.goto(f"{link}functie/")
    go_on(page)

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE


@both_ways
def test_edge_05_back_change_forward(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    choose_functie(page, link)
    go_on(page)
    write_definitie(page)
    go_on_anyway(page)
    see(page, "definitie-2")

    page.goto(f"{link}definitie/")
    page.go_back()
    page.goto(f"{link}functie/")
    page.get_by_label("Communicatie adviseur").check()
    go_on(page)
    page.go_back()
    page.go_forward()

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE | DEFINITIE | {"functie": "adviseur_communicatie"}


@both_ways
def test_edge_06_back_after_versturen(
    open_page: OpenPage, link: str, invitation: Invitation, begin: Begin, javascript: bool
) -> None:
    begin(ANSWERS)
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}overzicht/")
    page.get_by_role("button", name="Verstuur de vragenlijst").click()
    see_title(page, SENT)
    sent_at = Response.objects.get().completed_at

    page.go_back()
    page.locator("main").get_by_role("button").click()

    see_title(page, SENT)
    assert answers(invitation) == ANSWERS
    assert Response.objects.get().completed_at == sent_at


@both_ways
def test_edge_07_reload_after_a_post(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    """After a page that led on, and after one that asks whether anything was forgotten."""
    page = open_page(java_script_enabled=javascript)
    choose_functie(page, link)
    go_on(page)
    page.reload()
    write_definitie(page)
    go_on(page)
    expect(page.locator(".message--soft")).to_be_visible()
    count = Save.objects.count()

    page.reload()

    expect(page.get_by_label("Wat is volgens u de definitie")).to_have_value("Samen")
    assert answers(invitation) == FUNCTIE | DEFINITIE
    assert Save.objects.count() == count


@both_ways
def test_edge_21_an_invalid_value_among_valid_ones(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}intern-2/")
    write_aanvullingen(page, LONG)
    choose_budget(page)
    go_on(page)
    expect(page.locator("#budget :checked")).to_have_value("ja")
    wrong = answers(invitation)

    write_aanvullingen(page)
    go_on(page)

    see(page, "intern-3")
    assert wrong == INTERN | {"aanvullingen": LONG.strip()}
    assert answers(invitation) == INTERN


@both_ways
def test_edge_22_routing_hides_an_answered_question_then_shows_it_again(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}intern-2/")
    choose_budget(page)
    go_on(page)
    page.get_by_label("Bedrag in euro").fill("25.000")
    go_on(page)

    page.goto(f"{link}intern-2/")
    choose_budget(page, "Nee")
    go_on(page)
    see(page, "intern-4")
    page.goto(f"{link}intern-2/")
    choose_budget(page)
    go_on(page)

    expect(page.get_by_label("Bedrag in euro")).to_have_value("25.000")
    amount = {"budget_hoogte": 25_000, "budget_hoogte_keuze": None}
    assert answers(invitation) == INTERN | amount | {"aanvullingen": None}


@both_ways
def test_edge_23_later_with_an_invalid_field(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}intern-2/")
    write_aanvullingen(page, LONG)
    choose_budget(page)

    page.get_by_role("button", name="Opslaan en later verder").click()

    see_title(page, "Uw antwoorden zijn bewaard")
    assert answers(invitation) == INTERN | {"aanvullingen": LONG.strip()}
