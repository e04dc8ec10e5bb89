"""The pages on which analysts write the codebook of an open question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from surveys.domain import themes
from surveys.exceptions import ThemeRefused
from surveys.forms import ThemeForm
from surveys.models import Edition, Theme
from surveys.views.coding import title_of, variable_or_404
from surveys.views.staff import StaffRequest, render_staff, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.change_coding")
def add(request: StaffRequest, edition: str, variable: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    asked = variable_or_404(found, variable)
    sources = themes.sources(found, variable)
    if "van" in request.POST:
        return copy(request, found, variable, sources)
    form = ThemeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = themes.make(found, variable, **form.cleaned_data, by=request.user)
        except ThemeRefused as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, f"Het thema ‘{made}’ is toegevoegd.")
            return redirect("coding_variable", edition, variable)
    context = {"edition": found, "variable": asked, "form": form, "heading": title_of(asked)}
    context |= {"sources": sources, "title": "Thema toevoegen", "subtitle": found.title}
    return render_staff(request, "surveys/coding/add_theme.html", context)


def copy(
    request: StaffRequest, edition: Edition, variable: str, sources: list[themes.Source]
) -> HttpResponse:
    source = next((one for one in sources if one.name == request.POST["van"]), None)
    if source is None:
        messages.warning(request, "Er is niets overgenomen. Kies een codeboek uit de lijst.")
        return redirect("add_theme", edition.slug, variable)
    count = themes.copy(source, edition, variable, by=request.user)
    words = "1 thema is" if count == 1 else f"{count} thema’s zijn"
    messages.success(request, f"{words} overgenomen. Wat hier al was, is gebleven.")
    return redirect("coding_variable", edition.slug, variable)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.change_coding")
def change(request: StaffRequest, edition: str, variable: str, theme: str) -> HttpResponse:
    """One theme with all that can be done to it."""
    found = get_object_or_404(Edition, slug=edition)
    asked = variable_or_404(found, variable)
    codebook = themes.codebook(found, variable)
    own = next((one for one in codebook if one.code == theme), None)
    if own is None:
        raise Http404
    form = ThemeForm({"label": own.label, "description": own.description})
    if request.method == "POST":
        form = ThemeForm(request.POST) if request.POST.get("doe") == "wijzig" else form
        if form.is_valid() and act(request, own, codebook, form):
            return redirect("coding_variable", edition, variable)
    others = [one for one in codebook if one.is_active and one != own]
    context = {"edition": found, "variable": asked, "theme": own, "form": form, "others": others}
    context |= {"given": own.given.count(), "heading": title_of(asked)}
    context |= {"title": f"Thema ‘{own}’", "subtitle": found.title}
    return render_staff(request, "surveys/coding/theme.html", context)


@dataclass(frozen=True)
class Asked:
    """What comes with an act: the words of the form, the other theme, and who does it."""

    words: dict[str, Any]
    other: Theme
    by: User


def reword(theme: Theme, asked: Asked) -> str:
    changed = themes.reword(theme, **asked.words, by=asked.by)
    return f"Het thema ‘{asked.words['label']}’ is bewaard." if changed else "Er is niets veranderd."


def move_up(theme: Theme, asked: Asked) -> str:
    moved = themes.move_up(theme, by=asked.by)
    return f"‘{theme}’ staat nu een plaats hoger." if moved else f"‘{theme}’ staat al bovenaan."


def retire(theme: Theme, asked: Asked) -> str:
    themes.retire(theme, by=asked.by)
    return f"‘{theme}’ is vervallen. Wat ermee gecodeerd is, blijft bewaard."


def bring_back(theme: Theme, asked: Asked) -> str:
    themes.bring_back(theme, by=asked.by)
    return f"‘{theme}’ is weer in gebruik."


def merge(theme: Theme, asked: Asked) -> str:
    themes.merge(theme, asked.other, by=asked.by)
    return (
        f"‘{theme}’ telt nu mee als ‘{asked.other}’. "
        "U kunt dit terugdraaien bij de thema’s die niet meer in gebruik zijn."
    )


def split(theme: Theme, asked: Asked) -> str:
    themes.split(theme, by=asked.by)
    return f"‘{theme}’ is weer een thema op zichzelf."


ACTS: dict[str, Callable[[Theme, Asked], str]] = {
    "wijzig": reword,
    "omhoog": move_up,
    "vervalt": retire,
    "terug": bring_back,
    "voeg-samen": merge,
    "splits": split,
}


def act(request: StaffRequest, theme: Theme, codebook: list[Theme], form: ThemeForm) -> bool:
    """Whether it was done; what was refused stands at the name, or above the page."""
    doing = ACTS.get(request.POST.get("doe", ""))
    if doing is None:
        return False
    # Without a choice it is the theme itself, which is refused.
    other = next((one for one in codebook if one.code == request.POST.get("met")), theme)
    try:
        messages.success(request, doing(theme, Asked(form.cleaned_data, other, request.user)))
    except ThemeRefused as refusal:
        if doing is reword:
            form.add_error("label", str(refusal))
        else:
            messages.error(request, str(refusal))
        return False
    return True
