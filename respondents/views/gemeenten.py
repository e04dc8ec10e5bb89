"""The gemeenten, and of each one page with all that the team knows of it and does from there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import dossiers, notes
from respondents.enums import DeclineState
from respondents.forms.gemeenten import NoteForm
from respondents.models import Decline, GemeenteNote
from surveys.domain.gemeente_names import search
from surveys.enums import Provincie
from surveys.models import Edition, Gemeente, Response
from surveys.models.gemeente import GemeenteQuerySet
from surveys.views.staff import StaffRequest, render_staff, staff_page

READ, WRITE = "respondents.view_respondent", "respondents.change_respondent"
PER_PAGE = 50
LETTERS_PER_PAGE = CALLS_PER_PAGE = 20


@require_safe
@staff_page(READ)
def listing(request: HttpRequest) -> HttpResponse:
    """Those of today; who searches finds those of the past too, and those that they went into."""
    words, provincie = request.GET.get("q", "").strip()[:60], request.GET.get("provincie", "")
    found = Gemeente.objects.filter(pk__in=search(words)) if words else today()
    if provincie in Provincie.values:
        found = found.filter(provincie=provincie)
    edition = newest_edition()
    rows = Paginator(standing(found, edition), PER_PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "title": "Gemeenten",
        "page": rows,
        "words": words,
        "edition": edition,
        "today": timezone.localdate(),
    }
    context |= {"provincie": provincie, "provincies": Provincie.choices}
    context |= {"filter": urlencode({"q": words, "provincie": provincie})}
    return render_staff(request, "respondents/gemeente/list.html", context)


def today() -> GemeenteQuerySet:
    return Gemeente.objects.valid_on(timezone.localdate())


def standing(found: GemeenteQuerySet, edition: Edition | None) -> GemeenteQuerySet:
    """With how many people it has, and how it stands in the edition."""
    answered = Response.objects.that_count().filter(edition=edition, gemeente=OuterRef("pk"))
    declined = Decline.objects.filter(edition=edition, gemeente=OuterRef("pk"), state=DeclineState.DECLINED)
    current = Q(respondents__isnull=False, respondents__merged_into=None)
    return found.annotate(
        people=Count("respondents", filter=current), answered=Exists(answered), declined=Exists(declined)
    ).order_by("sort_key", "code")


def newest_edition() -> Edition | None:
    return Edition.objects.open().first() or Edition.objects.first()


@require_safe
@staff_page(READ)
def page(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, get_object_or_404(Gemeente, code=code), NoteForm())


def show(request: HttpRequest, gemeente: Gemeente, form: NoteForm) -> HttpResponse:
    editions = list(Edition.objects.all())
    edition = edition_or_404(request, editions)
    origins, successions = dossiers.changes_of(gemeente)
    family = dossiers.family_of(gemeente, origins)
    written = dossiers.notes_of(family)
    context: dict[str, Any] = {
        "title": str(gemeente),
        "subtitle": gemeente.code,
        "gemeente": gemeente,
        "edition": edition,
        "editions": editions,
        "origins": origins,
        "successions": successions,
        "people": dossiers.people_of(gemeente, edition),
        "standing": dossiers.standing_of(gemeente, edition) if edition else None,
        "letters": paged(request, dossiers.letters_of(gemeente), "brieven", LETTERS_PER_PAGE),
        "calls": paged(request, dossiers.calls_of(family), "gesprekken", CALLS_PER_PAGE),
        "notes": [note for note in written if not note.is_hidden],
        "hidden_notes": [note for note in written if note.is_hidden],
        "history": dossiers.history_of(family, editions),
        "form": form,
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    context["without_place"] = successions and any(
        one.respondent.moves_to_id is None for one in context["people"]
    )
    return render_staff(request, "respondents/gemeente/page.html", context, 422 if form.errors else 200)


def edition_or_404(request: HttpRequest, editions: list[Edition]) -> Edition | None:
    """The one that was asked for, or the one that is open, or the one that opened last; None before the first."""
    slug = request.GET.get("editie", "")
    if not slug:
        return next((one for one in editions if one.is_open), editions[0] if editions else None)
    found = next((one for one in editions if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def paged(request: HttpRequest, rows: Any, name: str, size: int) -> Any:
    return Paginator(rows, size).get_page(request.GET.get(name))


@require_POST
@staff_page(WRITE)
def add_note(request: StaffRequest, code: str) -> HttpResponse:
    gemeente = get_object_or_404(Gemeente, code=code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, gemeente, form)
    notes.add(gemeente, form.cleaned_data["text"], by=request.user)
    messages.success(request, "De notitie is bewaard.")
    return back(gemeente)


@require_POST
@staff_page(WRITE)
def turn_note(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """Hides a note, or shows it again: as the button said, whatever happened since."""
    gemeente = get_object_or_404(Gemeente, code=code)
    note = get_object_or_404(GemeenteNote, pk=pk)
    turn = {"verberg": notes.hide, "toon": notes.show}.get(request.POST.get("doe", ""))
    if turn is None:
        raise Http404
    if turn(note, by=request.user):
        messages.success(
            request, "De notitie is verborgen." if turn is notes.hide else "De notitie staat er weer."
        )
    return back(gemeente)


def back(gemeente: Gemeente) -> HttpResponse:
    return redirect(f"{reverse('gemeente', args=[gemeente.code])}#notities")
