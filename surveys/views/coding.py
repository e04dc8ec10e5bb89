"""The pages on which analysts code open answers, each by themselves, and settle where they differ."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from surveys.domain import coding, coding_lists, themes
from surveys.domain.coding import Seen
from surveys.domain.coding_lists import Wanted
from surveys.domain.open_answers import OpenVariable, open_variables, written
from surveys.domain.pseudonyms import pseudonym
from surveys.enums import AnswerFilter
from surveys.exceptions import AnswerChanged, ThemeRefused
from surveys.forms import AnswersForm, ThemeForm
from surveys.models import Coding, Edition, Response, Theme
from surveys.views.coded_answers import Codebook, answers_on
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 20
CHANGED = "De respondent heeft dit antwoord intussen gewijzigd. Lees het opnieuw, en codeer het dan."


@require_safe
@staff_page("surveys.change_coding")
def overview(request: StaffRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    context = {"edition": found, "rows": coding_lists.overview(found, request.user.pk)}
    context |= {"title": "Open antwoorden coderen", "subtitle": found.title}
    return render_staff(request, "surveys/coding/overview.html", context)


@require_safe
@staff_page("surveys.change_coding")
def variable(request: StaffRequest, edition: str, variable: str) -> HttpResponse:
    book = codebook_or_404(request, edition, variable)
    form = AnswersForm(request.GET, themes=Theme.objects.of_variable(book.edition, variable).active())
    wanted = wanted_of(form, request.GET)
    found = coding_lists.answers(book.edition, book.variable, book.judged, wanted, book.coder.pk)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = page_context(book) | {"form": form, "page": page, "answers": answers_on(page, book)}
    context |= {
        "query": query_of(request.GET),
        "filter": query_of(request.GET, "pagina"),
        "theme_form": ThemeForm(auto_id="nieuw_%s"),
    }
    context |= {"title": title_of(book.variable), "subtitle": book.edition.title}
    return render_staff(request, "surveys/coding/variable.html", context)


def codebook_or_404(request: StaffRequest, edition: str, variable: str) -> Codebook:
    found = get_object_or_404(Edition, slug=edition)
    asked = variable_or_404(found, variable)
    return Codebook(found, asked, themes.codebook(found, variable), request.user)


def variable_or_404(edition: Edition, code: str) -> OpenVariable:
    found = next((one for one in open_variables(edition) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def title_of(variable: OpenVariable) -> str:
    number, part = variable.question.number, variable.part
    asked = f"vraag {number}" if number else variable.question.code
    return f"Coderen: {asked}, {part}" if part else f"Coderen: {asked}"


def wanted_of(form: AnswersForm, query: Mapping[str, str]) -> Wanted:
    """What is not understood is not asked for."""
    form.is_valid()
    beside = query.get("bij", "")
    theme = form.cleaned_data.get("thema")
    return Wanted(
        words=form.cleaned_data.get("zoek", ""),
        show=AnswerFilter(form.cleaned_data.get("tonen", "")),
        theme=theme.pk if theme else None,
        beside=int(beside) if beside.isascii() and beside.isdecimal() and len(beside) < 10 else None,
    )


def query_of(query: QueryDict, *without: str) -> str:
    """The filter and the page of the list, for the way back."""
    kept = query.copy()
    for name in ("bij", *without):
        kept.pop(name, None)
    return kept.urlencode()


def page_context(book: Codebook) -> dict[str, Any]:
    context = {"edition": book.edition, "variable": book.variable, "progress": book.progress}
    return context | {"lines": book.lines, "retired": [one for one in book.themes if not one.is_active]}


@require_POST
@staff_page("surveys.change_coding")
def code(request: StaffRequest, edition: str, variable: str, pk: int) -> HttpResponse:
    """Gives a theme or takes it back; the script gets the answer alone, and everybody else the page."""
    book = codebook_or_404(request, edition, variable)
    response = answer_or_404(book, pk)
    seen = Seen(response, book.variable, request.POST.get("gezien", ""))
    try:
        apply(seen, book, request.POST)
    except AnswerChanged:
        return say(request, book, pk, CHANGED)
    except ThemeRefused as refusal:
        return say(request, book, pk, str(refusal))
    return answered(request, book, pk)


def answer_or_404(book: Codebook, pk: int) -> Response:
    return get_object_or_404(written(book.edition, book.variable).annotate(pseudonym=pseudonym()), pk=pk)


def apply(seen: Seen, book: Codebook, posted: Mapping[str, str]) -> None:
    """Raises ThemeRefused, AnswerChanged."""
    by_code = {theme.code: theme for theme in book.themes}
    if (given := by_code.get(posted.get("geef", ""))) is not None:
        coding.give(seen, given, by=book.coder)
    elif (taken := by_code.get(posted.get("neem", ""))) is not None:
        family = set(book.family(taken))
        coding.take(seen, [theme for theme in book.themes if theme.pk in family], by=book.coder)
    elif posted.get("geen") == "ja":
        if not coding.say_none_fits(seen, active=book.roots, by=book.coder):
            raise ThemeRefused("Dit antwoord heeft al een thema. Haal dat eerst weg.")
    elif posted.get("geen") == "nee":
        coding.take_none_back(seen, by=book.coder)


def answered(request: StaffRequest, book: Codebook, pk: int) -> HttpResponse:
    if "deel" not in request.POST:
        return redirect(back_to(request, book, pk))
    fresh = Codebook(book.edition, book.variable, book.themes, book.coder)
    (answer,) = answers_on([answer_or_404(fresh, pk)], fresh)
    context = page_context(fresh) | {"answer": answer, "query": query_of(request.GET)}
    return render(request, "surveys/coding/_coded.html", context)


def say(request: StaffRequest, book: Codebook, pk: int, problem: str) -> HttpResponse:
    if "deel" in request.POST:
        return HttpResponse(problem, status=409, content_type="text/plain; charset=utf-8")
    messages.warning(request, problem)
    return redirect(back_to(request, book, pk))


def back_to(request: HttpRequest, book: Codebook, pk: int) -> str:
    """The list as it was, with this answer still in it."""
    query = request.GET.copy()
    query["bij"] = str(pk)
    address = reverse("coding_variable", args=[book.edition.slug, book.variable.code])
    return f"{address}?{query.urlencode()}#antwoord-{pk}"


@require_POST
@staff_page("surveys.change_coding")
def settle(request: StaffRequest, edition: str, variable: str, pk: int) -> HttpResponse:
    """Which coding of an answer counts, or that the first counts again."""
    book = codebook_or_404(request, edition, variable)
    answer_or_404(book, pk)
    of_answer = {str(one.pk): one for one in book.judged.get(pk, ())}
    chosen = of_answer.get(request.POST.get("geldt") or request.POST.get("draai-terug") or "")
    if chosen is None:
        return say(request, book, pk, "Er is niets beslist. Kies wiens codes gelden.")
    act = coding.settle if "geldt" in request.POST else coding.unsettle
    act(Coding.objects.get(pk=chosen.pk), by=request.user)
    return answered(request, book, pk)
