"""Real pages in a real Chromium, from gunicorn on the test's database with the static files of production."""

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from respondents.domain import access
from respondents.models import Invitation
from surveys.domain import questionnaires
from surveys.domain.questionnaires import Compiled
from surveys.models import Edition, Questionnaire, Response
from tests.browser.site import Site, collect_static_files, running_site
from tests.browser.watch import Watch
from tests.chromium import running_chromium
from tests.conftest import KeepPublished
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import ResponseFactory
from tests.kept import Kept

PATIENCE = 30_000  # Milliseconds; a page takes 50, on a machine that does nothing else.
MEASURE = Path(__file__).parent / "measure.js"

OpenPage = Callable[..., Page]
Begin = Callable[[dict[str, Any]], Response]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def static_files(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Collected by the first process of the run that needs them."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "static"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            collect_static_files(folder)
    return folder


@pytest.fixture(scope="package")
def site(
    django_db_setup: None, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site"), static_files) as site:
        yield site


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """A page of somebody who was never here before; nothing may be blocked, logged, fetched elsewhere or kept."""
    visits: list[tuple[BrowserContext, Watch]] = []

    def open_page(
        width: int = 1280, *, url: str = site.url, may_fail: bool = False, **options: object
    ) -> Page:
        context = chromium.new_context(
            base_url=url, viewport={"width": width, "height": 800}, locale="nl-NL", **options
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=MEASURE)
        visits.append((context, Watch(context, url, may_fail=may_fail)))
        return context.new_page()

    yield open_page
    for context, watch in visits:
        cookies = context.cookies()
        context.close()
        assert (watch.complaints, watch.elsewhere, cookies) == ([], [], [])


@pytest.fixture(scope="package")
def ambtenaren(keep_published: KeepPublished) -> Kept:
    return keep_published(settings.BASE_DIR / "surveys" / "definitions" / "ambtenaren-2023.yaml")


@pytest.fixture
def questionnaire(ambtenaren: Kept, transactional_db: None) -> Questionnaire:
    """The questionnaire of 2023, published."""
    ambtenaren.put_back()
    return Questionnaire.objects.get(code="ambtenaren")


@pytest.fixture
def compiled(questionnaire: Questionnaire) -> Compiled:
    return questionnaires.compiled(questionnaire.pk)


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition, respondent__gemeente__name="Zwolle")


@pytest.fixture
def link(invitation: Invitation) -> str:
    """The address of the personal link."""
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


@pytest.fixture
def begin(invitation: Invitation) -> Begin:
    """Gives the invitation a response with these answers, or other answers to the one it has."""

    def begin(answers: dict[str, Any]) -> Response:
        response = invitation.response or ResponseFactory(
            edition=invitation.edition, gemeente=invitation.respondent.gemeente
        )
        response.answers = answers
        response.save()
        invitation.response = response
        invitation.save()
        return response

    return begin
