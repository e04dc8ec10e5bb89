"""A page that saves by itself: when, one at a time, on the open link, with routes; and what the tab keeps."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from respondents.models import Invitation
from surveys.domain import questionnaires
from surveys.domain.definition_file import read_definition
from surveys.models import Edition, Response, Save
from tests.browser.axe import findings
from tests.browser.conftest import OpenPage
from tests.browser.edges import (
    DEFINITIE,
    FUNCTIE,
    answers,
    choose_functie,
    go_on,
    go_on_anyway,
    see,
    write_definitie,
)
from tests.browser.looking import shoot
from tests.conftest import DATA
from tests.saving import ONE_PAGE
from tests.site import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Opgeslagen om \d\d:\d\d$")
WAITING = "Nog niet bewaard. We proberen het opnieuw."


def expect_saved(page: Page) -> None:
    expect(page.locator(".actions [role=status]")).to_have_text(SAVED)


def is_autosave(request: Request) -> bool:
    return request.method == "POST" and "autosave=1" in (request.post_data or "")


def test_an_answer_is_saved_and_the_time_is_said(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    page = open_page()
    choose_functie(page, link)

    expect_saved(page)

    assert answers(invitation) == {"functie": "bestuursadviseur"}
    assert findings(page) == []


def test_words_are_saved_while_somebody_types_on(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    page = open_page()
    page.clock.install()
    page.goto(f"{link}definitie/")
    write_definitie(page)

    page.clock.run_for(11_000)

    expect_saved(page)
    assert answers(invitation) == {"definitie": "Samen"}


def test_looking_and_touching_saves_nothing(open_page: OpenPage, link: str) -> None:
    page = open_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.clock.install()
    page.goto(f"{link}definitie/")

    for _ in range(12):
        page.keyboard.press("Tab")
    page.clock.run_for(60_000)
    page.goto(f"{link}functie/")

    assert (posts, Response.objects.count()) == ([], 0)


def test_verder_waits_for_the_save_that_is_under_way(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    page = open_page()
    page.goto(f"{link}definitie/")
    order: list[str] = []
    page.on("requestfinished", lambda request: order.append("saved") if is_autosave(request) else None)
    page.on(
        "request",
        lambda request: (
            order.append("verder") if request.method == "POST" and not is_autosave(request) else None
        ),
    )
    page.route("**/definitie/", lambda route: (page.wait_for_timeout(500), route.continue_()))
    with page.expect_request(is_autosave):
        write_definitie(page, "Half")
        page.keyboard.press("Tab")

    write_definitie(page)
    go_on_anyway(page)

    see(page, "definitie-2")
    assert order[:2] == ["saved", "verder"]
    assert answers(invitation) == DEFINITIE


def test_changing_and_changing_back_is_saved_each_time(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    page = open_page()
    choose_functie(page, link)
    seen = []

    for label in ("Bestuursadviseur", "Communicatie adviseur", "Bestuursadviseur"):
        with page.expect_response(lambda answer: is_autosave(answer.request)):
            page.get_by_label(label).check()
        seen.append(answers(invitation)["functie"])

    assert seen == ["bestuursadviseur", "adviseur_communicatie", "bestuursadviseur"]
    go_on(page)
    assert answers(invitation) == FUNCTIE


def test_leaving_by_a_link_saves_what_was_typed(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    page = open_page()
    choose_functie(page, link)
    go_on(page)
    write_definitie(page)

    page.get_by_role("link", name="Vorige").click()
    see(page, "functie")

    wait_for(lambda: answers(invitation) == FUNCTIE | {"definitie": "Samen"})


def test_a_draft_is_put_back_and_saved_after_all(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    """Only what was changed in it: the functie was chosen on another device meanwhile."""
    page, other = open_page(may_fail=True), open_page()
    page.goto(f"{link}intern-2/")
    page.route(
        "**/intern-2/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("Wat heeft uw gemeente nog meer").fill("Een adviesraad")
    page.keyboard.press("Tab")
    expect(page.locator(".unsaved")).to_have_text(WAITING)
    shoot(page, "autosave-waiting")
    assert findings(page) == []
    other.goto(f"{link}intern-2/")
    other.locator("#budget").get_by_label("Ja", exact=True).check()
    go_on(other)

    page.unroute_all()
    page.reload()

    expect(page.get_by_label("Wat heeft uw gemeente nog meer")).to_have_value("Een adviesraad")
    expect(page.locator(".unsaved")).to_have_text("Bewaard.")
    shoot(page, "autosave-saved")
    assert answers(invitation) == {"aanvullingen": "Een adviesraad", "budget": "ja"}
    assert page.evaluate("Object.keys(sessionStorage)") == ["turn"]


def test_a_draft_of_a_grown_list_comes_back_with_its_boxes(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    page = open_page(may_fail=True)
    page.goto(f"{link}uitvoering-2/")
    page.route(
        "**/uitvoering-2/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    examples = page.locator("#voorbeelden_meedenken")
    for _ in range(3):
        examples.get_by_role("button", name="Nog een").click()
    page.keyboard.type("De zesde")
    page.keyboard.press("Tab")
    expect(page.locator(".unsaved")).to_have_text(WAITING)

    page.unroute_all()
    page.reload()

    expect(examples.get_by_label("Voorbeeld 6")).to_have_value("De zesde")
    expect(page.locator(".unsaved")).to_have_text("Bewaard.")
    assert answers(invitation) == {"voorbeelden_meedenken": ["De zesde"]}


def test_a_save_that_comes_in_after_a_newer_one_undoes_nothing(
    open_page: OpenPage, link: str, invitation: Invitation
) -> None:
    """The line was slow: what was sent halfway arrives when somebody has gone on."""
    page = open_page(may_fail=True)
    hanging: list[Request] = []

    def hold_first(route: Route) -> None:
        if route.request.method != "POST" or hanging:
            route.continue_()
            return
        hanging.append(route.request)
        route.abort()

    page.route("**/definitie/", hold_first)
    page.goto(f"{link}definitie/")
    write_definitie(page, "Sam")
    page.keyboard.press("Tab")
    expect(page.locator(".unsaved")).to_have_text(WAITING)
    write_definitie(page)
    go_on_anyway(page)
    see(page, "definitie-2")

    late = page.request.post(
        hanging[0].url,
        data=hanging[0].post_data,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert late.status == 200
    assert answers(invitation) == DEFINITIE


def test_without_storage_it_saves_as_well(open_page: OpenPage, link: str, invitation: Invitation) -> None:
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no') } })"
    )
    choose_functie(page, link)
    expect_saved(page)
    go_on(page)

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE


def test_the_tab_keeps_nothing_of_pages_that_were_sent(open_page: OpenPage, link: str) -> None:
    page = open_page()
    choose_functie(page, link)
    go_on(page)
    write_definitie(page)
    go_on_anyway(page)
    see(page, "definitie-2")
    page.get_by_label("7", exact=True).check()
    page.get_by_role("button", name="Opslaan en later verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw antwoorden zijn bewaard")

    assert page.evaluate("Object.keys(sessionStorage)") == ["turn"]


def test_on_the_open_link_the_first_answer_makes_the_address(
    open_page: OpenPage, edition: Edition, invitation: Invitation
) -> None:
    page = open_page()
    page.goto(f"/o/{edition.slug}/")
    page.get_by_label("In welke gemeente werkt u?").select_option("Zwolle")
    page.get_by_role("button", name="Start de vragenlijst").click()
    before = page.url

    page.get_by_label("Bestuursadviseur").check()
    expect_saved(page)
    after = page.url
    go_on(page)

    see(page, "definitie")
    assert "." in before.split("/u/")[1]
    assert "." not in after.split("/u/")[1]
    assert Response.objects.get().answers == FUNCTIE


def test_a_question_that_an_answer_opens_comes_and_goes_with_it(
    open_page: OpenPage, link: str, edition: Edition, invitation: Invitation
) -> None:
    """The focus stays, what was typed stays, and what is emptied is empty."""
    text = Path(DATA / "every-kind.yaml").read_text(encoding="utf-8").replace(*ONE_PAGE)
    short = questionnaires.publish(questionnaires.store(read_definition(text, "every-kind.yaml")), by=None)
    Edition.objects.filter(pk=edition.pk).update(questionnaire=short)
    page = open_page()
    page.goto(f"{link}keuzes/")
    budget, amount = page.locator("#budget"), page.locator("#bedrag")
    expect(amount).to_have_count(0)

    budget.get_by_label("Ja").check()
    expect(amount).to_be_visible()
    expect(budget.get_by_label("Ja")).to_be_focused()
    amount.get_by_role("textbox").fill("25.000")
    budget.get_by_label("Nee").check()
    expect(amount).to_be_hidden()
    budget.get_by_label("Ja").check()
    expect(amount.get_by_role("textbox")).to_have_value("25.000")
    with page.expect_response(lambda answer: is_autosave(answer.request)):
        amount.get_by_role("textbox").fill("")
        page.keyboard.press("Tab")

    assert answers(invitation) == {"budget": "ja", "bedrag": None}
    assert Save.objects.filter(payload__bedrag=25_000).exists()
    go_on_anyway(page)
    expect(page).not_to_have_url(re.compile("/keuzes/$"))
