"""Another version of the questionnaire while there are answers."""

from typing import Any

import pytest

from surveys.domain import questionnaires, version_change
from surveys.domain.version_change import Change
from surveys.enums import AuditVerb, Population
from surveys.exceptions import ChangeUnconfirmed, QuestionnaireUnfit
from surveys.models import AuditEntry, Edition, Questionnaire
from tests import saving
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import QuestionnaireFactory, ResponseFactory

pytestmark = pytest.mark.django_db
RENAMED = ("code: kanalen\n", "code: wegen\n")
DIFFERENCES = ["Vraag ‘kanalen’ is weg.", "Vraag ‘wegen’ is nieuw."]


@pytest.fixture
def answered(edition: Edition) -> Edition:
    """Two drafts and one sent; a test response beside them."""
    for background in ({}, {}, {"completed": True}, {"is_test": True}):
        ResponseFactory(edition=edition, **background)
    return edition


def written_down() -> list[tuple[Any, ...]]:
    entries = AuditEntry.objects.exclude(verb=AuditVerb.PUBLISHED_QUESTIONNAIRE)
    return list(entries.values_list("verb", "target", "count", "reason", "actor"))


def questionnaire_of(edition: Edition) -> Questionnaire | None:
    return Edition.objects.get(pk=edition.pk).questionnaire


def test_other_words_are_taken_at_once(answered: Edition) -> None:
    minor, staff = saving.publish_version(2, saving.TYPO), StaffFactory()

    change = version_change.change_questionnaire(answered, minor, confirmed=False, by=staff)

    assert change == Change([], under_way=2, sent=1)
    assert questionnaire_of(answered) == answered.questionnaire == minor
    reason = "elke-soort versie 1 → elke-soort versie 2"
    assert written_down() == [("changed_questionnaire", f"edition:{answered.pk}", 2, reason, staff.pk)]


def test_more_than_words_asks_somebody_to_know_it(answered: Edition) -> None:
    before, other = answered.questionnaire, saving.publish_version(2, RENAMED)

    with pytest.raises(ChangeUnconfirmed) as refused:
        version_change.change_questionnaire(answered, other, confirmed=False, by=None)

    assert refused.value.differences == DIFFERENCES
    assert (questionnaire_of(answered), answered.questionnaire) == (before, before)
    assert written_down() == []

    change = version_change.change_questionnaire(answered, other, confirmed=True, by=None)

    assert change == Change(DIFFERENCES, under_way=2, sent=1)
    assert questionnaire_of(answered) == other


def test_drafts_stay_on_the_version_that_they_began_on(answered: Edition) -> None:
    before = answered.questionnaire

    version_change.change_questionnaire(answered, saving.publish_version(2, RENAMED), confirmed=True, by=None)

    assert {response.questionnaire for response in answered.responses.all()} == {before}


def test_without_answers_nobody_is_asked(edition: Edition) -> None:
    ResponseFactory(edition=edition, is_test=True)
    other = saving.publish_version(2, RENAMED)

    version_change.change_questionnaire(edition, other, confirmed=False, by=None)

    assert questionnaire_of(edition) == other


def test_the_same_version_again_changes_nothing(answered: Edition) -> None:
    version_change.change_questionnaire(answered, answered.questionnaire, confirmed=False, by=None)

    assert written_down() == []


def test_a_questionnaire_of_other_people_is_refused(edition: Edition) -> None:
    theirs = QuestionnaireFactory(code="inwoners", population=Population.INWONERS)

    with pytest.raises(QuestionnaireUnfit) as refused:
        version_change.change_to(edition, theirs)

    assert str(refused.value) == (
        "inwoners versie 1 is voor inwoners, deze editie is voor ambtenaren. "
        "Kies een vragenlijst voor die doelgroep."
    )


def test_a_concept_is_refused(edition: Edition, questionnaire: Questionnaire) -> None:
    concept = questionnaires.new_version(questionnaire, by=None)

    with pytest.raises(QuestionnaireUnfit, match="is nog een concept"):
        version_change.change_questionnaire(edition, concept, confirmed=True, by=None)


def test_an_edition_without_answers_can_do_without_a_questionnaire(edition: Edition) -> None:
    version_change.change_questionnaire(edition, None, confirmed=False, by=None)

    assert questionnaire_of(edition) is None


def test_an_edition_with_answers_keeps_a_questionnaire(answered: Edition) -> None:
    with pytest.raises(QuestionnaireUnfit, match="Er zijn al antwoorden in deze editie"):
        version_change.change_questionnaire(answered, None, confirmed=True, by=None)


def test_the_version_before_is_the_one_with_the_next_lower_number(questionnaire: Questionnaire) -> None:
    second = saving.publish_version(2, saving.TYPO)
    fourth = saving.publish_version(4, RENAMED)
    QuestionnaireFactory(version=3)

    before = [version_change.version_before(version) for version in (questionnaire, second, fourth)]
    assert before == [None, questionnaire, second]
    assert version_change.differences(questionnaire, second) == []
    assert version_change.differences(second, fourth) == DIFFERENCES
