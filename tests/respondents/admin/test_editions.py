from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from respondents.forms.staff import what_is_known
from surveys.domain.version_change import Change
from surveys.models import Edition
from tests import saving
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import QuestionnaireFactory, ResponseFactory, SurveyFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db
ADD, CHANGE = "admin:surveys_edition_add", "admin:surveys_edition_change"
RENAMED = ("code: kanalen\n", "code: wegen\n")


def test_a_new_edition_is_a_survey_and_a_year() -> None:
    survey = SurveyFactory()

    client_of("projectteam").post(reverse(ADD), {"survey": survey.pk, "year": 2027})

    edition = Edition.objects.get()
    moments = [f"{wave.kind} {wave.planned_at:%d-%m}" for wave in edition.waves.all()]
    assert edition.slug == "ambtenaren-2027"
    # 12 June 2027 is a Saturday and 10 July too, so both move to the Monday after.
    assert moments == ["invitation 14-06", "reminder 30-06", "reminder 12-07"]


def test_a_second_edition_of_a_year_is_refused_in_words() -> None:
    survey = SurveyFactory()
    team = client_of("projectteam")
    team.post(reverse(ADD), {"survey": survey.pk, "year": 2027})

    page = team.post(reverse(ADD), {"survey": survey.pk, "year": 2027})

    assert page.context["adminform"].form.non_field_errors() == [
        "De editie ambtenaren-2027 is er al. Kies een ander jaar, of wijzig die editie."
    ]
    assert Edition.objects.count() == 1


def save(team: Client, edition: Edition, **changed: str) -> Any:
    """The form as the page shows it, with some of it changed, saved."""
    address = reverse(CHANGE, args=[edition.pk])
    form = team.get(address).context["adminform"].form
    data = {box.html_name: box.value() for box in form if box.value() is not None}
    return team.post(address, data | changed, follow=True)


def form_of(page: Any) -> Any:
    return page.context["adminform"].form


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]][:-1]


def test_other_words_are_taken_at_once_and_it_says_so(edition: Edition) -> None:
    ResponseFactory(edition=edition)
    minor = saving.publish_version(2, saving.TYPO)

    page = save(client_of("projectteam"), edition, questionnaire=str(minor.pk))

    assert Edition.objects.get().questionnaire == minor
    assert said(page) == [
        "De vragenlijst is nu elke-soort versie 2. Alleen woorden zijn anders (een kleine versie); "
        "wie al begonnen is, maakt de oude versie af."
    ]


def test_other_questions_are_shown_first_and_nothing_typed_is_lost(edition: Edition) -> None:
    before = edition.questionnaire
    for background in ({}, {}, {"completed": True}, {"is_test": True}):
        ResponseFactory(edition=edition, **background)
    other = saving.publish_version(2, RENAMED)
    wished = {"questionnaire": str(other.pk), "title": "Barometer, nieuwe titel"}

    team = client_of("projectteam")
    page = save(team, edition, **wished)

    form = form_of(page)
    assert Edition.objects.get().questionnaire == before
    assert form.errors["questionnaire"] == [
        "Deze vragenlijst is anders dan de huidige. Er zijn 2 antwoorden onderweg en 1 antwoord verzonden.",
        "Vraag ‘kanalen’ is weg.",
        "Vraag ‘wegen’ is nieuw.",
        "Klopt dat? Zet dan hieronder het vinkje en sla opnieuw op. Kies anders de oude versie.",
    ]
    assert (form["title"].value(), form["questionnaire"].value()) == (wished["title"], str(other.pk))
    tick = "Ik weet dat er 2 antwoorden onderweg zijn; zij maken de oude versie af"
    assert tick in page.content.decode()
    assert f'<input type="checkbox" name="confirmed" value="{other.pk}"' in page.content.decode()

    page = save(team, edition, **wished, confirmed=str(other.pk))

    assert Edition.objects.values_list("title", "questionnaire").get() == (wished["title"], other.pk)
    assert said(page) == [
        "Nieuwe antwoorden beginnen op elke-soort versie 2. Op de oude versie gaan er 2 verder."
    ]


def test_the_tick_is_there_only_when_it_is_needed(edition: Edition) -> None:
    ResponseFactory(edition=edition)

    page = client_of("projectteam").get(reverse(CHANGE, args=[edition.pk])).content.decode()

    assert '<input type="hidden" name="confirmed"' in page
    assert "Ik weet dat" not in page


def test_a_tick_holds_for_the_questionnaire_that_it_stood_under(edition: Edition) -> None:
    before = edition.questionnaire
    ResponseFactory(edition=edition)
    seen, other = saving.publish_version(2, RENAMED), saving.publish_version(3, saving.RETIRED)

    page = save(client_of("projectteam"), edition, questionnaire=str(other.pk), confirmed=str(seen.pk))

    assert Edition.objects.get().questionnaire == before
    assert "Vraag ‘functie’ is anders van bouw: antwoorden." in form_of(page).errors["questionnaire"]
    assert "checked" not in str(form_of(page)["confirmed"])


def test_a_tick_stays_when_something_else_must_be_mended(edition: Edition) -> None:
    ResponseFactory(edition=edition)
    other = saving.publish_version(2, RENAMED)

    page = save(
        client_of("projectteam"), edition, questionnaire=str(other.pk), confirmed=str(other.pk), title=""
    )

    assert list(form_of(page).errors) == ["title"]
    assert "checked" in str(form_of(page)["confirmed"])


def test_a_questionnaire_of_other_people_is_refused_in_words(edition: Edition) -> None:
    theirs = QuestionnaireFactory(
        code="inwoners", population="inwoners", status="published", published_at=timezone.now()
    )

    page = save(client_of("projectteam"), edition, questionnaire=str(theirs.pk))

    assert form_of(page).errors["questionnaire"] == [
        "inwoners versie 1 is voor inwoners, deze editie is voor ambtenaren. "
        "Kies een vragenlijst voor die doelgroep."
    ]


def test_saving_an_edition_without_choosing_changes_no_questionnaire(edition: Edition) -> None:
    ResponseFactory(edition=edition)
    team = client_of("projectteam")

    page = save(team, edition, title="Barometer, nieuwe titel")

    assert said(page) == []
    assert Edition.objects.values_list("title", "questionnaire").get() == (
        "Barometer, nieuwe titel",
        edition.questionnaire_id,
    )


def test_the_analyst_can_look_at_an_edition(edition: Edition) -> None:
    page = client_of("analist").get(reverse(CHANGE, args=[edition.pk]))

    assert page.status_code == 200
    assert "confirmed" not in page.content.decode()


@pytest.mark.parametrize(
    ("under_way", "sent", "tick"),
    [
        (1, 5, "Ik weet dat er 1 antwoord onderweg is; het maakt de oude versie af"),
        (2, 0, "Ik weet dat er 2 antwoorden onderweg zijn; zij maken de oude versie af"),
        (0, 1, "Ik weet dat er al 1 antwoord verzonden is op de oude versie"),
        (0, 2, "Ik weet dat er al 2 antwoorden verzonden zijn op de oude versie"),
    ],
)
def test_the_tick_counts_in_good_dutch(under_way: int, sent: int, tick: str) -> None:
    assert what_is_known(Change(["Vraag ‘a’ is weg."], under_way, sent)) == tick


@pytest.mark.parametrize("is_other", [True, False])
def test_who_begins_while_the_form_is_saved_is_not_passed_over(
    edition: Edition, rf: RequestFactory, is_other: bool
) -> None:
    """Between the look of the form and the writing: the rest is kept, the questionnaire stays."""
    before = edition.questionnaire
    wanted = saving.publish_version(2, RENAMED) if is_other else None
    request, page = rf.post("/"), admin.site.get_model_admin(Edition)
    request.user = StaffFactory(is_superuser=True)
    messages = request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    empty = page.get_form(request, edition, change=True)(instance=edition)
    data = {box.name: box.value() for box in empty if box.value() is not None}
    data |= {"title": "Nieuwe titel", "questionnaire": str(wanted.pk) if wanted else ""}
    form = page.get_form(request, edition, change=True)(data, instance=edition)

    assert form.is_valid()
    ResponseFactory(edition=edition, questionnaire=before)
    page.save_model(request, form.save(commit=False), form, change=True)

    stored = Edition.objects.get()
    assert (stored.title, stored.questionnaire) == ("Nieuwe titel", before)
    assert [str(message) for message in messages] == [
        "Intussen is iemand begonnen, dus de vragenlijst is nog de oude. Kies hem opnieuw."
    ]


def test_the_form_does_not_move_the_close(edition: Edition) -> None:
    """That has consequences, which the page for it shows first."""
    closes_at = edition.closes_at

    save(client_of("projectteam"), edition, closes_at="2099-01-01T00:00:00")

    edition.refresh_from_db()
    assert edition.closes_at == closes_at


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sender_name": ""}, "Een afzender heeft een naam, een adres en een organisatie."),
        ({"sender_name": "Anna\r\nBcc: x@y.example"}, "Zet dit op één regel."),
        ({"sender_email": "a@b.example,c@d.example"}, "geldig e-mailadres"),
    ],
)
def test_half_a_sender_or_two_lines_are_refused_in_words(
    edition: Edition, fields: dict[str, str], words: str
) -> None:
    page = save(client_of("projectteam"), edition, **fields)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert Edition.objects.get().sender_name == "Anna Bakker"
