"""Test responses are wiped at the opening, and with the concept that they were begun on."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db.models import ProtectedError
from structlog.testing import capture_logs

from barometer.celery import app
from surveys.domain import questionnaires, wiping
from surveys.domain.definition_file import read_file
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Questionnaire, Response, Save
from surveys.tasks import wipe_test_responses
from tests import saving
from tests.conftest import DATA
from tests.factories.respondents import LetterFactory
from tests.factories.surveys import EditionFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def upcoming(questionnaire: Questionnaire) -> Edition:
    return EditionFactory(questionnaire=questionnaire, upcoming=True)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def written_down() -> list[tuple[object, ...]]:
    entries = AuditEntry.objects.filter(verb=AuditVerb.WIPED_TEST_RESPONSES)
    return list(entries.values_list("target", "count", "actor"))


def test_the_opening_wipes_practice_with_all_that_hangs_on_it(upcoming: Edition) -> None:
    tests = [ResponseFactory(edition=upcoming, is_test=True) for _ in range(2)]
    saving.post(tests[0], "oordeel", {"cijfer": "7"})
    letter = LetterFactory(typed=True, response=tests[0])

    with at(upcoming.opens_at - timedelta(seconds=1)):
        assert wiping.wipe_before_opening() == 0
    assert Save.objects.count() == 1
    with at(upcoming.opens_at), capture_logs() as logs:
        assert (wiping.wipe_before_opening(), wiping.wipe_before_opening()) == (2, 0)

    assert (Response.objects.count(), Save.objects.count()) == (0, 0)
    assert not type(letter).objects.filter(pk=letter.pk).exists()
    assert written_down() == [(f"edition:{upcoming.pk}", 2, None)]
    assert logs == [
        {"event": "test responses wiped", "log_level": "info", "edition": upcoming.slug, "count": 2}
    ]


def test_the_opening_wipes_nothing_else(upcoming: Edition) -> None:
    real = ResponseFactory(edition=upcoming)
    ResponseFactory(edition=upcoming, is_test=True)
    elsewhere = ResponseFactory(
        edition=EditionFactory(upcoming=True, opens_at=upcoming.opens_at + timedelta(days=1)), is_test=True
    )

    with at(upcoming.opens_at):
        afterwards = ResponseFactory(edition=upcoming, is_test=True, started_at=upcoming.opens_at)
        wiping.wipe_before_opening()

    assert set(Response.objects.all()) == {real, elsewhere, afterwards}


def test_the_round_of_each_minute_wipes(upcoming: Edition) -> None:
    ResponseFactory(edition=upcoming, is_test=True)
    line = app.conf.beat_schedule["test_responses"]

    with at(upcoming.opens_at):
        wipe_test_responses()

    assert line["task"] == wipe_test_responses.name
    assert not Response.objects.exists()


def test_a_concept_is_replaced_with_its_test_responses() -> None:
    concept = questionnaires.store(read_file(DATA / "every-kind.yaml"))
    edition = EditionFactory()
    test = ResponseFactory(edition=edition, questionnaire=concept, is_test=True)
    saving.post(test, "oordeel", {"cijfer": "7"})

    questionnaires.store(read_file(DATA / "every-kind.yaml").model_copy(update={"title": "Andere titel"}))

    assert (Response.objects.count(), Save.objects.count()) == (0, 0)
    assert Questionnaire.objects.get(code=concept.code).title == "Andere titel"


def test_a_concept_that_stays_as_it_is_keeps_its_test_responses() -> None:
    concept = questionnaires.store(read_file(DATA / "every-kind.yaml"))
    test = ResponseFactory(questionnaire=concept, edition=EditionFactory(), is_test=True)

    questionnaires.store(read_file(DATA / "every-kind.yaml"))

    assert Response.objects.get() == test


def test_a_real_response_is_never_wiped_with_a_concept() -> None:
    concept = questionnaires.store(read_file(DATA / "every-kind.yaml"))
    real = ResponseFactory(questionnaire=concept, edition=EditionFactory())

    with pytest.raises(ProtectedError):
        questionnaires.store(read_file(DATA / "every-kind.yaml").model_copy(update={"title": "Andere titel"}))
    assert Response.objects.get() == real
