"""A respondent's pages against a view with the same middleware that reads one row, or stores one durably.

Through the WSGI application in this process, on all pages of the questionnaire of 2023, filled in.
"""

import io
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from barometer.urls import urlpatterns as site_urlpatterns
from respondents.domain import access
from respondents.models import Invitation
from surveys.domain import questionnaires
from surveys.domain.definition import Definition, PagePart, SectionPart
from surveys.domain.definition_file import read_file
from surveys.domain.questionnaires import Compiled, Page
from surveys.kinds import kind_of
from surveys.models import Edition, Save
from tests.benchmarks import Figure, cpu_seconds, seconds
from tests.browser.answers import ANSWERS
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, ResponseFactory

FORM = "application/x-www-form-urlencoded"
STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
TIMES, RESPONDENTS = 3, 7
# What LimeSurvey was measured on.
QUESTIONS, GROUPS = 25, 6


def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(Edition.objects.get(pk=pk).title)


@csrf_exempt
@transaction.atomic
def store_one(request: HttpRequest, pk: int) -> HttpResponse:
    Save.objects.create(response_id=pk, save_id=uuid.uuid4(), page="floor", payload={}, revision=0)
    return HttpResponse("Opgeslagen.")


urlpatterns = [
    path("floor/read/<int:pk>/", read_one),
    path("floor/store/<int:pk>/", store_one),
    *site_urlpatterns,
]


class Visitor:
    """Asks the application as a web server does; `asked` counts the requests."""

    def __init__(self) -> None:
        self.application = WSGIHandler()
        self.asked = 0

    def get(self, address: str) -> str:
        return self._ask("GET", address, b"", 200)

    def post(self, address: str, boxes: Mapping[str, Any], expected: int = 303) -> str:
        return self._ask("POST", address, urlencode(boxes, doseq=True).encode(), expected)

    def _ask(self, method: str, address: str, body: bytes, expected: int) -> str:
        self.asked += 1
        status = ""

        def start_response(given: str, headers: Any, error: Any = None) -> None:
            nonlocal status
            status = given

        answer = self.application(environ(method, address, body), start_response)
        html = b"".join(answer).decode()
        answer.close()
        assert status.startswith(str(expected)), (address, status)
        return html


def environ(method: str, address: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ORIGIN": "https://localhost",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "https",
    }


def figures() -> Iterator[Figure]:
    keep_lines_of_the_log_to_ourselves()
    with override_settings(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], STORAGES=STATIC, SECURE_SSL_REDIRECT=False
    ):
        yield from measured(compiled_2023())


def keep_lines_of_the_log_to_ourselves() -> None:
    """They are written, for they are part of what a request costs."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(io.StringIO())


def compiled_2023() -> Compiled:
    return stored(read_file(Path("surveys/definitions/ambtenaren-2023.yaml")))


def stored(definition: Definition) -> Compiled:
    kept = questionnaires.store(definition)
    return questionnaires.compiled(questionnaires.publish(kept, by=None).pk)


def measured(questionnaire: Compiled) -> Iterator[Figure]:
    edition = EditionFactory(
        questionnaire=questionnaire.questionnaire, closes_at=timezone.now() + timedelta(days=1)
    )
    response = ResponseFactory(edition=edition, answers=ANSWERS)
    base = link_of(InvitationFactory(edition=edition, response=response))
    visitor = Visitor()
    pages = {f"{base}{page.slug}/": posted(page) for page in questionnaire.pages}

    def view() -> None:
        for address in list(pages) * TIMES:
            visitor.get(address)

    def save() -> None:
        for address, boxes in list(pages.items()) * TIMES:
            visitor.post(address, boxes | {"save_id": str(uuid.uuid4())})

    def read() -> None:
        for _ in range(len(pages) * TIMES):
            visitor.get(f"/floor/read/{edition.pk}/")

    def store() -> None:
        for _ in range(len(pages) * TIMES):
            visitor.post(f"/floor/store/{response.pk}/", {}, expected=200)

    for work in (view, save, read, store):
        work()
    yield from ratios("view", read, view, "a row read")
    yield from ratios("save", store, save, "a row stored")
    yield from statements(visitor, pages)
    yield from whole_way(visitor, questionnaire, "2023", promised=False)
    yield from whole_way(visitor, compiled_like_the_measured_one(), "25 questions in 6 groups", promised=True)


def link_of(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def posted(page: Page) -> dict[str, Any]:
    """What the browser sends of a page that was filled in."""
    boxes: dict[str, Any] = {"prompted": "1"}
    for question in page.questions:
        boxes |= kind_of(question).form_data(question, ANSWERS)
    return {name: value for name, value in boxes.items() if value is not None}


def ratios(what: str, floor: Callable[[], None], ours: Callable[[], None], against: str) -> Iterator[Figure]:
    """Above 1 is faster than the floor; the clock counts the disk too."""
    for measure, by in ((seconds, "clock"), (cpu_seconds, "CPU")):
        fastest, spent = measure((floor, ours))
        yield Figure(f"page {what} / {against}, by the {by}", f"{fastest / spent:.2f}", ">= 0.5, aim 0.8")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement; Django's own list begins anew with each request."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def statements(visitor: Visitor, pages: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    address, boxes = next(iter(pages.items()))
    with counted() as viewed:
        visitor.get(address)
    with counted() as saved:
        visitor.post(address, boxes)
    yield Figure("statements of a view", str(len(viewed)), "<= 2, aim 1")
    yield Figure("statements of a save", str(len(saved)), "<= 3, aim 1")


def compiled_like_the_measured_one() -> Compiled:
    """Of the size on which LimeSurvey was measured: 25 questions of 2023 in six groups of one page each."""
    whole = read_file(Path("surveys/definitions/ambtenaren-2023.yaml"))
    asked = [question for section in whole.sections for page in section.pages for question in page.questions]
    asked = [question for question in asked if question.show_if is None][:QUESTIONS]
    sections = [
        SectionPart(code=f"groep-{number + 1}", title=f"Groep {number + 1}", pages=[PagePart(questions=part)])
        for number in range(GROUPS)
        for part in [asked[number::GROUPS]]
    ]
    assert len(asked) == QUESTIONS
    return stored(whole.model_copy(update={"code": "gemeten", "sections": sections}))


def whole_way(visitor: Visitor, questionnaire: Compiled, what: str, *, promised: bool) -> Iterator[Figure]:
    """From the first page to the thanks, every page asked for and posted."""
    edition = EditionFactory(
        questionnaire=questionnaire.questionnaire, closes_at=timezone.now() + timedelta(days=1)
    )
    invitations = iter(InvitationFactory.create_batch(RESPONDENTS + 2, edition=edition))

    def answer() -> None:
        base = link_of(next(invitations))
        visitor.get(base)
        for page in questionnaire.pages:
            visitor.get(f"{base}{page.slug}/")
            visitor.post(f"{base}{page.slug}/", posted(page) | {"save_id": str(uuid.uuid4())})
        visitor.get(f"{base}overzicht/")
        visitor.post(f"{base}versturen/", {})
        visitor.get(f"{base}bedankt/")

    answer()
    visitor.asked = 0
    with counted() as sent:
        answer()
    requests = visitor.asked
    assert edition.responses.completed().count() == 2
    (spent,) = cpu_seconds([answer], rounds=RESPONDENTS)
    label = f"{what}, {requests} requests"
    yield Figure(f"CPU of a respondent, {label}", f"{spent * 1000:.0f} ms", "<= 50 ms" if promised else "")
    yield Figure(f"statements of a respondent, {label}", str(len(sent)), "<= 40" if promised else "")
