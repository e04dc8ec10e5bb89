"""What every test stands on: real PostgreSQL and Valkey (from the environment), and a few rows."""

import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_migrate
from django.test import override_settings
from pytest_django import Settings

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.models import Edition, Questionnaire
from tests.factories.surveys import EditionFactory

DATA = Path(__file__).parent / "data"

# How fast examples come says more about what else the machine does than about a test.
hypothesis.settings.register_profile(
    "barometer", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("barometer")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud that the pages were not looked at, for want of a browser."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "Chromium ontbreekt" in str(report.longrepr)
    ]
    if skipped:
        text = f"LET OP: {len(skipped)} browsertests zijn OVERGESLAGEN. Installeer het pakket chromium."
        terminalreporter.write_line(text, red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def static_files_without_collecting() -> Iterator[None]:
    """Static files come from their sources; that hashing them works is shown by the stack's own test."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    with override_settings(STORAGES=storages, WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def surveys_outlive_a_flush() -> None:
    """A test with real transactions empties every table; the rows that a migration made come back after it."""
    migration = import_module("surveys.migrations.0003_the_two_surveys")

    def make_again(**signal: Any) -> None:
        migration.make(apps, None)

    post_migrate.connect(make_again, sender=apps.get_app_config("surveys"), weak=False)


@pytest.fixture
def quiet_valkey(settings: Settings) -> None:
    """Keys of its own in the real Valkey, so that nobody else's crowd is in a test."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def questionnaire(db: None) -> Questionnaire:
    """A short published questionnaire with every kind of question, a route, *anders* and exclusive options."""
    stored = questionnaires.store(read_file(DATA / "every-kind.yaml"))
    return questionnaires.publish(stored, by=None)


@pytest.fixture
def edition(questionnaire: Questionnaire) -> Edition:
    """An open edition with that questionnaire."""
    return EditionFactory(questionnaire=questionnaire)
