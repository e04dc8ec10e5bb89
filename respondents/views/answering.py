"""The respondent's way: start, pages, overview, send, thanks. A GET stores nothing."""

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.domain import access
from respondents.domain.access import Visit
from respondents.exceptions import HandedOver
from respondents.forms.answering import GemeenteForm
from respondents.views import answering_pages as pages
from respondents.views.link_pages import link_page
from surveys.domain import answering
from surveys.domain.questionnaires import Compiled, Page, compiled
from surveys.exceptions import ResponseClosed, ResponseIncomplete
from surveys.models import Edition

SOURCE = re.compile(r"[^a-z0-9-]+")
LONGEST_SOURCE = 60


@link_page
@require_safe
def start(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if not visit.edition.is_open:
        return closed(request, visit.edition)
    questionnaire = questionnaire_of(visit)
    context = {
        "edition": visit.edition,
        "questionnaire": questionnaire.questionnaire,
        "gemeente": visit.gemeente,
        "resume": visit.response is not None,
        "is_completed": visit.response is not None and visit.response.is_completed,
        "action": pages.resume_url(token, questionnaire, visit.response),
        "hand_over_url": pages.hand_over_url(token, visit),
    }
    return render(request, "respondents/answering/start.html", context)


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_start(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition.objects.select_related("questionnaire"), slug=edition)
    if not found.is_open or found.questionnaire is None:
        return closed(request, found)
    form = GemeenteForm(found, request.POST) if request.method == "POST" else GemeenteForm(found)
    asks_gemeente = bool(found.questionnaire.gemeente_text)
    if request.method == "POST" and (form.is_valid() or not asks_gemeente):
        gemeente = form.cleaned_data.get("gemeente")
        _, token = access.begin_open(found, gemeente=gemeente, source=source_of(request))
        return redirect("answering:page", token, compiled(found.questionnaire.pk).pages[0].slug)
    context = {
        "edition": found,
        "questionnaire": found.questionnaire,
        "is_open_link": True,
        "form": form if asks_gemeente else None,
        "action": request.get_full_path(),
        "problems": [{"id": "gemeente", "text": text} for text in form.errors.get("gemeente", [])],
    }
    status = 422 if form.errors else 200
    return render(request, "respondents/answering/start.html", context, status=status)


def source_of(request: HttpRequest) -> str:
    """The `bron` of the open link as small letters, digits and dashes."""
    return SOURCE.sub("-", request.GET.get("bron", "").lower()).strip("-")[:LONGEST_SOURCE]


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, page: str) -> HttpResponse:
    visit = visit_or_404(token)
    if not visit.edition.is_open:
        return closed(request, visit.edition)
    questionnaire = questionnaire_of(visit)
    asked = page_or_404(questionnaire, page)
    if request.method == "POST":
        return save(request, token, visit, questionnaire, asked)
    return pages.render_page(request, token, visit, questionnaire, asked)


def save(
    request: HttpRequest, token: str, visit: Visit, questionnaire: Compiled, asked: Page
) -> HttpResponse:
    """Stores what was typed, then goes on, or shows what is left to mend or to answer on this page."""
    if visit.response is None and is_empty(questionnaire, asked, request):
        return redirect(pages.next_url(request, token, questionnaire, asked, {}))
    response = access.begin(visit)
    try:
        saved = answering.save_page(response, asked, request.POST, save_id_of(request))
    except ResponseClosed:
        return closed(request, visit.edition)
    if "later" in request.POST:
        return redirect("answering:later", token)
    must_stay = saved.problems or (saved.unanswered and "prompted" not in request.POST)
    if saved.opened and not saved.problems:
        return redirect(f"{request.path}#{saved.opened[0].code}")
    if must_stay:
        stored = Visit(visit.edition, visit.gemeente, response, visit.invitation)
        return pages.render_page(request, token, stored, questionnaire, asked, saved)
    return redirect(pages.next_url(request, token, questionnaire, asked, response.answers))


def is_empty(questionnaire: Compiled, asked: Page, request: HttpRequest) -> bool:
    """Nothing was answered: a mail scanner that submits the form must not begin a response."""
    payload = answering.read_page(questionnaire, asked, {}, request.POST)
    return all(value is None for value in payload.values())


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
    if not visit.edition.is_open:
        return closed(request, visit.edition)
    if visit.response is None:
        return redirect("answering:start", token)
    return pages.render_overview(request, token, visit.response)


@link_page
@require_POST
def submit(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if visit.response is None:
        return redirect("answering:start", token)
    try:
        answering.submit(visit.response)
    except ResponseClosed:
        return closed(request, visit.edition)
    except ResponseIncomplete as refusal:
        return pages.render_overview(request, token, visit.response, refusal.problems)
    return redirect("answering:thanks", token)


@link_page
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if visit.response is None or not visit.response.is_completed:
        return redirect("answering:start", token)
    change_url = reverse("answering:overview", args=[token]) if visit.edition.is_open else None
    context = {
        "response": visit.response,
        "edition": visit.edition,
        "change_url": change_url,
        "answers_url": reverse("answering:answers", args=[token]),
        "answers_pdf_url": reverse("answering:answers_pdf", args=[token]),
    }
    return render(request, "respondents/answering/thanks.html", context)


def closed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Not open yet, or no more; a post gets 403, so that no program takes it for stored."""
    when = pages.when_closed(edition)
    status = 403 if request.method == "POST" else 200
    return render(
        request, "respondents/answering/closed.html", {"edition": edition, "when": when}, status=status
    )


def visit_or_404(token: str) -> Visit:
    """Raises HandedOver if a colleague took over; `link_page` leads to the page that says so."""
    visit = access.find_visit(token)
    if visit is None or visit.edition.questionnaire_id is None:
        raise Http404
    if visit.invitation is not None and visit.invitation.handed_over_at is not None:
        raise HandedOver
    return visit


def questionnaire_of(visit: Visit) -> Compiled:
    """The version that the response began on, else the one of the edition."""
    if visit.response is not None:
        return answering.questionnaire_of(visit.response)
    return compiled(access.questionnaire_id_of(visit.edition))


def page_or_404(questionnaire: Compiled, slug: str) -> Page:
    if slug not in questionnaire.page_by_slug:
        raise Http404
    return questionnaire.page_by_slug[slug]
