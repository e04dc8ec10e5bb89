"""What was typed is stored first and judged after; only sending asks for answers without contradictions."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from surveys.domain import routing
from surveys.domain.questionnaires import Compiled, Page, compiled
from surveys.exceptions import ResponseClosed, ResponseIncomplete
from surveys.kinds import Problem, kind_of
from surveys.models import Question, Response

# One statement, so that the journal and the answers cannot part, and one round trip.
# A save that the journal has already seen inserts nothing and so changes nothing.
SAVE = """
WITH journal AS (
    INSERT INTO surveys_save (response_id, save_id, content_hash, page, payload, revision)
    SELECT id, %(save_id)s::uuid, %(content_hash)s, %(page)s, %(payload)s::jsonb, revision + 1
    FROM surveys_response WHERE id = %(response_id)s FOR UPDATE
    ON CONFLICT (response_id, save_id, content_hash) DO NOTHING
    RETURNING revision
)
UPDATE surveys_response
SET answers = answers || %(payload)s::jsonb, revision = journal.revision, saved_at = now()
FROM journal WHERE id = %(response_id)s
"""


@dataclass(frozen=True)
class QuestionProblem:
    """A problem together with the question and the page on which it can be mended."""

    page: Page
    question: Question
    problem: Problem


@dataclass(frozen=True)
class PageSaved:
    """The state of a page after its save: what contradicts, what was left open, what routing has opened on it."""

    problems: list[QuestionProblem]
    unanswered: list[Question]
    opened: list[Question]


def questionnaire_of(response: Response) -> Compiled:
    """The version that the response began on; it finishes on that one."""
    return compiled(response.questionnaire_id)


def read_page(
    questionnaire: Compiled, page: Page, answers: Mapping[str, Any], data: MultiValueDict[str, str]
) -> dict[str, Any]:
    """The posted values of the questions that were shown on the page."""
    payload: dict[str, Any] = {}
    for question in shown_on(questionnaire, page, answers):
        payload |= kind_of(question).read(question, data)
    return payload


def shown_on(questionnaire: Compiled, page: Page, answers: Mapping[str, Any]) -> list[Question]:
    visible = {question.code for question in routing.shown(questionnaire.questions, answers)}
    return [question for question in page.questions if question.code in visible]


def visible_pages(questionnaire: Compiled, answers: Mapping[str, Any]) -> list[Page]:
    """The pages with at least one question to show."""
    visible = {question.code for question in routing.shown(questionnaire.questions, answers)}
    return [
        page for page in questionnaire.pages if any(question.code in visible for question in page.questions)
    ]


def first_unfinished(questionnaire: Compiled, answers: Mapping[str, Any]) -> Page | None:
    """The first page to show that was never saved; None if all were."""
    return next(
        (page for page in visible_pages(questionnaire, answers) if not _is_seen(page, answers)),
        None,
    )


def _is_seen(page: Page, answers: Mapping[str, Any]) -> bool:
    return any(
        code in answers for question in page.questions for code in kind_of(question).variable_codes(question)
    )


def save_page(
    response: Response, page: Page, data: MultiValueDict[str, str], save_id: uuid.UUID
) -> PageSaved:
    """Stores what was posted, and says what is still to be mended.

    The same post again, with the same save id, changes nothing. Raises ResponseClosed outside the fieldwork.
    """
    if not (response.edition.is_open or response.is_test):
        raise ResponseClosed(response.edition.slug)
    questionnaire = questionnaire_of(response)
    before = shown_on(questionnaire, page, response.answers)
    payload = read_page(questionnaire, page, response.answers, data)
    _write(response, page.slug, payload, save_id)
    response.refresh_from_db(fields=["answers", "revision", "saved_at"])
    after = shown_on(questionnaire, page, response.answers)
    return PageSaved(
        problems=page_problems(page, after, response.answers),
        unanswered=[question for question in after if not is_complete(question, response.answers)],
        opened=[question for question in after if question not in before],
    )


def _write(response: Response, page: str, payload: dict[str, Any], save_id: uuid.UUID) -> None:
    document = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    values: dict[str, Any] = {
        "response_id": response.pk,
        "save_id": str(save_id),
        "content_hash": hashlib.sha256(f"{page}\n{document}".encode()).hexdigest(),
        "page": page,
        "payload": document,
    }
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)


def is_complete(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether nothing is left to ask for in a friendly way."""
    return question.is_optional or kind_of(question).is_complete(question, answers)


def page_problems(page: Page, questions: list[Question], answers: Mapping[str, Any]) -> list[QuestionProblem]:
    return [
        QuestionProblem(page, question, problem)
        for question in questions
        for problem in kind_of(question).problems(question, answers)
    ]


def all_problems(questionnaire: Compiled, answers: Mapping[str, Any]) -> list[QuestionProblem]:
    return [
        found
        for page in visible_pages(questionnaire, answers)
        for found in page_problems(page, shown_on(questionnaire, page, answers), answers)
    ]


@transaction.atomic
def submit(response: Response) -> Response:
    """Sends the answers; they can still be changed until the close. Sending twice keeps the first time.

    Raises ResponseIncomplete with what must be mended, ResponseClosed outside the fieldwork.
    """
    if not (response.edition.is_open or response.is_test):
        raise ResponseClosed(response.edition.slug)
    locked = Response.objects.select_for_update().get(pk=response.pk)
    problems = all_problems(questionnaire_of(locked), locked.answers)
    if problems:
        raise ResponseIncomplete(problems)
    if locked.completed_at is None:
        locked.completed_at = timezone.now()
        locked.save(update_fields=["completed_at"])
    return locked
