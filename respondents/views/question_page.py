"""A page of questions: where you are, what is asked, what is still to be mended.

What stands around the questions is the same for everybody who comes by the same way, so it is drawn once as well; each
visit puts in what is its own.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.timezone import localtime

from respondents.domain import visits
from respondents.domain.visits import Visit
from respondents.views import answering_pages as pages
from surveys import fragments
from surveys.domain import answering
from surveys.domain.answering import PageSaved
from surveys.domain.questionnaires import Compiled, Page
from surveys.models import Question

# Stands in a drawn frame where something of one visit belongs; no text of a questionnaire has it.
MARK = f"~{secrets.token_hex(8)}~"
_FRAMES: dict[tuple[Any, ...], list[str]] = {}

Own = Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """All of a page that is not of one visit alone."""

    questionnaire: Compiled
    page: Page
    previous: Page | None
    following: Page | None
    minutes: int
    goes_back: bool
    hands_over: bool
    is_test: bool
    is_saved: bool
    interview: dict[str, str]
    grace_until: datetime | None
    problems: list[dict[str, str]] = field(default_factory=list)
    prompts: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_usual(self) -> bool:
        """Whether many others get the same frame."""
        is_special = self.is_test or self.interview or self.grace_until or self.problems or self.prompts
        return self.questionnaire.questionnaire.is_published and not is_special

    @property
    def key(self) -> tuple[Any, ...]:
        neighbours = (self.previous and self.previous.slug, self.following and self.following.slug)
        switches = (self.minutes, self.goes_back, self.hands_over, self.is_saved)
        return (self.questionnaire.questionnaire.pk, self.page.slug, *neighbours, *switches)


def render_page(
    request: HttpRequest,
    token: str,
    visit: Visit,
    questionnaire: Compiled,
    page: Page,
    saved: PageSaved = pages.NOTHING_SAVED,
) -> HttpResponse:
    response = visit.response
    answers = {**(response.answers if response else {}), **saved.too_long}
    frame = Frame(
        questionnaire=questionnaire,
        page=page,
        previous=pages.neighbour(questionnaire, page, answers, -1),
        following=pages.neighbour(questionnaire, page, answers, +1),
        minutes=visit.edition.minutes_of(questionnaire.questionnaire),
        goes_back="terug" in request.GET or "back" in request.POST,
        hands_over=bool(pages.hand_over_url(token, visit)),
        is_test=response is not None and response.is_test,
        is_saved=response is not None and bool(answers),
        interview=pages.interview_of(visit),
        grace_until=pages.grace_until(visit.edition, response),
        problems=[{"id": found.problem.field, "text": found.problem.text} for found in saved.problems],
        prompts=[] if saved.problems else prompts(saved.unanswered),
    )
    own = {
        "token": token,
        "questions": fragments.draw(
            answering.shown_on(questionnaire, page, answers),
            answers,
            [found.problem for found in saved.problems],
            is_published=questionnaire.questionnaire.is_published,
            rotation=visits.rotation_of(visit),
        ),
        "revision": response.revision if response else 0,
        "save_id": uuid.uuid4(),
        "saved_at": f"{localtime(response.saved_at):%H:%M}" if response else "",
    }
    html = fill(frame, own) if frame.is_usual else draw(frame, own)
    return HttpResponse(html, status=422 if saved.problems else 200)


def fill(frame: Frame, own: Own) -> str:
    """The page, by the frame as it was drawn before."""
    texts = _FRAMES.get(frame.key)
    if texts is None:
        marked = {name: f"{MARK}{name}{MARK}" for name in own}
        texts = _FRAMES[frame.key] = draw(frame, marked).split(MARK)
    # What stands between two marks is a name; the texts and the names take turns.
    return "".join(
        str(conditional_escape(own[text])) if index % 2 else text for index, text in enumerate(texts)
    )


def draw(frame: Frame, own: Own) -> str:
    page, token, questionnaire = frame.page, own["token"], frame.questionnaire
    context = {
        **own,
        "page": page,
        "part": page.part,
        "parts": questionnaire.parts,
        "progress": progress(questionnaire, page),
        "minutes_left": minutes_left(frame),
        "previous": frame.previous and previous_link(token, frame.previous, page),
        "next_label": next_label(frame),
        "hand_over_url": reverse("answering:hand_over", args=[token]) if frame.hands_over else "",
        "version": questionnaire.questionnaire.version,
        "back": frame.goes_back,
        "is_test": frame.is_test,
        "is_saved": frame.is_saved,
        "interview": frame.interview,
        "grace_until": frame.grace_until,
        "problems": frame.problems,
        "prompts": frame.prompts,
    }
    return render_to_string("respondents/answering/page.html", context)


def prompts(questions: Iterable[Question]) -> list[dict[str, str]]:
    return [
        {"id": question.code, "text": f"{question.number} {question.text}".strip()} for question in questions
    ]


def progress(questionnaire: Compiled, page: Page) -> list[str]:
    return [
        "done" if part < page.part else "now" if part == page.part else "todo"
        for part in range(1, questionnaire.parts + 1)
    ]


def minutes_left(frame: Frame) -> int:
    """The time of the whole, shared out over the pages, and never less than a minute."""
    pages_in_all = len(frame.questionnaire.pages)
    return max(1, round(frame.minutes * (pages_in_all - frame.page.index) / pages_in_all))


def previous_link(token: str, previous: Page, page: Page) -> dict[str, str]:
    label = "" if previous.part == page.part else previous.section.title
    return {"url": pages.page_url(token, previous), "label": label}


def next_label(frame: Frame) -> str:
    if frame.goes_back:
        return "Terug naar het overzicht"
    if frame.following is None:
        return "Verder naar controleren"
    is_same_part = frame.following.part == frame.page.part
    return "Verder" if is_same_part else f"Verder naar {frame.following.section.title}"
