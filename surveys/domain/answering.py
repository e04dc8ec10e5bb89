"""What was typed is stored first and judged after; only sending asks for answers without contradictions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from surveys.domain import closing, flags, merging, reading, routing
from surveys.domain.closing import Arrival
from surveys.domain.questionnaires import Compiled, Page, compiled
from surveys.domain.reading import Reading
from surveys.exceptions import ResponseClosed, ResponseIncomplete
from surveys.kinds import Problem, kind_of
from surveys.kinds.base import LONGEST_STORED_TEXT
from surveys.models import Question, Response


@dataclass(frozen=True)
class QuestionProblem:
    """A problem together with the question and the page on which it can be mended."""

    page: Page
    question: Question
    problem: Problem


@dataclass(frozen=True)
class PageSaved:
    """The state of a page after its save: what contradicts, what was left open, what routing opened and closed on it.

    `typed` is what was posted, `too_long` what of it was stored in part only. `is_aside`: after the close, so that it
    is kept beside the answers that count. `is_moved`: another version asks it on other pages.
    """

    problems: list[QuestionProblem] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)
    opened: list[Question] = field(default_factory=list)
    closed: list[Question] = field(default_factory=list)
    typed: Mapping[str, Any] = field(default_factory=dict)
    too_long: Mapping[str, Any] = field(default_factory=dict)
    is_aside: bool = False
    is_moved: bool = False


def questionnaire_of(response: Response) -> Compiled:
    """The version that the response began on; it finishes on that one."""
    return compiled(response.questionnaire_id)


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
    """The first page to show that nobody has gone on from yet; None if there is none.

    A page that saved by itself has only what was answered on it, not what was seen and left empty.
    """
    return next(
        (
            page
            for page in visible_pages(questionnaire, answers)
            if not _is_seen(questionnaire, page, answers)
        ),
        None,
    )


def _is_seen(questionnaire: Compiled, page: Page, answers: Mapping[str, Any]) -> bool:
    return all(
        code in answers
        for question in shown_on(questionnaire, page, answers)
        for code in kind_of(question).variable_codes(question)
    )


def save_page(
    response: Response, page: Page, data: MultiValueDict[str, str], save_id: uuid.UUID
) -> PageSaved:
    """Stores what was posted, and says what is still to be mended.

    The same post again, with the same save id, changes nothing; what the form did not change overwrites nothing.
    A post that says `autosave` is of a page that somebody is still busy with.
    Raises ResponseClosed before the fieldwork. After it everything is still stored, flagged or set aside.
    """
    came = closing.arrival(response)
    if came is Arrival.TOO_EARLY:
        raise ResponseClosed(response.edition.slug)
    questionnaire = questionnaire_of(response)
    form = merging.form_of(
        response,
        page.slug,
        save_id,
        reading.whole_number(data.get("revision")),
        turn=reading.whole_number(data.get("turn")) or 0,
        by_itself="autosave" in data,
    )
    read = reading.read_page(questionnaire, page, form.shown, data)
    is_stored = merging.write(response, form, read.storable, came)
    return _judged(response, questionnaire, page, read, is_aside=not is_stored)


def _judged(
    response: Response, questionnaire: Compiled, page: Page, read: Reading, *, is_aside: bool
) -> PageSaved:
    now = questionnaire.page_by_slug.get(page.slug)
    if now is None or not read.on_form <= {question.code for question in now.questions}:
        return PageSaved(typed=read.values, is_aside=is_aside, is_moved=True)
    answers = {**response.answers, **read.too_long}
    after = shown_on(questionnaire, now, answers)
    problems = page_problems(now, after, answers)
    return PageSaved(
        problems=[*problems, *_refused(now, after, read, {found.problem.field for found in problems})],
        unanswered=[question for question in after if not is_complete(question, answers)],
        opened=[question for question in after if question.code not in read.on_form],
        closed=[
            question for question in now.questions if question.code in read.on_form and question not in after
        ],
        typed=read.values,
        too_long=read.too_long,
        is_aside=is_aside,
    )


def _refused(page: Page, shown: list[Question], read: Reading, named: set[str]) -> list[QuestionProblem]:
    """What could not be stored as it was posted, where the kind has nothing to say about it already."""
    unknown = [
        QuestionProblem(
            page, question, Problem(name, "Dit antwoord kennen we niet. Kies er een uit de lijst.")
        )
        for question, name in read.unknown
        if question in shown and name not in named
    ]
    text = f"Maak deze tekst korter. We bewaren er {LONGEST_STORED_TEXT:,} tekens van.".replace(",", ".")
    too_long = [
        QuestionProblem(page, question, Problem(code, text))
        for question in shown
        for code in kind_of(question).variable_codes(question)
        if code in read.too_long and code not in named
    ]
    return [*unknown, *too_long]


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

    After the close what was sent stays as it was sent, and a draft is flagged. When the hour is over it stays a draft,
    of which what was saved in time counts as before.
    Raises ResponseIncomplete with what must be mended, ResponseClosed before the fieldwork.
    """
    came = closing.arrival(response)
    if came is Arrival.TOO_EARLY:
        raise ResponseClosed(response.edition.slug)
    locked = Response.objects.select_for_update().get(pk=response.pk)
    if came.is_after_close and locked.is_completed:
        return locked
    if came is Arrival.TOO_LATE:
        locked.is_in_grace, locked.is_late = False, True
        locked.save(update_fields=["is_in_grace", "is_late"])
        return locked
    problems = all_problems(questionnaire_of(locked), locked.answers)
    if problems:
        raise ResponseIncomplete(problems)
    if locked.completed_at is None:
        locked.completed_at = timezone.now()
        locked.is_in_grace, locked.is_late = came is Arrival.IN_GRACE, False
        locked.flags = flags.at_sending(locked)
        locked.save(update_fields=["completed_at", "is_in_grace", "is_late", "flags"])
    return locked
