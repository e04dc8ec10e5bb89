"""Bekijk als respondent: the way of a test response over every page, at any time."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from respondents.domain import access
from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.enums import Population
from surveys.models import Edition, Questionnaire, Response
from tests.conftest import DATA
from tests.factories.surveys import EditionFactory, QuestionnaireFactory, ResponseFactory
from tests.pdf import squeezed, text_of
from tests.staff import client_of

pytestmark = pytest.mark.django_db
BAR = "Proefinvulling: dit telt niet mee."
PAGES = [
    "keuzes",
    "keuzes-2",
    "oordeel",
    "oordeel-2",
    "woorden",
    "overzicht",
    "bedankt",
    "antwoorden",
    "later",
]


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def concept() -> Questionnaire:
    return questionnaires.store(read_file(DATA / "every-kind.yaml"))


def press(client: Client, page: Any) -> Any:
    """The button on the page of a questionnaire or an edition."""
    return client.post(reverse(f"preview_{page._meta.model_name}", args=[page.pk]))


def said(client: Client, page: Any) -> list[str]:
    answer = client.get(press(client, page)["Location"])
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("trait", [{"upcoming": True}, {}, {"closed": True}])
def test_every_page_works_at_any_time_and_says_that_it_does_not_count(
    team: Client, client: Client, concept: Questionnaire, trait: dict[str, bool]
) -> None:
    edition = EditionFactory(questionnaire=None, **trait)
    start = press(team, concept)["Location"]

    pages = [client.get(start)]
    saved = client.post(f"{start}keuzes/", {"functie": "adviseur", "budget": "nee"})
    pages.append(client.get(f"{start}overzicht/"))
    sent = client.post(f"{start}versturen/")
    pages += [client.get(f"{start}{page}/") for page in PAGES]
    changed = client.post(f"{start}oordeel/", {"cijfer": "7", "prompted": "1"})
    mailed = client.post(f"{start}later/", {"email": "team@bureau.example"})

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [page.content.decode().count(BAR) for page in pages] == [1] * len(pages)
    assert "De vragenlijst is gesloten" not in "".join(page.content.decode() for page in pages)
    assert [answer["Location"] for answer in (saved, sent, changed, mailed)] == [
        f"{start}keuzes-2/",
        f"{start}bedankt/",
        f"{start}oordeel-2/",
        f"{start}later/",
    ]
    response = Response.objects.get()
    assert (response.edition, response.questionnaire) == (edition, concept)
    assert (response.answers["functie"], response.answers["cijfer"]) == ("adviseur", 7)
    assert (response.is_in_grace, response.is_late) == (False, False)


def test_the_pdf_of_a_preview_says_that_it_does_not_count(
    team: Client, client: Client, edition: Edition
) -> None:
    start = press(team, edition)["Location"]

    pdf = client.get(f"{start}antwoorden.pdf")

    assert pdf.status_code == 200
    assert squeezed(BAR) in text_of(pdf.content)


def test_a_real_respondent_sees_no_bar(client: Client, edition: Edition) -> None:
    real = ResponseFactory(edition=edition, completed=True)
    Response.objects.filter(pk=real.pk).update(resume_digest=access.digest_of("echt"))

    pages = [client.get(f"/u/echt/{page}/" if page else "/u/echt/") for page in ["", *PAGES]]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert not [page for page in pages if BAR in page.content.decode()]


def test_the_page_of_an_edition_shows_its_own_version(team: Client, edition: Edition) -> None:
    questionnaires.new_version(edition.questionnaire, by=None)  # type: ignore[arg-type]

    press(team, edition)

    response = Response.objects.get()
    assert (response.edition, response.questionnaire) == (edition, edition.questionnaire)


def test_a_preview_is_refused_in_words(team: Client, concept: Questionnaire) -> None:
    theirs = QuestionnaireFactory(population=Population.INWONERS)

    assert said(team, theirs) == ["Er is nog geen editie voor inwoners. Maak die eerst aan."]
    assert said(team, EditionFactory(questionnaire=None)) == [
        "Deze editie heeft nog geen vragenlijst. Kies die eerst."
    ]
    assert said(team, QuestionnaireFactory()) == [
        "Deze vragenlijst heeft nog geen vragen. Voeg die eerst toe."
    ]
    assert not Response.objects.exists()


@pytest.mark.parametrize("role", ["beller", "analist", "beheerder", ""])
def test_only_the_team_looks_as_a_respondent(edition: Edition, role: str) -> None:
    assert [press(client_of(role), page).status_code for page in (edition, edition.questionnaire)] == [
        403,
        403,
    ]
    assert not Response.objects.exists()


def test_a_stranger_is_asked_to_sign_in_and_a_get_starts_nothing(
    client: Client, team: Client, edition: Edition
) -> None:
    address = reverse("preview_edition", args=[edition.pk])

    assert client.post(address)["Location"] == f"/beheer/inloggen/?next={address}"
    assert team.get(address).status_code == 405
    assert not Response.objects.exists()


def test_the_button_is_there_for_who_may_press_it(team: Client, edition: Edition) -> None:
    analyst = client_of("analist")

    for row in (edition, edition.questionnaire):
        name = f"admin:surveys_{row._meta.model_name}_change"
        button = f'action="{reverse(f"preview_{row._meta.model_name}", args=[row.pk])}"'
        pages = [client.get(reverse(name, args=[row.pk])).content.decode() for client in (team, analyst)]
        assert [button in page for page in pages] == [True, False]
