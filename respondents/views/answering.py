"""The respondent's way: start, pages, overview, send, thanks. A GET stores nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.domain import access, calling, interviews, joining, visits
from respondents.domain.visits import Visit
from respondents.exceptions import HandedOver
from respondents.views import answering_pages as pages
from respondents.views import autosaves
from respondents.views.answering_pages import TypedAnswer
from respondents.views.link_pages import link_page
from respondents.views.question_page import render_page
from surveys.domain import answering, closing, reading
from surveys.domain.answering import PageSaved
from surveys.domain.questionnaires import Compiled, Page, compiled
from surveys.exceptions import ResponseClosed, ResponseIncomplete
from surveys.kinds import kind_of
from surveys.models import Edition, Response


@link_page
@require_safe
def start(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if not closing.may_answer(visit.edition, visit.response):
        return closed(request, visit.edition)
    questionnaire = questionnaire_of(visit)
    context = {
        "edition": visit.edition,
        "questionnaire": questionnaire.questionnaire,
        "minutes": visit.edition.minutes_of(questionnaire.questionnaire),
        "gemeente": visit.gemeente,
        "response": visit.response,
        "resume": visit.response is not None and bool(visit.response.answers),
        "is_completed": visit.response is not None and visit.response.is_completed,
        "action": pages.resume_url(token, questionnaire, visit.response),
        "hand_over_url": pages.hand_over_url(token, visit),
        "joined_at": joining.joined_at(visit.invitation),
        "interview": pages.interview_of(visit),
        "not_me_url": reverse("answering:not_me", args=[token]),
    }
    return render(request, "respondents/answering/start.html", context)


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, page: str) -> HttpResponse:
    visit = visit_or_404(token)
    questionnaire = questionnaire_of(visit)
    asked = reading.page_of_form(questionnaire, page, request.POST)
    if asked is None:
        raise Http404
    if request.method == "POST":
        return save(request, token, visit, questionnaire, asked)
    if not closing.may_answer(visit.edition, visit.response):
        return closed(request, visit.edition)
    answers = visit.response.answers if visit.response else {}
    if not answering.shown_on(questionnaire, asked, answers):
        return redirect(pages.next_url(request, token, questionnaire, asked, answers))
    return render_page(request, token, visit, questionnaire, asked)


def save(
    request: HttpRequest, token: str, visit: Visit, questionnaire: Compiled, asked: Page
) -> HttpResponse:
    """Stores what was typed, then goes on, or shows what is left to mend or to answer on this page."""
    if visit.response is None and visit.edition.is_open and is_empty(questionnaire, asked, request):
        if autosaves.is_autosave(request):
            return autosaves.nothing()
        next_url = pages.next_url(request, token, questionnaire, asked, {})
        return redirect("answering:later", token) if "later" in request.POST else redirect(next_url)
    try:
        response = visits.begin(visit)
        saved = answering.save_page(response, asked, request.POST, save_id_of(request))
        if visit.interview is not None:
            calling.keep(visit.interview.case, by=visit.interview.caller_id)
    except ResponseClosed:
        return closed(request, visit.edition, pages.typed_answers(questionnaire, asked, request))
    except Response.DoesNotExist as erased:
        raise Http404 from erased
    onward = access.onward_token(token, response)
    return after_save(request, onward, replace(visit, response=response), asked, saved)


def after_save(request: HttpRequest, token: str, visit: Visit, asked: Page, saved: PageSaved) -> HttpResponse:
    assert visit.response is not None
    response, questionnaire = visit.response, questionnaire_of(visit)
    if autosaves.is_autosave(request):
        return autosaves.saved(pages.page_url(token, asked), response, saved)
    if saved.is_aside:
        return pages.render_late(request, response, saved)
    if saved.is_moved:
        return pages.render_moved(request, token, response, saved)
    if "later" in request.POST and not saved.too_long:
        return redirect("answering:later", token)
    if saved.opened and not saved.problems:
        return redirect(f"{pages.page_url(token, asked)}#{saved.opened[0].code}")
    now = questionnaire.page_by_slug[asked.slug]
    if saved.problems or (saved.unanswered and "prompted" not in request.POST):
        return render_page(request, token, visit, questionnaire, now, saved)
    return redirect(pages.next_url(request, token, questionnaire, now, response.answers))


def is_empty(questionnaire: Compiled, asked: Page, request: HttpRequest) -> bool:
    """Nothing was answered by a person: a mail scanner that submits the form must not begin a response."""
    read = reading.read_page(questionnaire, asked, {}, request.POST)
    can_begin = (kind_of(question).can_begin(question, read.values) for question in asked.questions)
    return not read.unknown and not any(can_begin)


def save_id_of(request: HttpRequest) -> uuid.UUID:
    """The id that the page was given; without a usable one each post is a save of its own."""
    try:
        return uuid.UUID(request.POST.get("save_id", ""))
    except ValueError:
        return uuid.uuid4()


@link_page
@require_safe
def overview(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if not closing.may_answer(visit.edition, visit.response):
        return closed(request, visit.edition)
    if visit.response is None:
        return redirect("answering:start", token)
    return pages.render_overview(request, token, visit, visit.response)


@link_page
@require_POST
def submit(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if visit.response is None:
        return redirect("answering:start", token)
    try:
        joining.submit(visit)
    except ResponseClosed:
        return closed(request, visit.edition)
    except ResponseIncomplete as refusal:
        return pages.render_overview(request, token, visit, visit.response, refusal.problems)
    except Response.DoesNotExist as erased:
        raise Http404 from erased
    if visit.interview is not None:
        interviews.end(visit.interview)
        return redirect(pages.case_url(visit.interview))
    return redirect("answering:thanks", token)


@link_page
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if visit.response is not None and visit.response.is_late:
        return pages.render_late(request, visit.response)
    if visit.response is None or not visit.response.is_completed:
        return redirect("answering:start", token)
    may_change = closing.may_answer(visit.edition, visit.response)
    context = {
        "response": visit.response,
        "edition": visit.edition,
        "change_url": reverse("answering:overview", args=[token]) if may_change else None,
        "answers_url": reverse("answering:answers", args=[token]),
        "answers_pdf_url": reverse("answering:answers_pdf", args=[token]),
        "invited_url": None if visit.invitation else reverse("answering:invited", args=[token]),
    }
    return render(request, "respondents/answering/thanks.html", context)


def closed(request: HttpRequest, edition: Edition, typed: Sequence[TypedAnswer] = ()) -> HttpResponse:
    """Not open yet, or no more; a post gets 403, so that no program takes it for stored, and what it typed."""
    context = {"edition": edition, "when": pages.when_closed(edition), "typed": typed}
    status = 403 if request.method == "POST" else 200
    return render(request, "respondents/answering/closed.html", context, status=status)


def visit_or_404(token: str) -> Visit:
    """Raises HandedOver if a colleague took over; `link_page` leads to the page that says so."""
    visit = visits.find_visit(token)
    if visit is None or (visit.response is None and visit.edition.questionnaire_id is None):
        raise Http404
    if visit.invitation is not None and visit.invitation.handed_over_at is not None:
        raise HandedOver
    return visit


def questionnaire_of(visit: Visit) -> Compiled:
    """The version that the response began on, else the one of the edition."""
    if visit.response is not None:
        return answering.questionnaire_of(visit.response)
    return compiled(visits.questionnaire_id_of(visit.edition))
