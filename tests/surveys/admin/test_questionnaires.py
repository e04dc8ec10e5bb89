import html
import re
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.enums import Population
from surveys.models import Edition, Option, Question, Questionnaire, Section
from tests import saving
from tests.conftest import DATA
from tests.factories.surveys import EditionFactory
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


def shown(team: Client, questionnaire: Questionnaire, name: str) -> str:
    """What the page says in a line that is only to be read, as it stands in the HTML."""
    page = team.get(reverse("admin:surveys_questionnaire_change", args=[questionnaire.pk])).content.decode()
    found = re.search(rf'field-{name}.*?<div class="readonly">(.*?)</div>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def test_the_page_says_what_differs_from_the_version_before(
    team: Client, questionnaire: Questionnaire
) -> None:
    minor = saving.publish_version(2, saving.TYPO)
    other = saving.publish_version(3, ("code: kanalen\n", "code: wegen\n"))
    unfinished = questionnaires.new_version(other, by=None)
    Question.objects.filter(section__questionnaire=unfinished).delete()

    versions = (questionnaire, minor, other, unfinished)
    assert [shown(team, version, "differs") for version in versions] == [
        "Dit is de eerste versie.",
        "Alleen woorden: een kleine versie. De vragen zijn die van elke-soort versie 1.",
        "Vergeleken met elke-soort versie 2:"
        "<ul><li>Vraag ‘kanalen’ is weg.</li><li>Vraag ‘wegen’ is nieuw.</li></ul>",
        "Nog niet te vergelijken: een deel is leeg of niet af.",
    ]


def test_a_published_version_leads_to_the_editions_that_can_use_it(
    team: Client, questionnaire: Questionnaire
) -> None:
    now = EditionFactory(questionnaire=questionnaire, title="Barometer 2027")
    EditionFactory(questionnaire=questionnaire, title="Barometer 2023", closed=True)
    EditionFactory(survey__slug="inwoners", survey__population=Population.INWONERS)
    concept = questionnaires.new_version(questionnaire, by=None)
    before = shown(team, concept, "used_in")

    press(team, concept, "_publish")

    address = reverse("admin:surveys_edition_change", args=[now.pk])
    assert before == "Publiceer deze versie; daarna kunt u haar in een editie gebruiken."
    assert shown(team, concept, "used_in") == (
        f'<ul><li><a href="{address}">Gebruik deze versie in Barometer 2027</a></li></ul>'
    )
    assert Edition.objects.get(pk=now.pk).questionnaire == questionnaire
    used = shown(team, questionnaire, "used_in")
    assert re.findall(r">([^<>]+)</a>", used) == [
        "In gebruik in Barometer 2027",
        "In gebruik in Barometer 2023",
    ]


def test_a_version_that_no_edition_can_use_says_so(team: Client, questionnaire: Questionnaire) -> None:
    assert shown(team, questionnaire, "used_in") == "Er is geen editie die deze versie kan gebruiken."


@pytest.mark.parametrize("model", [Questionnaire, Section, Question])
def test_every_box_in_a_table_has_a_name(team: Client, model: type[Model]) -> None:
    questionnaires.store(read_file(DATA / "every-kind.yaml"))
    row = model._default_manager.order_by("pk").first()
    assert row is not None

    page = team.get(reverse(f"admin:surveys_{model._meta.model_name}_change", args=[row.pk]))

    boxes = [
        box
        for inline in page.context["inline_admin_formsets"]
        for form in inline.formset.forms
        for box in form
        if not box.is_hidden and box.name != "DELETE"
    ]
    assert [box.html_name for box in boxes if not box.field.widget.attrs.get("aria-label")] == []
    assert boxes
