"""Signing in as a person does it: with the app, with a recovery code, with a passkey; every page looked at."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from respondents.domain import staff_invitations
from respondents.domain.groups import ensure_groups
from respondents.enums import Role
from respondents.models import BreakGlass
from surveys.models import Edition
from tests.browser.answers import ANSWERS
from tests.browser.conftest import MEASURE, PATIENCE
from tests.browser.site import running_site
from tests.browser.test_staff import look
from tests.browser.watch import Watch
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import ResponseFactory
from tests.sign_in.totp import code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "zeven natte fietsen"
NAME = "anna@bureau.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium: Browser, static_files: Path, tmp_path: Path, edition: Edition) -> Iterator[Page]:
    """A browser with a passkey in it, at a site that asks for a second factor; a passkey belongs to a name."""
    ensure_groups()
    more = {"SECOND_FACTOR": "1", "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    with running_site(tmp_path, static_files, **more) as site:
        url = site.url.replace("127.0.0.1", "localhost")
        context = chromium.new_context(base_url=url, locale="nl-NL", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=MEASURE)
        watch = Watch(context, url)
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        context.close()
        assert "\n".join(watch.complaints + watch.elsewhere) == ""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/beheer/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(NAME)
    page.get_by_label("Wachtwoord").fill(password)
    press(page, "Inloggen")


def accept(page: Page) -> list[str]:
    """By the link of an invitation; gives what is wrong on the pages on the way."""
    invitation = staff_invitations.invite(name="Anna", email=NAME, role=Role.PROJECTTEAM, by=None)
    page.goto(urlsplit(staff_invitations.link(invitation)).path)
    wrong = look(page, "invitation")
    page.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    page.get_by_label("Nog een keer hetzelfde wachtwoord").fill(PASSWORD)
    press(page, "Verder naar de tweede stap")
    page.wait_for_url("**/beheer/account/")
    return wrong


def set_up_app(page: Page) -> tuple[str, list[str]]:
    wrong = look(page, "account-new")
    page.get_by_role("link", name="Stel een app in").click()
    wrong += look(page, "account-app")
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code van 6 cijfers").fill(code(secret))
    press(page, "Stel de app in")
    page.wait_for_url("**/beheer/account/codes/")
    wrong += look(page, "account-codes")
    return page.locator(".codes li").first.inner_text(), wrong


def use_recovery_code(page: Page, recovery_code: str) -> list[str]:
    sign_in(page, "een ander wachtwoord")
    wrong = look(page, "sign-in-wrong")
    sign_in(page)
    page.wait_for_url("**/tweede-stap/")
    page.get_by_label("Code").fill("000000")
    press(page, "Verder")
    wrong += look(page, "second-step-wrong")
    page.get_by_label("Code").fill(recovery_code)
    press(page, "Verder")
    page.wait_for_url("**/beheer/")
    return wrong


def use_passkey(page: Page) -> list[str]:
    page.goto("/beheer/account/passkey/")
    wrong = look(page, "account-passkey")
    page.get_by_label("Naam van deze passkey").fill("laptop van het werk")
    press(page, "Stel de passkey in")
    page.wait_for_url("**/beheer/account/")
    wrong += look(page, "account-all")
    press(page, "Uitloggen")
    sign_in(page)
    page.wait_for_url("**/tweede-stap/")
    wrong += look(page, "second-step")
    press(page, "Gebruik mijn passkey")
    page.wait_for_url("**/beheer/")
    return wrong


def see_answers(page: Page, edition: Edition) -> list[str]:
    response = ResponseFactory(edition=edition, completed=True, answers=ANSWERS)
    invitation = InvitationFactory(edition=edition, response=response)
    page.goto(reverse("break_glass", args=[invitation.pk]))
    press(page, "Toon mij de antwoorden")
    wrong = look(page, "break-glass-wrong")
    page.get_by_label("Waarom moet u deze antwoorden zien?").fill("Controle van een klacht over de uitslag")
    press(page, "Toon mij de antwoorden")
    page.wait_for_url(f"**/beheer/inzage/{BreakGlass.objects.get().pk}/")
    return wrong + look(page, "answers")


def test_from_invitation_to_passkey(page: Page, edition: Edition) -> None:
    wrong = accept(page)
    recovery_code, more = set_up_app(page)
    wrong += more
    press(page, "Uitloggen")
    wrong += use_recovery_code(page, recovery_code)
    wrong += use_passkey(page)
    wrong += see_answers(page, edition)

    assert wrong == []
