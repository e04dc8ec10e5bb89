"""Where the team goes through contacts that may be one person, and merges them or says that they are two."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.domain import likenesses as domain
from respondents.domain import same_person
from respondents.exceptions import MergeRefused
from respondents.forms.same_person import SamePersonForm
from respondents.models import Respondent
from surveys.views.staff import StaffRequest, render_staff, staff_page

WRITE = "respondents.change_respondent"
PER_PAGE = 25


@require_safe
@staff_page(WRITE)
def likenesses(request: HttpRequest) -> HttpResponse:
    """The pairs that look most alike first."""
    shown = Paginator(domain.found(), PER_PAGE).get_page(request.GET.get("pagina"))
    keys = {pk for pair in shown for pk in (pair.first, pair.second)}
    people = Respondent.objects.select_related("gemeente").in_bulk(keys)
    rows = [
        (people[pair.first], people[pair.second], pair.reasons)
        for pair in shown
        if pair.first in people and pair.second in people
    ]
    context = {"title": "Misschien één persoon", "page": shown, "rows": rows}
    return render_staff(request, "respondents/same_person/likenesses.html", context)


@require_safe
@staff_page(WRITE)
def pick(request: HttpRequest) -> HttpResponse:
    """From two names that somebody chose on the page of a gemeente to the page about those two."""
    chosen = [request.GET.get(name, "") for name in ("een", "ander")]
    if not all(pk.isascii() and pk.isdecimal() and len(pk) < 19 for pk in chosen):
        raise Http404
    return redirect("merge_contacts", *map(int, chosen))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(WRITE)
def page(request: StaffRequest, one: int, other: int) -> HttpResponse:
    """By GET it only looks: at the two, or with a choice at what that would do."""
    first, second = (person_or_404(pk) for pk in (one, other))
    if one == other or first.merged_into_id or second.merged_into_id:
        return refuse(request, first, second)
    typed = request.POST if request.method == "POST" else request.GET
    form = SamePersonForm(typed if "blijft" in typed else None, one=first, other=second)
    context = {"title": "Samenvoegen", "subtitle": str(first), "form": form, "one": first, "other": second}
    if form.is_valid() and request.method == "POST" and merge(request, form):
        return onward(form.kept)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_staff(request, "respondents/same_person/choose.html", context, status)
    context["follows"] = same_person.what_follows(form.kept, form.gone)
    return render_staff(request, "respondents/same_person/confirm.html", context)


def person_or_404(pk: int) -> Respondent:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(Respondent.objects.select_related("gemeente", "merged_into__gemeente"), pk=pk)


def refuse(request: HttpRequest, first: Respondent, second: Respondent) -> HttpResponse:
    """Nothing to do, or nothing that can be done, with words that say which; and on to where they are."""
    if first == second:
        messages.error(request, same_person.TWICE)
    elif first in (second.merged_into, second) or second == first.merged_into:
        messages.info(request, "Deze twee contacten zijn al samengevoegd. Er is niets veranderd.")
    else:
        gone = first if first.merged_into_id else second
        messages.error(request, same_person.MERGED.format(gone))
    return onward(first.merged_into or first)


def merge(request: StaffRequest, form: SamePersonForm) -> bool:
    """Whether they are one now; if not, the form says why."""
    try:
        changed = same_person.merge(form.kept, form.gone, of_gone=form.of_gone, by=request.user)
    except MergeRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    if changed:
        messages.success(request, f"{form.gone} en {form.kept} zijn nu één contact.")
    else:
        messages.info(request, "Deze twee contacten zijn al samengevoegd. Er is niets veranderd.")
    return True


def onward(person: Respondent) -> HttpResponse:
    """To the page of the gemeente; who has none, such as somebody of a panel, stands in the list of doubles."""
    return redirect("gemeente", person.gemeente.code) if person.gemeente else redirect("likenesses")


@require_POST
@staff_page(WRITE)
def apart(request: StaffRequest, one: int, other: int) -> HttpResponse:
    first, second = (person_or_404(pk) for pk in (one, other))
    if first.merged_into_id or second.merged_into_id:
        return refuse(request, first, second)
    try:
        same_person.keep_apart(first, second, by=request.user)
    except MergeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{first} en {second} zijn twee mensen. U ziet ze hier niet meer.")
    return redirect("likenesses")
