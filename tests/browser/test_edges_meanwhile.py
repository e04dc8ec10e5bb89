"""Edges 17-20, 29 and 30: what changes while somebody types, and what is typed by no hand; see `edges.py`."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from respondents.models import Invitation
from surveys.domain import questionnaires
from surveys.domain.definition_file import read_definition
from surveys.enums import ResponseFlag
from surveys.models import Edition, Questionnaire, Response, Save
from tests.browser.conftest import Begin, OpenPage
from tests.browser.edges import (
    DEFINITIE,
    FUNCTIE,
    answers,
    both_ways,
    go_on,
    go_on_anyway,
    see,
    see_title,
    write_definitie,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def publish(edition: Edition, *changes: tuple[str, str]) -> Questionnaire:
    """The questionnaire of 2023 as its next version, with those texts replaced, for who begins from now on."""
    file = settings.BASE_DIR / "surveys" / "definitions" / "ambtenaren-2023.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (("version: 1\n", "version: 2\n"), *changes):
        assert old in text
        text = text.replace(old, new)
    published = questionnaires.publish(questionnaires.store(read_definition(text, file.name)), by=None)
    Edition.objects.filter(pk=edition.pk).update(questionnaire=published)
    return published


def close(minutes_ago: int) -> None:
    now = timezone.now()
    Edition.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=minutes_ago))
    Response.objects.update(started_at=now - timedelta(days=1))


@both_ways
def test_edge_17_closing_time_passes_while_typing(
    open_page: OpenPage, link: str, invitation: Invitation, begin: Begin, javascript: bool
) -> None:
    begin(FUNCTIE)
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}definitie/")
    write_definitie(page)
    close(minutes_ago=1)

    go_on_anyway(page)

    see(page, "definitie-2")
    expect(page.locator(".message--soft")).to_contain_text("De vragenlijst is gesloten. U was al begonnen")
    assert answers(invitation) == FUNCTIE | DEFINITIE
    assert Response.objects.get().is_in_grace


@both_ways
def test_edge_18_a_post_an_hour_after_the_close(
    open_page: OpenPage, link: str, invitation: Invitation, begin: Begin, javascript: bool
) -> None:
    """It is kept beside what was in time, and said; also by the page that saves by itself."""
    begin(FUNCTIE)
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}definitie/")
    close(minutes_ago=61)
    write_definitie(page)
    if javascript:
        page.keyboard.press("Tab")
        expect(page.locator(".unsaved")).to_have_text(
            "De vragenlijst is gesloten. Wat u nu invult, is bewaard, maar telt niet mee."
        )

    go_on(page)

    see_title(page, "Uw antwoorden kwamen te laat")
    expect(page.get_by_role("definition").filter(has_text="Samen")).to_be_visible()
    assert answers(invitation) == FUNCTIE
    assert Save.objects.filter(is_aside=True).first().payload["definitie"] == "Samen"


@both_ways
def test_edge_19_a_minor_version_published_meanwhile(
    open_page: OpenPage, link: str, edition: Edition, invitation: Invitation, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}functie/")
    newer = publish(edition, ("text: Wat is uw functie?\n", "text: Welke functie heeft u?\n"))

    page.get_by_label("Bestuursadviseur").check()
    go_on(page)

    see(page, "definitie")
    assert answers(invitation) == FUNCTIE
    assert Response.objects.get().questionnaire == newer


@both_ways
def test_edge_20_a_new_version_published_meanwhile(
    open_page: OpenPage, link: str, edition: Edition, invitation: Invitation, javascript: bool
) -> None:
    """Its questions stand on other pages now; the answers are with their questions, and the page says so."""
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}definitie/")
    write_definitie(page)
    newer = publish(
        edition, ("          - code: redenen\n", "      - questions:\n          - code: redenen\n")
    )

    go_on(page)

    see_title(page, "De vragenlijst is aangepast")
    page.get_by_role("link", name="Ga verder waar u was").click()
    see(page, "functie")
    assert answers(invitation) == DEFINITIE
    assert Response.objects.get().questionnaire == newer


@both_ways
def test_edge_29_ten_thousand_characters_pasted(
    open_page: OpenPage, link: str, invitation: Invitation, javascript: bool
) -> None:
    """More than the box wants, but kept whole; the page asks for less."""
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{link}definitie/")
    pasted = "Inwoners & raad. " * 588 + "Einde"

    write_definitie(page, pasted)
    go_on(page)

    expect(page.locator(".message")).to_contain_text("Maak deze tekst korter.")
    expect(page.get_by_label("Wat is volgens u de definitie")).to_have_value(pasted)
    assert len(pasted) > 10_000
    assert answers(invitation) == DEFINITIE | {"definitie": pasted}


@both_ways
def test_edge_30_autofill_near_the_honeypot(
    open_page: OpenPage, edition: Edition, invitation: Invitation, javascript: bool
) -> None:
    """A browser that fills in what nobody sees costs a flag, never an answer."""
    gemeente = invitation.respondent.gemeente
    assert gemeente is not None
    page = open_page(java_script_enabled=javascript)
    page.goto(f"/o/{edition.slug}/")
    page.get_by_label("In welke gemeente werkt u?").select_option(gemeente.code)
    page.locator("input[name=k7w]").fill("Sanne de Vries", force=True)
    page.get_by_role("button", name="Start de vragenlijst").click()

    page.get_by_label("Bestuursadviseur").check()
    go_on(page)

    see(page, "definitie")
    response = Response.objects.get()
    assert (response.answers, response.gemeente) == (FUNCTIE, gemeente)
    assert ResponseFlag.HONEYPOT in response.flags
