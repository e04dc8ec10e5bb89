"""The pages on which an analyst looks at every sent response, and says what is done with it, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from surveys.domain import combining, counting
from surveys.domain.data_set import data_set
from surveys.domain.quality import Quality, quality_of
from surveys.domain.questionnaires import compiled
from surveys.enums import AuditVerb, Sifted
from surveys.exceptions import CleaningRefused
from surveys.forms import CombineForm, CountForm, ReasonForm, SiftForm
from surveys.models import AuditEntry, Edition, Response
from surveys.models.response import ResponseQuerySet
from surveys.report.own_answers import own_answers
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 50
MAY_CLEAN = "surveys.change_response"
TRACE = [
    AuditVerb.LEFT_OUT_RESPONSE,
    AuditVerb.COUNTED_RESPONSE,
    AuditVerb.CHOSE_RESPONSE,
    AuditVerb.COMBINED_RESPONSES,
    AuditVerb.SEPARATED_RESPONSES,
    AuditVerb.CORRECTED_GEMEENTE,
]
SIFTED: dict[str, Callable[[ResponseQuerySet], ResponseQuerySet]] = {
    Sifted.ALL: lambda sent: sent,
    Sifted.COUNTS: lambda sent: sent.filter(is_double=False),
    Sifted.LEFT_OUT: lambda sent: sent.filter(is_double=True),
    Sifted.FLAGGED: lambda sent: sent.exclude(flags=[]),
    Sifted.IN_GRACE: lambda sent: sent.filter(is_in_grace=True),
}


@dataclass(frozen=True)
class Line:
    response: Response
    quality: Quality


@require_safe
@staff_page(MAY_CLEAN)
def listing(request: HttpRequest, edition: str) -> HttpResponse:
    """By number, which is the order of beginning; what is remarkable is found out for those of one page only."""
    found = get_object_or_404(Edition, slug=edition)
    form = SiftForm(request.GET)
    wanted = form.cleaned_data["toon"] if form.is_valid() else Sifted.ALL
    sifted = SIFTED[wanted](found.responses.countable().order_by("pk"))
    page = Paginator(sifted, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "title": "Opschonen",
        "subtitle": found.title,
        "edition": found,
        "page": page,
        "lines": lines_of(page),
        "form": SiftForm(initial={"toon": wanted}),
        "filter": urlencode({"toon": wanted}),
        "set": data_set(found),
    }
    return render_staff(request, "surveys/cleaning/list.html", context)


def lines_of(responses: Iterable[Response]) -> list[Line]:
    return [Line(response, quality_of(response)) for response in responses]


@require_safe
@staff_page(MAY_CLEAN)
def page(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    return show(request, response_or_404(edition, pk))


def response_or_404(edition: str, pk: int) -> Response:
    sent = Response.objects.countable().select_related("edition", "questionnaire")
    return get_object_or_404(sent, pk=pk, edition__slug=edition)


def show(
    request: HttpRequest,
    response: Response,
    *,
    count: CountForm | None = None,
    combine: CombineForm | None = None,
    separate: ReasonForm | None = None,
) -> HttpResponse:
    """The response with its forms; one that was refused comes back with what was typed, and why."""
    context = {
        "title": f"Respons {response.pk}",
        "subtitle": response.edition.title,
        "edition": response.edition,
        "response": response,
        "quality": quality_of(response),
        "sections": own_answers(compiled(response.questionnaire_id), response.answers),
        "trace": trace_of(response),
        "is_combined": combining.is_combined(response),
        "count": count or CountForm(auto_id="telt_%s"),
        "combine": combine or CombineForm(auto_id="samen_%s"),
        "separate": separate or ReasonForm(auto_id="los_%s"),
    }
    refused = any(form is not None for form in (count, combine, separate))
    return render_staff(request, "surveys/cleaning/page.html", context, 422 if refused else 200)


def trace_of(response: Response) -> list[AuditEntry]:
    """What was done with it, the last first."""
    acts = AuditEntry.objects.filter(Q(target=f"response:{response.pk}"), verb__in=TRACE)
    return list(acts.select_related("actor"))


@require_POST
@staff_page(MAY_CLEAN)
def act(request: StaffRequest, edition: str, pk: int, what: str) -> HttpResponse:
    acts = {"telt": let_count, "samen": let_combine, "los": let_separate}
    if what not in acts:
        raise Http404
    return acts[what](request, response_or_404(edition, pk))


def let_count(request: StaffRequest, response: Response) -> HttpResponse:
    form = CountForm(request.POST, auto_id="telt_%s")
    if not form.is_valid():
        return show(request, response, count=form)
    reason, by = form.cleaned_data["reason"], request.user
    counts = form.cleaned_data["counts"] == CountForm.YES
    change, now = (
        (counting.count_again, "telt weer mee") if counts else (counting.leave_out, "telt niet meer mee")
    )
    if change(response, reason=reason, by=by):
        messages.success(request, f"Respons {response.pk} {now}. De antwoorden zijn bewaard.")
    else:
        messages.warning(request, f"Er is niets veranderd. Kijk hieronder hoe het nu staat met {response}.")
    return back_to(response)


def let_combine(request: StaffRequest, response: Response) -> HttpResponse:
    form = CombineForm(request.POST, auto_id="samen_%s")
    if not form.is_valid():
        return show(request, response, combine=form)
    other = Response.objects.filter(pk=form.cleaned_data["other"], edition=response.edition).first()
    try:
        if other is None:
            raise CleaningRefused("Die respons is er niet in deze editie. Kijk het nummer na in de lijst.")
        taken = combining.combine(response, other, reason=form.cleaned_data["reason"], by=request.user)
    except CleaningRefused as refusal:
        form.add_error("other", str(refusal))
        return show(request, response, combine=form)
    number = len(taken)
    words = "1 vraag is" if number == 1 else f"{number} vragen zijn"
    messages.success(request, f"{words} aangevuld. Respons {other.pk} telt niet meer mee.")
    return back_to(response)


def let_separate(request: StaffRequest, response: Response) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="los_%s")
    if not form.is_valid():
        return show(request, response, separate=form)
    try:
        combining.separate(response, reason=form.cleaned_data["reason"], by=request.user)
    except CleaningRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, response, separate=form)
    messages.success(
        request, "De antwoorden zijn weer zoals ze zijn verstuurd. De andere respons telt nog niet mee."
    )
    return back_to(response)


def back_to(response: Response) -> HttpResponse:
    return redirect("clean_response", response.edition.slug, response.pk)
