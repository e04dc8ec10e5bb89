"""What the pages do under somebody's hands: they go on and back, ask, refuse, and never move by themselves."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from respondents.models import Invitation
from surveys.models import Save
from tests.browser.answers import ANSWERS, MISTAKES
from tests.browser.conftest import Begin, OpenPage
from tests.browser.looking import NARROW, WIDE, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def go_on(page: Page) -> None:
    page.locator("main form").get_by_role("button").last.click()


def texts(locator: Locator) -> list[str]:
    return [text.strip() for text in locator.all_inner_texts()]


def test_back_and_forth_keep_what_was_given(page: Page, link: str) -> None:
    page.goto(f"{link}functie/")
    page.get_by_label("Bestuursadviseur").check()
    go_on(page)
    page.get_by_role("link", name="Vorige: Uw functie").click()
    expect(page.get_by_label("Bestuursadviseur")).to_be_checked()
    page.get_by_label("Communicatie adviseur").check()
    go_on(page)
    expect(page.locator("#definitie")).to_be_visible()

    page.go_back()

    expect(page.get_by_label("Communicatie adviseur")).to_be_checked()


def test_later_says_how_to_come_back_and_the_link_goes_on_where_it_stopped(page: Page, link: str) -> None:
    page.goto(f"{link}functie/")
    page.get_by_label("Bestuursadviseur").check()
    go_on(page)
    page.get_by_label("Wat is volgens u de definitie van burgerparticipatie?").fill("Samen")

    page.get_by_role("button", name="Opslaan en later verder").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Uw antwoorden zijn bewaard")
    page.get_by_role("link", name=link).click()
    page.get_by_role("link", name="Ga verder waar u was").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat burgerparticipatie voor u betekent")
    expect(page.locator("#rapportcijfer")).to_be_visible()


def test_later_on_an_empty_page_is_later_too(page: Page, link: str) -> None:
    page.goto(f"{link}functie/")

    page.get_by_role("button", name="Opslaan en later verder").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("U heeft nog niets ingevuld")


def test_a_change_from_the_overview_leads_back_to_it(page: Page, link: str, begin: Begin) -> None:
    begin(ANSWERS)
    page.goto(f"{link}overzicht/")

    page.get_by_role("link", name=re.compile("Wijzig.*Welk rapportcijfer")).click()
    page.get_by_label("8", exact=True).check()
    page.get_by_role("button", name="Terug naar het overzicht").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw antwoorden")
    expect(page.locator(".review-page", has_text="Welk rapportcijfer").locator("dd")).to_have_text("8")


def test_a_page_with_nothing_to_ask_leads_on(page: Page, link: str, begin: Begin) -> None:
    begin({"budget": "nee"})

    page.goto(f"{link}intern-3/")

    expect(page).to_have_url(re.compile("/intern-4/$"))


def test_after_sending_the_link_leads_to_the_answers(page: Page, link: str, begin: Begin) -> None:
    begin(ANSWERS)
    page.goto(f"{link}overzicht/")
    page.get_by_role("button", name="Verstuur de vragenlijst").click()

    page.goto(link)
    page.get_by_role("link", name="Bekijk of wijzig uw antwoorden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw antwoorden")
    expect(page.get_by_role("link", name="Opslaan en later verder")).to_have_count(0)
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator(".receipt")).to_be_visible()


@pytest.mark.parametrize("button", ["Verder", "Doorgaan zonder deze antwoorden"])
def test_what_is_open_is_asked_for_once(page: Page, link: str, begin: Begin, button: str) -> None:
    begin({"budget": "ja"})
    page.goto(f"{link}uitvoering-3/")
    go_on(page)

    message = page.locator(".message--soft")
    expect(message).to_be_focused()
    message.get_by_role("link", name="10 Wat kan er intern").click()
    expect(page.get_by_label("Competentieontwikkeling")).to_be_focused()
    page.get_by_role("button", name=button).last.click()

    expect(page.locator("#verbeterpunten_extern")).to_be_visible()


def test_a_mistake_is_said_at_the_top_and_at_its_place(page: Page, link: str, begin: Begin) -> None:
    begin(MISTAKES)
    page.goto(f"{link}uitvoering-3/")
    go_on(page)

    expect(page).to_have_title("Fout: Uitvoering – Barometer Burgerparticipatie")
    expect(page.locator(".message")).to_be_focused()
    links = page.locator(".message a")
    assert texts(page.locator(".error")) == [f"Fout:\n{text}" for text in texts(links)]
    links.last.click()
    other = page.get_by_label("Wat kan er intern nog meer beter?")
    expect(other).to_be_focused()
    expect(other).to_have_accessible_description("Fout: " + texts(links)[-1])


def test_a_long_line_of_a_list_is_pointed_at(page: Page, link: str, begin: Begin) -> None:
    begin(ANSWERS | {"voorbeelden_meedenken": ["Plein", "x" * 201]})
    page.goto(f"{link}uitvoering-2/")
    go_on(page)

    page.locator(".message a").click()

    expect(page.locator("#voorbeelden_meedenken").get_by_label("Voorbeeld 2")).to_be_focused()
    expect(page.locator("[aria-invalid=true]")).to_have_value("x" * 201)


def test_a_list_grows_by_a_box_until_it_is_no_list_any_more(page: Page, link: str, begin: Begin) -> None:
    begin({"budget": "ja"})
    page.goto(f"{link}uitvoering-2/")
    box = page.locator("#voorbeelden_meedenken")
    boxes, more = box.get_by_role("textbox"), box.get_by_role("button", name="Nog een")
    expect(boxes).to_have_count(3)

    more.click()
    expect(box.get_by_label("Voorbeeld 4")).to_be_focused()
    page.keyboard.type("Het plein")
    for number in range(5, 21):
        more.click()
        expect(boxes).to_have_count(number)
    expect(more).to_be_hidden()
    expect(box.get_by_label("Voorbeeld 20")).to_be_focused()
    page.keyboard.type("De laatste")
    page.get_by_role("button", name="Opslaan en later verder").click()
    page.wait_for_url("**/later/")
    page.goto(f"{link}uitvoering-2/")

    assert [line.input_value() for line in boxes.all()] == ["Het plein", "De laatste", ""]


class Ranking:
    def __init__(self, page: Page) -> None:
        self.box = page.locator("#redenen")
        self.status = self.box.get_by_role("status")

    def tap(self, label: str) -> None:
        self.box.get_by_role("button", name=label).click()

    def chosen(self) -> list[str]:
        """The names of the chosen buttons, in the order of the page."""
        return [text.replace("\n", "") for text in texts(self.box.locator("[aria-pressed=true]"))]


def test_the_ranking_counts_taps_and_moves_up(page: Page, link: str, begin: Begin) -> None:
    begin({})  # Begun as this, its lists are not turned.
    page.goto(f"{link}definitie/")
    ranking = Ranking(page)

    for label in ("Inclusie", "Inwoners horen", "Draagvlak creëren"):
        ranking.tap(label)
    complete = ranking.chosen(), ranking.status.inner_text()
    ranking.tap("Zelfredzaamheid vergroten")
    refused = ranking.status.inner_text()
    ranking.tap("Inclusie")
    moved_up = ranking.chosen(), ranking.status.inner_text()
    ranking.tap("Opnieuw kiezen")

    assert complete == (
        [
            "2Inwoners horen, gekozen als tweede",
            "3Draagvlak creëren, gekozen als derde",
            "1Inclusie, gekozen als eerste",
        ],
        "Uw top 3 is compleet.",
    )
    assert refused == "U heeft ze alle gekozen. Tik een gekozen antwoord aan om het weg te halen."
    assert moved_up == (
        ["1Inwoners horen, gekozen als eerste", "2Draagvlak creëren, gekozen als tweede"],
        "Kies nu de derde.",
    )
    assert (ranking.chosen(), ranking.status.inner_text()) == ([], "Kies nu de eerste.")


def test_a_turned_list_is_tapped_and_selected_in_the_same_order(open_page: OpenPage, link: str) -> None:
    pages = [open_page(java_script_enabled=javascript) for javascript in (True, False)]
    for page in pages:
        page.goto(f"{link}definitie/")

    tapped = pages[0].locator("#redenen .taps button > span:nth-child(2)")
    selected = pages[1].locator("#redenen_1 option")

    assert texts(tapped) == texts(selected)[1:]
    assert texts(tapped)[-1] == "Anders, namelijk"


def test_a_choice_made_twice_without_javascript_has_one_place_with_it(
    page: Page, link: str, begin: Begin
) -> None:
    begin({"redenen": ["horen", "horen", "inclusie"]})

    page.goto(f"{link}definitie/")

    assert Ranking(page).chosen() == [
        "1Inwoners horen, gekozen als eerste",
        "2Inclusie, gekozen als tweede",
    ]


def test_an_exclusive_answer_and_the_others_take_each_others_tick_away(page: Page, link: str) -> None:
    page.goto(f"{link}uitvoering-4/")
    ticked = page.locator("#verbeterpunten_extern :checked")
    page.get_by_label("Inwoners eerder betrekken").check()
    page.get_by_label("Verbetering van de informatieverstrekking").check()

    page.get_by_label("Niks, alles gaat goed").check()
    alone = ticked.evaluate_all("boxes => boxes.map(box => box.value)")
    page.get_by_label("Inwoners eerder betrekken").check()

    assert alone == ["niks"]
    assert ticked.evaluate_all("boxes => boxes.map(box => box.value)") == ["tijdig"]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_box_of_anders_comes_with_its_choice(open_page: OpenPage, link: str, javascript: bool) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}functie/")
    other = page.locator("#functie_anders")

    expect(other).to_be_hidden()
    page.get_by_label("Anders (griffier").check()
    expect(other).to_be_visible()
    page.get_by_label("Bestuursadviseur").check()
    expect(other).to_be_hidden()


def test_the_counter_is_silent_until_it_matters_and_never_blocks(page: Page, link: str) -> None:
    page.goto(f"{link}definitie/")
    box = page.get_by_label("Wat is volgens u de definitie")
    counter = page.locator(".counter").first

    seen = []
    for length in (749, 750, 1000, 1001):
        box.fill("x" * length)
        seen.append(counter.inner_text())

    assert seen == ["", "Nog 250 tekens", "Nog 0 tekens", "1 teken te veel"]
    assert len(box.input_value()) == 1001
    expect(page.locator("[aria-live=polite]").first).to_have_text("1 teken te veel")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_choosing_moves_nothing(open_page: OpenPage, link: str, begin: Begin, width: int) -> None:
    begin({"budget": "ja"})
    page = open_page(width)
    moved = []

    for slug in ("functie", "definitie", "definitie-2", "intern", "uitvoering-3", "uitvoering-6", "extern-2"):
        page.goto(f"{link}{slug}/")
        before = page.evaluate("measure.places()")
        for choice in page.locator("label.choice:first-child, li:first-child > button").all():
            choice.click()
        moved += [(slug, place) for place in page.evaluate("measure.places()") if place not in before]

    assert moved == []


def test_the_answers_can_be_printed_also_from_a_dark_screen(page: Page, link: str, begin: Begin) -> None:
    begin(ANSWERS)
    page.goto(f"{link}overzicht/")

    page.emulate_media(media="print", color_scheme="dark")

    shoot(page, "overview-printed")
    expect(page.locator(".review dd").first).to_have_css("color", "rgb(22, 35, 46)")
    for screen_only in (".actions", ".back", ".review-change", ".page-header .button--link"):
        expect(page.locator(screen_only).first).to_be_hidden()


def test_a_double_click_saves_once(page: Page, link: str, invitation: Invitation) -> None:
    page.goto(f"{link}functie/")
    page.get_by_label("Bestuursadviseur").check()

    page.get_by_role("button", name="Verder").last.dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wat burgerparticipatie voor u betekent")
    assert Save.objects.count() == 1


def test_enter_in_a_box_goes_on_and_does_not_stop_for_later(page: Page, link: str, begin: Begin) -> None:
    begin({"budget": "ja"})
    page.goto(f"{link}intern-3/")

    page.get_by_label("Bedrag in euro").fill("25.000")
    page.keyboard.press("Enter")

    expect(page.locator("#beleidsfasen")).to_be_visible()
