from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.models import Option, Question, Questionnaire
from tests.conftest import DATA
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


def press(client: Client, questionnaire: Questionnaire, button: str) -> Any:
    """The form as the page shows it, with one of its buttons."""
    address = reverse("admin:surveys_questionnaire_change", args=[questionnaire.pk])
    page = client.get(address)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {box.html_name: box.value() for form in forms for box in form if box.value() is not None}
    return client.post(address, data | {button: "1"}, follow=True)


def test_a_concept_is_published_from_the_page(team: Client) -> None:
    stored = questionnaires.store(read_file(DATA / "every-kind.yaml"))

    press(team, stored, "_publish")

    assert Questionnaire.objects.get().is_published


def test_a_concept_that_is_not_right_stays_a_concept_and_says_where(team: Client) -> None:
    stored = questionnaires.store(read_file(DATA / "every-kind.yaml"))
    Option.objects.filter(question__code="budget", code="ja").update(code="jawel")

    page = press(team, stored, "_publish")

    said = [str(message) for message in page.context["messages"]]
    assert not Questionnaire.objects.get().is_published
    assert "vraag ‘bedrag’: ‘ja’ is geen antwoord op ‘budget’. Kies uit: jawel, nee, weet_niet." in said[-1]


def test_a_published_questionnaire_can_only_be_looked_at(team: Client, questionnaire: Questionnaire) -> None:
    address = reverse("admin:surveys_questionnaire_change", args=[questionnaire.pk])
    question = Question.objects.get(code="budget")

    shown = team.get(address)
    refused = team.post(address, {"title": "Anders", "_save": "1"})
    inside = team.post(reverse("admin:surveys_question_change", args=[question.pk]), {"text": "Anders"})

    assert (shown.status_code, refused.status_code, inside.status_code) == (200, 403, 403)


def test_a_new_version_is_a_concept_with_the_same_codes(team: Client, questionnaire: Questionnaire) -> None:
    press(team, questionnaire, "_new_version")
    press(team, questionnaire, "_new_version")

    versions = Questionnaire.objects.order_by("version")
    first, *others = [questionnaires.definition_of(version) for version in versions]
    assert [(version.version, version.is_published) for version in versions] == [
        (1, True),
        (2, False),
        (3, False),
    ]
    assert [other.sections for other in others] == [first.sections, first.sections]
