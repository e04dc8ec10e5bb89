"""The sample of an edition: who is invited, who is left out and why, and the team's own choices in it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import sample
from respondents.enums import SampleReason
from respondents.exceptions import SampleRefused
from respondents.models import Respondent
from surveys.enums import Provincie
from surveys.models import Edition
from surveys.views.staff import StaffRequest, render_staff, staff_page

PERMISSION = "respondents.change_invitation"
PER_PAGE = 50
# The parts of the base beside those by reason.
TO_INVITE, INVITED = "uit-te-nodigen", "uitgenodigd"


@require_safe
@staff_page(PERMISSION)
def page(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition.objects.select_related("survey"), slug=edition)
    asked = {name: request.GET.get(name, "") for name in ("deel", "provincie")}
    people = sample.standing(found)
    if asked["provincie"] in Provincie.values:
        people = people.filter(gemeente__provincie=asked["provincie"])
    counts = sample.count(people)
    part = asked["deel"] or TO_INVITE
    listed = of_part(people, part).select_related("gemeente").order_by("gemeente__sort_key", "name", "pk")
    shown: Page[Respondent] = Paginator(listed, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "edition": found,
        "counts": counts,
        "part": part,
        "parts": parts_of(counts),
        "provincie": asked["provincie"],
        "provincies": Provincie.choices,
        "page": shown,
        "people": with_outcomes(found, list(shown)),
        "previous": sample.previous(found),
        "may_take_in": part in SampleReason.soft,
        "may_leave_out": part in (TO_INVITE, INVITED),
        "filter": urlencode({"deel": part, "provincie": asked["provincie"]}),
        "title": "Steekproef",
        "subtitle": found.title,
    }
    return render_staff(request, "respondents/sample/page.html", context)


def of_part(people: Any, part: str) -> Any:
    if part == INVITED:
        return people.filter(is_invited=True)
    reason = "" if part == TO_INVITE else part
    if reason not in SampleReason.values:
        raise Http404
    return people.filter(is_invited=False, reason=reason)


def parts_of(counts: sample.Sample) -> list[tuple[str, str, int]]:
    left_out = [(reason.value, str(reason.label), number) for reason, number in counts.left_out.items()]
    return [
        (TO_INVITE, "Nog uit te nodigen", counts.to_invite),
        (INVITED, "Uitgenodigd", counts.invited),
        *left_out,
    ]


def with_outcomes(edition: Edition, people: list[Respondent]) -> list[dict[str, Any]]:
    outcomes = sample.last_outcomes(edition, people)
    return [{"person": person, "outcome": outcomes[person.pk]} for person in people]


@require_POST
@staff_page(PERMISSION)
def choose(request: StaffRequest, edition: str) -> HttpResponse:
    """Leaves one person out, or takes one in."""
    found = get_object_or_404(Edition.objects.select_related("survey"), slug=edition)
    is_in = "erin" in request.POST
    pk = request.POST.get("erin" if is_in else "eruit", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise Http404
    person = get_object_or_404(Respondent, pk=pk)
    act = sample.take_in if is_in else sample.leave_out
    try:
        act(found, person, by=request.user)
    except SampleRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = "zit weer in de steekproef" if is_in else "is weggelaten uit de steekproef"
        messages.success(request, f"{person} {words}.")
    return back(request, found)


def back(request: HttpRequest, edition: Edition) -> HttpResponse:
    asked = {name: request.POST[name] for name in ("deel", "provincie", "pagina") if request.POST.get(name)}
    return redirect(f"{reverse('sample:edition', args=[edition.slug])}?{urlencode(asked)}")


@require_POST
@staff_page(PERMISSION)
def invite(request: StaffRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition.objects.select_related("survey"), slug=edition)
    count = sample.invite(found, by=request.user)
    messages.success(request, f"Nieuwe uitnodigingen: {count}. De mail vertrekt met een verzending.")
    return redirect("sample:edition", found.slug)
