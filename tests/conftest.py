"""What every test stands on: real PostgreSQL and Valkey (from the environment), and a few rows."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, override_settings
from pytest_django import DjangoDbBlocker, Settings

from surveys import fragments
from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.models import Edition, Questionnaire
from tests import workers
from tests.factories.surveys import EditionFactory
from tests.kept import Kept
from tests.migrated import Migrated

KeepPublished = Callable[[Path], Kept]
TESTS = Path(__file__).parent
DATA = TESTS / "data"
# Where tests take long or wait: they go first, so that no process is left alone with one at the end.
FIRST = ("localstack", "journeys", "drills", "browser")

# How fast examples come says more about what else the machine does than about a test.
hypothesis.settings.register_profile(
    "barometer", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("barometer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(TESTS).parts[0]
        return FIRST.index(folder) if folder in FIRST else len(FIRST)

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud that the pages were not looked at, for want of a browser."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "Chromium ontbreekt" in str(report.longrepr)
    ]
    if skipped:
        text = f"LET OP: {len(skipped)} browsertests zijn OVERGESLAGEN. Installeer het pakket chromium-headless-shell."
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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, testrun_uid: str
) -> Migrated:
    with django_db_blocker.unblock():
        database = Migrated(testrun_uid)
        if database.is_there:
            connection.settings_dict["TEST"]["TEMPLATE"] = database.name
    return database


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: Migrated, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Kept]:
    """A test with real transactions leaves the rows that the migrations made, and no others."""
    with django_db_blocker.unblock():
        django_db_modify_db_settings.settle()
        migrated = Kept("migrated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: migrated.put_back_alone())
        yield migrated


@pytest.fixture(scope="session")
def migrated(django_db_modify_db_settings: Migrated, django_db_setup: Kept) -> str:
    """The address of a database as the migrations leave it, to copy from."""
    return workers.database_url(django_db_modify_db_settings.name)


@pytest.fixture(scope="session")
def keep_published(django_db_setup: Kept, django_db_blocker: DjangoDbBlocker) -> KeepPublished:
    """Keeps the rows of a questionnaire file, stored and published; the database stays as it was."""

    def keep_published(file: Path) -> Kept:
        with django_db_blocker.unblock():
            questionnaires.publish(questionnaires.store(read_file(file)), by=None)
            rows = Kept(file.stem)
            django_db_setup.put_back_alone()
        return rows

    return keep_published


@pytest.fixture(scope="session")
def every_kind(keep_published: KeepPublished) -> Kept:
    return keep_published(DATA / "every-kind.yaml")


@pytest.fixture
def quiet_valkey(settings: Settings) -> None:
    """Keys of its own in the real Valkey, so that nobody else's crowd is in a test."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def questionnaire(every_kind: Kept, db: None, monkeypatch: pytest.MonkeyPatch) -> Questionnaire:
    """A short published questionnaire with every kind of question, a route, *anders* and exclusive options."""
    every_kind.put_back()
    # Its numbers are those of an earlier test; what that left in this process must not be found again.
    monkeypatch.setattr(questionnaires, "_PUBLISHED", {})
    monkeypatch.setattr(fragments, "_FRAGMENTS", {})
    return Questionnaire.objects.get(code="elke-soort", version=1)


@pytest.fixture
def edition(questionnaire: Questionnaire) -> Edition:
    """An open edition with that questionnaire."""
    return EditionFactory(questionnaire=questionnaire)
