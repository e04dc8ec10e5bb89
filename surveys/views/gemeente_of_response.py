"""The page on which the team says for which gemeente a response by the open link counts; it shows no answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from surveys.domain import gemeente_corrections
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.enums import Channel
from surveys.exceptions import CleaningRefused
from surveys.forms import GemeenteOfResponseForm
from surveys.models import Edition, Gemeente, Response
from surveys.views.staff import StaffRequest, render_staff, staff_page

UNKNOWN = "We kennen geen gemeente ‘{}’. Schrijf de naam of de CBS-code."
SEVERAL = "‘{}’ kan {} zijn. Schrijf de CBS-code."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.change_gemeente")
def page(request: StaffRequest, edition: str, pk: int) -> HttpResponse:
    response = response_or_404(edition, pk)
    form = GemeenteOfResponseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show(request, response, form)
    try:
        gemeente = one_named(form.cleaned_data["gemeente"], response.edition)
        gemeente_corrections.correct(response, gemeente, reason=form.cleaned_data["reason"], by=request.user)
    except CleaningRefused as refusal:
        form.add_error("gemeente", str(refusal))
        return show(request, response, form)
    messages.success(request, f"Het antwoord telt nu voor {gemeente}. Bij de respons staat wat er stond.")
    return redirect("gemeente_of_response", response.edition.slug, response.pk)


def response_or_404(edition: str, pk: int) -> Response:
    sent = Response.objects.that_count().filter(channel=Channel.OPEN).defer("answers")
    return get_object_or_404(sent.select_related("edition", "gemeente"), pk=pk, edition__slug=edition)


def one_named(typed: str, edition: Edition) -> Gemeente:
    """Raises CleaningRefused if it is none or may be several."""
    found = GemeenteFinder(edition.gemeenten).find(typed)
    if not found:
        raise CleaningRefused(UNKNOWN.format(typed))
    if len(found) > 1:
        raise CleaningRefused(SEVERAL.format(typed, " of ".join(f"{one} ({one.code})" for one in found)))
    return found[0]


def show(request: HttpRequest, response: Response, form: GemeenteOfResponseForm) -> HttpResponse:
    corrections = response.gemeente_corrections.select_related("was", "became", "made_by")
    context = {
        "title": "Bij welke gemeente hoort dit antwoord?",
        "subtitle": response.edition.title,
        "edition": response.edition,
        "response": response,
        "corrections": list(corrections),
        "form": form,
    }
    return render_staff(request, "surveys/cleaning/gemeente.html", context, 422 if form.errors else 200)
