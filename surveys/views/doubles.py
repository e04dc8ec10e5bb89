"""The pages on which an analyst looks at suspected doubles, and says which response does not count."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from surveys.domain import counting, doubles
from surveys.domain.doubles import Suspicion
from surveys.domain.side_by_side import Compared, compare
from surveys.enums import ResponseFlag
from surveys.forms import CountForm
from surveys.models import Edition, Response
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 10


@dataclass(frozen=True)
class Side:
    """A response as an analyst may see it: days in the place of times, and no gemeente."""

    response: Response
    form: CountForm

    @property
    def flags(self) -> list[str]:
        return [ResponseFlag(flag).label for flag in self.response.flags]

    @property
    def minutes(self) -> int:
        assert self.response.completed_at is not None
        return (self.response.completed_at - self.response.started_at) // timedelta(minutes=1)


@dataclass(frozen=True)
class Pair:
    evidence: tuple[str, ...]
    sides: tuple[Side, Side]
    compared: list[Compared]

    @property
    def different(self) -> list[Compared]:
        return [part for part in self.compared if part.differs]

    @property
    def same(self) -> list[Compared]:
        return [part for part in self.compared if not part.differs]


@require_safe
@staff_page("surveys.change_response")
def pairs(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    suspected = doubles.suspected(found)
    page = Paginator(suspected, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"edition": found, "page": page, "pairs": pairs_on(page), "total": len(suspected)}
    context |= {"open": sum(not pair.is_settled for pair in suspected)}
    context |= {"title": "Mogelijk dubbel", "subtitle": found.title}
    return render_staff(request, "surveys/doubles/pairs.html", context)


def pairs_on(page: Page[Suspicion]) -> list[Pair]:
    """With the answers of these few only."""
    responses = Response.objects.in_bulk({pk for pair in page for pk in (pair.first, pair.second)})
    return [pair_of(pair, responses[pair.first], responses[pair.second]) for pair in page]


def pair_of(suspicion: Suspicion, first: Response, second: Response) -> Pair:
    """The boxes have names of their own, for a response can be in several pairs of a page."""
    place = f"{first.pk}_{second.pk}"
    sides = (
        Side(first, CountForm(auto_id=f"{place}_eerste_%s")),
        Side(second, CountForm(auto_id=f"{place}_tweede_%s")),
    )
    return Pair(suspicion.evidence, sides, compare(first, second))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.change_response")
def decide(request: StaffRequest, edition: str, pk: int) -> HttpResponse:
    """One response with its form; what was typed beside the pairs and refused comes back here."""
    sent = Response.objects.countable().select_related("edition")
    response = get_object_or_404(sent, pk=pk, edition__slug=edition)
    form = CountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        say_what_changed(request, response, form)
        return redirect(back_to(request, edition))
    context = {"edition": response.edition, "side": Side(response, form), "back": back_to(request, edition)}
    context |= {"title": f"Telt respons {pk} mee?", "subtitle": response.edition.title}
    return render_staff(request, "surveys/doubles/decide.html", context)


def say_what_changed(request: StaffRequest, response: Response, form: CountForm) -> None:
    reason, by = form.cleaned_data["reason"], request.user
    if form.cleaned_data["counts"] == CountForm.YES:
        changed, now = counting.count_again(response, reason=reason, by=by), "telt weer mee"
    else:
        changed, now = counting.leave_out(response, reason=reason, by=by), "telt niet meer mee"
    if changed:
        messages.success(request, f"Respons {response.pk} {now}. De antwoorden zijn bewaard.")
    else:
        messages.warning(request, f"Er is niets veranderd. Kijk hieronder hoe het nu staat met {response}.")


def back_to(request: HttpRequest, edition: str) -> str:
    """The page of the list from which somebody came."""
    return f"{reverse('doubles', args=[edition])}?{urlencode({'pagina': request.GET.get('pagina', 1)})}"
