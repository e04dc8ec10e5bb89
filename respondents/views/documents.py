"""To read beforehand, to keep and to print: the questionnaire, and one's own answers. A GET stores nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from respondents.views.answering import visit_or_404
from respondents.views.link_pages import link_page
from surveys.domain import answering
from surveys.enums import QuestionnaireStatus
from surveys.models import Edition
from surveys.report import questionnaire_pdf
from surveys.report.own_answers import changed_at, own_answers

# A new version of the questionnaire, or another closing date, is seen by everybody within this time.
SECONDS_CACHED = 10 * 60


@require_safe
@cache_control(public=True, max_age=SECONDS_CACHED)
def questionnaire(_request: HttpRequest, edition: str) -> HttpResponse:
    """For everybody, before, during and after the fieldwork: nothing in it is about a person."""
    published = Edition.objects.filter(questionnaire__status=QuestionnaireStatus.PUBLISHED)
    found = get_object_or_404(published, slug=edition)
    address = settings.PUBLIC_URL + reverse("answering:open", args=[found.slug])
    return pdf(questionnaire_pdf.empty_pdf(found, address=address), f"vragenlijst-{found.slug}.pdf")


@link_page
@require_safe
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """A plain page that prints well; after the close it is still there."""
    visit = visit_or_404(token)
    if visit.response is None:
        return redirect("answering:start", token)
    context = {
        "edition": visit.edition,
        "gemeente": visit.gemeente,
        "response": visit.response,
        "changed_at": changed_at(visit.response),
        "sections": own_answers(answering.questionnaire_of(visit.response), visit.response.answers),
        "pdf_url": reverse("answering:answers_pdf", args=[token]),
    }
    return without_index(render(request, "respondents/answering/answers.html", context))


@link_page
@require_safe
def answers_pdf(_request: HttpRequest, token: str) -> HttpResponse:
    visit = visit_or_404(token)
    if visit.response is None:
        return redirect("answering:start", token)
    name = visit.response.receipt if visit.response.is_completed else "concept"
    made = questionnaire_pdf.answers_pdf(visit.response, visit.gemeente)
    return without_index(pdf(made, f"antwoorden-{visit.edition.slug}-{name}.pdf"))


def pdf(content: bytes, filename: str) -> HttpResponse:
    """Opens in the browser, and is called something that is found again when it is saved."""
    disposition = content_disposition_header(as_attachment=False, filename=filename)
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition or ""}
    )


def without_index(page: HttpResponse) -> HttpResponse:
    page["X-Robots-Tag"] = "noindex, nofollow"
    return page
