import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_definition, read_file, write_definition
from surveys.enums import AuditVerb
from surveys.exceptions import QuestionnairePublished
from surveys.models import AuditEntry, Question, Questionnaire
from tests.conftest import DATA

pytestmark = pytest.mark.django_db
FILE = DATA / "every-kind.yaml"


def test_store_twice_changes_nothing() -> None:
    first = questionnaires.store(read_file(FILE))
    rows = set(Question.objects.values_list("pk", "code"))

    assert questionnaires.store(read_file(FILE)) == first
    assert set(Question.objects.values_list("pk", "code")) == rows


def test_store_replaces_a_concept() -> None:
    questionnaires.store(read_file(FILE))
    changed = read_file(FILE).model_copy(update={"title": "Andere titel"})

    questionnaires.store(changed)

    assert list(Questionnaire.objects.values_list("title", flat=True)) == ["Andere titel"]


def test_store_refuses_to_change_what_was_published() -> None:
    questionnaires.publish(questionnaires.store(read_file(FILE)), by=None)
    changed = read_file(FILE).model_copy(update={"title": "Andere titel"})

    with pytest.raises(QuestionnairePublished):
        questionnaires.store(changed)
    assert Questionnaire.objects.get().title == "Barometer Burgerparticipatie"


def test_publish_twice_is_written_down_once() -> None:
    stored = questionnaires.store(read_file(FILE))

    first = questionnaires.publish(stored, by=None)
    second = questionnaires.publish(stored, by=None)

    assert first.published_at == second.published_at
    assert [entry.verb for entry in AuditEntry.objects.all()] == [AuditVerb.PUBLISHED_QUESTIONNAIRE]


def test_a_stored_questionnaire_is_written_as_the_file_it_came_from() -> None:
    definition = read_file(FILE)

    written = write_definition(questionnaires.definition_of(questionnaires.store(definition)))

    assert read_definition(written, "geschreven.yaml") == definition


def test_pages_are_named_after_their_section(questionnaire: Questionnaire) -> None:
    pages = questionnaires.compiled(questionnaire.pk).pages

    assert [(page.slug, page.part) for page in pages] == [
        ("keuzes", 1),
        ("keuzes-2", 1),
        ("oordeel", 2),
        ("oordeel-2", 2),
        ("woorden", 3),
    ]


def test_a_published_questionnaire_is_read_once(
    questionnaire: Questionnaire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        first = questionnaires.compiled(questionnaire.pk)

    with django_assert_num_queries(0):
        assert questionnaires.compiled(questionnaire.pk) is first
        assert [list(question.options.all()) for question in first.questions]


def test_a_published_row_without_a_time_is_refused() -> None:
    stored = questionnaires.store(read_file(FILE))

    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.filter(pk=stored.pk).update(status="published")
