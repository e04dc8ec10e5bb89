"""The pages of a caller: which gemeenten have not answered, and one of them with its people."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import calling, interviews
from respondents.exceptions import InterviewRefused
from respondents.models import Case, Invitation
from surveys.models import Edition, Gemeente
from surveys.views.staff import StaffRequest, newest_edition_or_404, render_staff, staff_page

CALL = "respondents.call_gemeente"


@require_safe
@staff_page(CALL)
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("calling:gemeenten", newest_edition_or_404().slug)


@require_safe
@staff_page(CALL)
def gemeenten(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    cases = {case.gemeente_id: case for case in found.cases.select_related("held_by")}
    to_call = calling.gemeenten_to_call(found).order_by("provincie", "sort_key")
    rows = [{"gemeente": gemeente, "case": cases.get(gemeente.pk)} for gemeente in to_call]
    context = {"title": f"Bellen voor {found.title}", "edition": found, "rows": rows, "now": timezone.now()}
    return render_staff(request, "respondents/calling/gemeenten.html", context)


@require_safe
@staff_page(CALL)
def case(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """The people are named only to the caller who has the case open."""
    found, gemeente = find(edition, code)
    case = Case.objects.filter(edition=found, gemeente=gemeente).select_related("held_by").first()
    is_mine = calling.is_held_by(case, request.user)
    has_answered = calling.has_answered(found, gemeente)
    context = {
        "title": str(gemeente),
        "edition": found,
        "gemeente": gemeente,
        "case": case,
        "is_mine": is_mine,
        "is_others": case is not None
        and case.held_by is not None
        and not is_mine
        and not calling.is_over(case),
        "has_answered": has_answered,
        "can_be_called": not has_answered and (case is None or not case.is_refused),
        "people": calling.people_of(case) if case and is_mine else [],
        "interview_url": interview_url(case, request.user) if case and is_mine else "",
    }
    return render_staff(request, "respondents/calling/case.html", context)


def interview_url(case: Case, user: User) -> str:
    """Where the caller's own interview goes on; empty if there is none under way."""
    token = interviews.token_under_way(case, user)
    return reverse("answering:start", args=[token]) if token else ""


@require_POST
@staff_page(CALL)
def hold(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    found, gemeente = find(edition, code)
    if not calling.hold(found, gemeente, by=request.user):
        messages.error(request, "Iemand anders heeft deze gemeente net geopend. Kies een andere.")
    return redirect("calling:case", edition, code)


@require_POST
@staff_page(CALL)
def let_go(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    calling.let_go(case_or_404(edition, code), by=request.user)
    return redirect("calling:gemeenten", edition)


@require_POST
@staff_page(CALL)
def interview(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """Begins an interview with somebody of this gemeente, or with who was not invited."""
    case = case_or_404(edition, code)
    people = {str(person.pk): person for person in calling.people_of(case)}
    person: Invitation | None = people.get(request.POST.get("persoon", ""))
    try:
        token = interviews.start(
            case, person, goes_on_with_draft="met_concept" in request.POST, by=request.user
        )
    except InterviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("calling:case", edition, code)
    return redirect("answering:start", token)


def find(edition: str, code: str) -> tuple[Edition, Gemeente]:
    found = get_object_or_404(Edition, slug=edition)
    return found, get_object_or_404(found.gemeenten, code=code)


def case_or_404(edition: str, code: str) -> Case:
    cases = Case.objects.select_related("edition", "gemeente")
    return get_object_or_404(cases, edition__slug=edition, gemeente__code=code)
