"""The way in by the open link: it asks for the gemeente, and stores nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from respondents.domain import crowd, starts
from respondents.domain.crowd import Entry, Queue
from respondents.domain.starts import Start
from respondents.forms.answering import HONEYPOT, OpenStartForm
from respondents.views.answering import closed
from respondents.views.link_pages import link_page
from surveys.domain.questionnaires import compiled
from surveys.enums import ResponseFlag
from surveys.models import Edition


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(
        Edition.objects.select_related("questionnaire", "organisation", "co_organisation"), slug=edition
    )
    if not found.is_open or found.questionnaire is None:
        return closed(request, found)
    if request.method != "POST":
        return render_start(request, found, OpenStartForm(found), crowd.queue(found))
    form = OpenStartForm(found, request.POST)
    if not form.is_valid():
        return render_start(request, found, form, crowd.queue(found), status=422)
    entry = crowd.enter(found, gemeente=form.gemeente_code, proof=form.cleaned_data["proof"])
    if isinstance(entry, Queue):
        return render_start(request, found, form, entry, must_wait=True)
    return redirect("answering:page", token_of(request, form, entry), first_page(found.questionnaire.pk))


def token_of(request: HttpRequest, form: OpenStartForm, entry: Entry) -> str:
    gemeente = form.cleaned_data.get("gemeente")
    return starts.token_of(
        Start(
            edition_id=form.edition.pk,
            gemeente_id=gemeente.pk if gemeente else None,
            source=starts.clean_source(request.GET.get("bron", "")),
            key=entry.key,
            at=starts.now(),
            flags=(*entry.flags, *([ResponseFlag.HONEYPOT] if form.is_caught else [])),
        )
    )


def first_page(questionnaire_id: int) -> str:
    return compiled(questionnaire_id).pages[0].slug


def render_start(
    request: HttpRequest,
    edition: Edition,
    form: OpenStartForm,
    queue: Queue | None,
    *,
    must_wait: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "edition": edition,
        "questionnaire": edition.questionnaire,
        "form": form,
        "action": request.get_full_path(),
        "problems": [{"id": "gemeente", "text": text} for text in form.errors.get("gemeente", [])],
        "honeypot": HONEYPOT,
        "queue": queue,
        "must_wait": must_wait,
    }
    return render(request, "respondents/answering/open_start.html", context, status=status)
