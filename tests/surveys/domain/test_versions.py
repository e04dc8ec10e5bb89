from collections.abc import Callable
from typing import Any

import pytest

from surveys.domain import questionnaires, versions
from surveys.domain.definition import Definition, GemeentePart
from surveys.domain.definition_file import read_definition
from surveys.exceptions import QuestionnaireRefused
from surveys.models import Question, Questionnaire
from tests.conftest import DATA
from tests.factories.surveys import EditionFactory, ResponseFactory

TEXT = (DATA / "every-kind.yaml").read_text()


def changed(old: str, new: str) -> Definition:
    assert old in TEXT
    return read_definition(TEXT.replace(old, new), "gewijzigd.yaml")


ORIGINAL = read_definition(TEXT, "elke-soort.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [("Wat is uw functie?", "Wat is uw functie nu?"), ("label: Ja}", "label: Jazeker}")],
)
def test_other_words_are_a_minor_version(old: str, new: str) -> None:
    assert versions.differences(ORIGINAL, changed(old, new)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda: changed("code: kanalen\n", "code: wegen\n"),
            ["Vraag ‘kanalen’ is weg.", "Vraag ‘wegen’ is nieuw."],
        ),
        (lambda: changed("{code: nee,", "{code: neen,"), ["Vraag ‘budget’ is anders van bouw: antwoorden."]),
        (lambda: changed("is: [ja]", "is: [nee]"), ["Vraag ‘bedrag’ is anders van bouw: routing."]),
    ],
)
def test_what_is_more_than_words_is_named(change: Callable[[], Definition], said: list[str]) -> None:
    assert versions.differences(ORIGINAL, change()) == said


def test_another_division_over_pages_is_named() -> None:
    sections = [section.model_copy() for section in ORIGINAL.sections]
    sections[0].pages = [sections[0].pages[0].model_copy(
        update={"questions": [question for page in sections[0].pages for question in page.questions]}
    )]  # fmt: skip
    moved = ORIGINAL.model_copy(update={"sections": sections})

    assert versions.differences(ORIGINAL, moved) == ["De volgorde of de verdeling over pagina’s is anders."]


def test_another_way_of_asking_for_the_gemeente_is_named() -> None:
    silent = ORIGINAL.model_copy(update={"gemeente": None})
    asking = ORIGINAL.model_copy(update={"gemeente": GemeentePart(text="In welke gemeente werkt u?")})

    assert versions.differences(silent, silent) == versions.differences(asking, asking) == []
    assert [versions.differences(silent, asking), versions.differences(asking, silent)] == [
        ["De open link vraagt nu naar de gemeente."],
        ["De open link vraagt niet meer naar de gemeente."],
    ]


@pytest.mark.django_db
def test_a_code_does_not_come_back_with_another_meaning(questionnaire: Questionnaire) -> None:
    copy = questionnaires.new_version(questionnaire, by=None)
    Question.objects.filter(section__questionnaire=copy, code="definitie").update(kind="open_list")

    with pytest.raises(QuestionnaireRefused) as refused:
        questionnaires.publish(copy, by=None)

    assert refused.value.problems == [
        "De code ‘definitie’ was in versie 1 een vraag van de soort open_text. "
        "Geef deze vraag een nieuwe code."
    ]


@pytest.mark.django_db
def test_under_way_are_drafts_that_count() -> None:
    edition: Any = EditionFactory()
    ResponseFactory(edition=edition)
    ResponseFactory(edition=edition, completed=True)
    ResponseFactory(edition=edition, is_test=True)

    assert versions.under_way(edition) == 1
