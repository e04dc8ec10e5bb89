"""Half an hour of a caller: every outcome, an appointment that comes due, an interview, an answer under their hands."""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from respondents.domain.groups import ensure_groups
from respondents.enums import CallOutcome
from respondents.models import CallAttempt, Case
from surveys.domain.editions import AMSTERDAM
from surveys.models import Edition, Gemeente, Questionnaire
from tests.browser import axe
from tests.browser.conftest import MEASURE, PATIENCE
from tests.browser.edges import choose_functie, go_on
from tests.browser.looking import shoot
from tests.browser.watch import Watch
from tests.factories.respondents import InvitationFactory, LetterFactory, WaveFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AFTERNOON = datetime(2026, 9, 2, 14, 0, tzinfo=AMSTERDAM)
NAMES = ("Almelo", "Borne", "Dalfsen", "Deventer", "Dinkelland", "Enschede", "Haaksbergen", "Hardenberg")
MORE = ("Hellendoorn", "Hengelo", "Kampen", "Losser")
AXE = {"preload": False}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AFTERNOON) as clock:
        yield clock


@pytest.fixture
def edition(questionnaire: Questionnaire, clock: time_machine.Traveller) -> Edition:
    edition = EditionFactory(
        questionnaire=questionnaire, phone_from=date(2026, 8, 28), phone_until=date(2026, 9, 18)
    )
    wave = WaveFactory(edition=edition)
    for number, name in enumerate(NAMES + MORE):
        person = InvitationFactory(
            edition=edition,
            respondent__gemeente=GemeenteFactory(name=name),
            respondent__phone=f"0546 54 11 {number + 10}",
            respondent__functie="Beleidsadviseur participatie",
        )
        LetterFactory(wave=wave, invitation=person, state="accepted", settled_at=AFTERNOON)
    many = Gemeente.objects.get(name="Borne")
    for number in range(22):
        InvitationFactory(edition=edition, respondent__gemeente=many, respondent__name=f"Collega {number}")
    return edition


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, edition: Edition) -> Iterator[Page]:
    """A caller, signed in; nothing may be blocked, logged or fetched elsewhere."""
    ensure_groups()
    context = chromium.new_context(
        base_url=live_server.url, locale="nl-NL", viewport={"width": 1366, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(path=MEASURE)
    session = client_of("beller").cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    watch = Watch(context, live_server.url)
    yield context.new_page()
    context.close()
    assert "\n".join(watch.complaints + watch.elsewhere) == ""


def look(page: Page, name: str) -> list[str]:
    wrong = []
    for width, height in ((1366, 900), (375, 800)):
        page.set_viewport_size({"width": width, "height": height})
        shoot(page, f"bellen-{name}-{width}")
        wrong += [f"{name} {width}: {finding}" for finding in axe.findings(page, **AXE)]
        if page.evaluate("measure.width()") > width:
            wrong.append(f"{name} {width}: scrolls sideways")
    page.set_viewport_size({"width": 1366, "height": 900})
    return wrong


def out_of_view(page: Page) -> list[str]:
    """The buttons under the fold of a laptop."""
    below = """[...document.querySelectorAll(".outcome, .appointment button")]
        .filter((button) => button.getBoundingClientRect().bottom + scrollY > 900)
        .map((button) => `out of view: ${button.textContent}`)"""
    is_empty = "document.documentElement.scrollHeight > document.querySelector('#content').offsetHeight + 400"
    return page.evaluate(below) + (["longer than what is on it"] if page.evaluate(is_empty) else [])


def at(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).click()


def say(page: Page, outcome: CallOutcome) -> None:
    page.locator(f'button[name=outcome][value="{outcome}"]').click()


def confirmed(page: Page, sentence: str) -> None:
    expect(page.locator(".recorded")).to_contain_text(sentence)


def test_half_an_hour_of_a_caller(page: Page, edition: Edition, clock: time_machine.Traveller) -> None:
    page.goto(reverse("calling:gemeenten", args=[edition.slug]))
    press(page, "Volgende gemeente")
    at(page, "Almelo")
    wrong = out_of_view(page) + look(page, "dossier")

    page.get_by_label("Notitie").fill("Receptie neemt op")
    page.get_by_text("Verbeter of meld af").click()
    page.get_by_label("Telefoon").first.press("Enter")
    page.get_by_text("De notitie is bewaard, en").wait_for()
    say(page, CallOutcome.NO_ANSWER)
    confirmed(page, "Almelo: geen gehoor vastgelegd.")
    at(page, "Borne")
    wrong += out_of_view(page) + look(page, "vastgelegd")
    press(page, "Ongedaan maken")
    at(page, "Almelo")
    expect(page.get_by_label("Notitie")).to_have_value("Receptie neemt op")
    for outcome, name in zip(
        (
            CallOutcome.NO_ANSWER,
            CallOutcome.VOICEMAIL,
            CallOutcome.BUSY,
            CallOutcome.WRONG_NUMBER,
            CallOutcome.PROMISED,
            CallOutcome.ALREADY_ANSWERED,
            CallOutcome.REFUSED,
            CallOutcome.GEMEENTE_REFUSED,
        ),
        (*NAMES[1:], "Hellendoorn"),
        strict=True,
    ):
        say(page, outcome)
        at(page, name)

    page.get_by_label("Terugbellen op").fill("2026-09-02T18:00")
    page.get_by_label("Notitie").fill("Na het overleg")
    press(page, "Leg afspraak vast")
    expect(page.get_by_role("alert")).to_contain_text("18:00 uur valt buiten kantoortijd.")
    expect(page.get_by_label("Notitie")).to_have_value("Na het overleg")
    wrong += look(page, "afspraak-geweigerd")
    page.get_by_label("Terugbellen op").fill("2026-09-02T15:30")
    press(page, "Leg afspraak vast")
    confirmed(page, "Hellendoorn: afspraak op 2 september 2026, 15:30 uur vastgelegd.")

    at(page, "Hengelo")
    page.get_by_text("Andere persoon: noteer naam en adres").click()
    press(page, "Leg vast en mail de vragenlijst")
    expect(page.get_by_role("alert")).to_contain_text("Vul de naam in.")
    wrong += look(page, "andere-persoon")
    other = page.locator(".other")
    other.get_by_label("Naam").fill("Fatima El Amrani")
    other.get_by_label("E-mailadres").fill("fatima@hengelo.example")
    press(page, "Leg vast en mail de vragenlijst")
    at(page, "Kampen")

    clock.move_to(datetime(2026, 9, 2, 15, 31, tzinfo=AMSTERDAM))
    press(page, "Sla over")
    at(page, "Hellendoorn")
    press(page, "Vul in aan de telefoon met Sanne de Vries")
    page.get_by_text("U vult in voor Hellendoorn, aan de telefoon.").wait_for()
    link = urlsplit(page.url).path
    choose_functie(page, link)
    go_on(page)
    page.get_by_role("link", name="Terug naar het beldossier").click()
    page.get_by_role("link", name="Ga verder met invullen").click()
    page.goto(f"{link}overzicht/")
    press(page, "Verstuur de vragenlijst")
    page.get_by_text("Hellendoorn heeft geantwoord. Bellen hoeft niet meer.").wait_for()
    press(page, "Volgende gemeente")

    at(page, "Kampen")
    page.get_by_label("Notitie").fill("Belt straks")
    ResponseFactory(edition=edition, gemeente=Gemeente.objects.get(name="Kampen"), completed=True)
    page.get_by_text("Kampen heeft geantwoord. Bellen hoeft niet meer.").wait_for(timeout=6_000)
    expect(page.locator(f'button[value="{CallOutcome.NO_ANSWER}"]')).to_be_disabled()
    expect(page.locator(".room__lines").get_by_text("Kampen")).to_have_count(0)
    assert page.locator("a[href^=tel]").count() == 0
    wrong += look(page, "heeft-geantwoord")
    press(page, "Sluit het dossier")
    page.get_by_role("heading", name="Uw cijfers").wait_for()
    shoot(page, "bellen-cijfers-1366")

    assert wrong == []
    assert Case.objects.get(gemeente__name="Kampen").note == "Belt straks"
    made = CallAttempt.objects.standing().order_by("pk").values_list("outcome", flat=True)
    assert set(made) == set(CallOutcome)
    assert CallAttempt.objects.exclude(undone_at=None).count() == 1
