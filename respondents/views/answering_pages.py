"""What the respondent's pages show: where you are, what is asked, what is still to be mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from respondents.domain.visits import Visit
from respondents.models import Interview
from respondents.views import kept_pages
from surveys.domain import answering, closing, reading
from surveys.domain.answering import PageSaved, QuestionProblem
from surveys.domain.questionnaires import Compiled, Page
from surveys.kinds import kind_of
from surveys.models import Edition, Question, Response

NOTHING_SAVED = PageSaved()


@dataclass(frozen=True)
class TypedAnswer:
    """What somebody filled in, in words, to be shown back."""

    text: str
    lines: list[str]


def page_url(token: str, page: Page) -> str:
    return reverse("answering:page", args=[token, page.slug])


def resume_url(token: str, questionnaire: Compiled, response: Response | None) -> str:
    """The first page that was not answered yet, or the overview if there is none."""
    unfinished = answering.first_unfinished(questionnaire, response.answers if response else {})
    return page_url(token, unfinished) if unfinished else reverse("answering:overview", args=[token])


def hand_over_url(token: str, visit: Visit) -> str:
    """Where to name a colleague; empty for who has none to name, or has sent the answers."""
    is_completed = visit.response is not None and visit.response.is_completed
    if visit.invitation is None or visit.gemeente_id is None or is_completed:
        return ""
    return reverse("answering:hand_over", args=[token])


def case_url(interview: Interview) -> str:
    """Where the caller goes on after the interview."""
    return reverse("calling:case", args=[interview.case.edition.slug, interview.case.gemeente.code])


def interview_of(visit: Visit) -> dict[str, str]:
    """What the bar above the pages of an interview says; empty for anybody else."""
    if visit.interview is None:
        return {}
    return {"gemeente": str(visit.interview.case.gemeente), "case_url": case_url(visit.interview)}


def next_url(
    request: HttpRequest, token: str, questionnaire: Compiled, page: Page, answers: Mapping[str, Any]
) -> str:
    following = neighbour(questionnaire, page, answers, +1)
    if "back" in request.POST or following is None:
        return reverse("answering:overview", args=[token])
    return page_url(token, following)


def neighbour(questionnaire: Compiled, page: Page, answers: Mapping[str, Any], step: int) -> Page | None:
    """The page that routing shows before (-1) or after (+1) this one."""
    visible = answering.visible_pages(questionnaire, answers)
    candidates = [other for other in visible if (other.index - page.index) * step > 0]
    return min(candidates, key=lambda other: abs(other.index - page.index), default=None)


def render_overview(
    request: HttpRequest,
    token: str,
    visit: Visit,
    response: Response,
    problems: Iterable[QuestionProblem] = (),
) -> HttpResponse:
    questionnaire = answering.questionnaire_of(response)
    visible = answering.visible_pages(questionnaire, response.answers)
    found = [{"url": change_url(token, item.page), "text": item.problem.text} for item in problems]
    context = {
        "edition": response.edition,
        "response": response,
        "parts": [
            overview_part(token, questionnaire, list(pages), response.answers)
            for _, pages in groupby(visible, key=lambda page: page.part)
        ],
        "progress": ["done"] * questionnaire.parts,
        "problems": found,
        "later_url": reverse("answering:later", args=[token]),
        "submit_url": reverse("answering:submit", args=[token]),
        "previous": {"url": page_url(token, visible[-1]), "label": visible[-1].section.title},
        "grace_until": grace_until(response.edition, response),
        "interview": interview_of(visit),
    }
    return render(request, "respondents/answering/overview.html", context, status=422 if found else 200)


def change_url(token: str, page: Page) -> str:
    return f"{page_url(token, page)}?terug=overzicht"


def overview_part(
    token: str, questionnaire: Compiled, pages: list[Page], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """One section: its title, and per page its answers with the way to change them."""
    return {
        "title": pages[0].section.title,
        "pages": [
            {"url": change_url(token, page), "answers": overview_answers(questionnaire, page, answers)}
            for page in pages
        ],
    }


def overview_answers(questionnaire: Compiled, page: Page, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"text": text, "lines": lines, "answered": bool(lines)}
        for question in answering.shown_on(questionnaire, page, answers)
        for text, lines in kind_of(question).lines(question, answers)
    ]


def typed_answers(questionnaire: Compiled, page: Page, request: HttpRequest) -> list[TypedAnswer]:
    """What was posted on the page, for who could not store it."""
    return in_words(questionnaire, reading.read_page(questionnaire, page, {}, request.POST).values)


def in_words(questionnaire: Compiled, typed: Mapping[str, Any]) -> list[TypedAnswer]:
    given = {code: value for code, value in typed.items() if value is not None}
    return [
        TypedAnswer(text, lines)
        for question in questionnaire.questions
        if any(code in given for code in kind_of(question).variable_codes(question))
        for text, lines in [
            *kind_of(question).lines(question, given),
            *unsaid(questionnaire, question, given),
        ]
        if lines
    ]


def unsaid(
    questionnaire: Compiled, question: Question, given: Mapping[str, Any]
) -> list[tuple[str, list[str]]]:
    """Text that the answer in words leaves out, such as *anders, namelijk* without that choice."""
    said = "\n".join(line for _, lines in kind_of(question).lines(question, given) for line in lines)
    codes = frozenset().union(*questionnaire.choices[question.code].values())
    values = [given.get(code) for code in kind_of(question).variable_codes(question)]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    left = [text for text in texts if isinstance(text, str) and text not in codes and text not in said]
    return [(question.text, left)]


def render_late(request: HttpRequest, response: Response, saved: PageSaved = NOTHING_SAVED) -> HttpResponse:
    """Too late: kept beside what counts. A post gets 403, so that no program takes it for an ordinary save."""
    context = {
        "edition": response.edition,
        "response": response,
        "closed_at": response.edition.closes_at,
        "grace_until": closing.grace_ends_at(response.edition),
        "typed": in_words(answering.questionnaire_of(response), saved.typed),
    }
    status = 403 if request.method == "POST" else 200
    return render(request, "respondents/answering/late.html", context, status=status)


def render_moved(request: HttpRequest, token: str, response: Response, saved: PageSaved) -> HttpResponse:
    """The questionnaire was changed while the page was filled in, so its questions stand elsewhere now."""
    questionnaire = answering.questionnaire_of(response)
    context = {
        "edition": response.edition,
        "response": response,
        "action": resume_url(token, questionnaire, response),
        "typed": in_words(questionnaire, saved.typed),
        "boxes": kept_pages.boxes_besides(request, understood(request, questionnaire)),
    }
    return render(request, "respondents/answering/moved.html", context)


def understood(request: HttpRequest, questionnaire: Compiled) -> frozenset[str]:
    """The boxes of this version in which nothing was posted that it does not know."""
    return frozenset(
        name
        for question in questionnaire.questions
        for name in kind_of(question).fields(question)
        if name not in reading.unknown_in(questionnaire, question, request.POST)
    )


def grace_until(edition: Edition, response: Response | None) -> datetime | None:
    """Until when may still be sent, once the edition has closed; a test response has no such end."""
    if response is not None and response.is_test:
        return None
    return closing.grace_ends_at(edition) if timezone.now() >= edition.closes_at else None


def when_closed(edition: Edition) -> str:
    return "before" if timezone.now() < edition.opens_at else "after"
