"""The import of contacts in three steps: choose a file, check what is in it, done."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.domain import import_choices, import_undo, imports
from respondents.domain.contact_files import MOST_BYTES, TOO_LARGE
from respondents.domain.import_choices import WITHOUT_GEMEENTE
from respondents.enums import ImportState, RowProblem
from respondents.exceptions import ImportRefused
from respondents.exports.lists import download, dutch_csv
from respondents.forms.imports import ColumnsForm, FileForm
from respondents.models import ContactImport, ImportRow
from respondents.views.uploads import limited_upload
from surveys.domain import audit
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente
from surveys.views.staff import StaffRequest, render_staff, staff_page

PERMISSION = "respondents.add_respondent"
PER_PAGE = 50
MOST_LISTED = 20
# The other boxes of the form, and the signs between them.
AROUND_THE_FILE = 64 * 1024


def show_choose(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    made = ContactImport.objects.select_related("edition", "created_by").defer("file", "first_rows")
    context = {"form": form, "imports": made[:MOST_LISTED], "title": "Contacten importeren"}
    return render_staff(request, "respondents/imports/choose.html", context, status)


def refuse_long_file(request: HttpRequest) -> HttpResponse:
    form = FileForm({}, MultiValueDict())
    form.errors.clear()
    form.add_error("file", TOO_LARGE)
    return show_choose(request, form, 413)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PERMISSION)
@limited_upload(MOST_BYTES + AROUND_THE_FILE, refuse_long_file)
def choose(request: StaffRequest) -> HttpResponse:
    """Step 1."""
    if request.method != "POST":
        return show_choose(request, FileForm(initial={"edition": request.GET.get("editie")}))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_choose(request, form, 422)
    file, edition = form.cleaned_data["file"], form.cleaned_data["edition"]
    made = imports.put_up(
        name=file.name, data=file.read(), edition=edition, usual=form.usual(), by=request.user
    )
    return redirect("imports:page", made.pk)


def import_or_404(pk: int) -> ContactImport:
    related = ("edition", "created_by", "confirmed_by")
    return get_object_or_404(ContactImport.objects.select_related(*related).defer("file"), pk=pk)


@require_safe
@staff_page(PERMISSION)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2 until it is decided, step 3 after that."""
    found = import_or_404(pk)
    if found.state == ImportState.CHECKED:
        return show_check(request, found, ColumnsForm(None, of=found))
    context = {"import": found, "title": "Contacten importeren"}
    if found.state == ImportState.STORED:
        context["why_not_undo"] = import_undo.why_not(found)
    return render_staff(request, "respondents/imports/standing.html", context)


def show_check(
    request: HttpRequest, found: ContactImport, columns: ColumnsForm, status: int = 200
) -> HttpResponse:
    kind = request.GET.get("soort", "")
    rows = rows_of(found, kind)
    shown: Page[ImportRow] = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "import": found,
        "columns": columns,
        "column_rows": columns.columns(found.first_rows),
        "counts": import_choices.counts(found),
        "kinds": import_choices.kinds(found),
        "kind": kind,
        "for_all": import_choices.options_for_all(kind),
        "page": shown,
        "rows": with_options(list(shown)),
        "filter": urlencode({"soort": kind}),
        "without_contact": list(import_choices.without_contact(found)),
        "gemeenten": gemeenten_of(found) if asks_gemeente(shown) else [],
        "title": "Contacten importeren: controle",
    }
    return render_staff(request, "respondents/imports/check.html", context, status)


def rows_of(found: ContactImport, kind: str) -> Any:
    rows = found.rows.with_problem().select_related("gemeente")
    return rows.filter(problem=kind) if kind in RowProblem.values and kind else rows


def with_options(rows: list[ImportRow]) -> list[dict[str, Any]]:
    names = import_choices.names_of(rows)
    return [
        {
            "row": row,
            "options": import_choices.options(row, names),
            "chosen": import_choices.chosen(row),
            "asks_gemeente": row.problem in WITHOUT_GEMEENTE,
        }
        for row in rows
    ]


def asks_gemeente(rows: Page[ImportRow]) -> bool:
    return any(row.problem in WITHOUT_GEMEENTE for row in rows)


def gemeenten_of(found: ContactImport) -> Any:
    edition: Edition | None = found.edition
    return edition.gemeenten if edition else Gemeente.objects.valid_on(timezone.localdate(found.created_at))


@require_safe
@staff_page(PERMISSION)
def state(_request: HttpRequest, pk: int) -> HttpResponse:
    """For the script that waits while the worker has it in hand."""
    return JsonResponse({"working": import_or_404(pk).is_working})


@require_POST
@staff_page(PERMISSION)
def lay_out(request: StaffRequest, pk: int) -> HttpResponse:
    found = import_or_404(pk)
    if found.state != ImportState.CHECKED:
        return refused(request, found, imports.NOT_NOW)
    form = ColumnsForm(request.POST, of=found)
    if not form.is_valid():
        return show_check(request, found, form, 422)
    try:
        imports.lay_out(found, form.layout(), form.usual())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:page", pk)


def refused(request: HttpRequest, found: ContactImport, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("imports:page", found.pk)


@require_POST
@staff_page(PERMISSION)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Keeps what was chosen of the rows on the page, and does what the button says."""
    found = import_or_404(pk)
    try:
        keep_choices(request, found)
        if "voor-alle" in request.POST:
            kind, choice = request.POST.get("soort", ""), request.POST.get("keuze", "")
            count = import_choices.choose_for_all(found, kind, choice)
            messages.success(request, f"Gekozen voor alle {count} rijen van deze soort.")
        elif "bevestig" in request.POST:
            imports.confirm(found, seen=number(request.POST["bevestig"]), by=request.user)
            return redirect("imports:page", pk)
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    asked = {name: request.POST[name] for name in ("soort", "pagina") if request.POST.get(name)}
    return redirect(f"{reverse('imports:page', args=[pk])}?{urlencode(asked)}")


def keep_choices(request: HttpRequest, found: ContactImport) -> None:
    chosen = {
        number(name.removeprefix("rij-")): request.POST.get(name, "")
        for name in request.POST
        if name.startswith("rij-")
    }
    changed = import_choices.choose(found, chosen)
    named = name_gemeenten(request, found)
    if changed + named:
        messages.success(request, f"Bewaard. Gewijzigde rijen: {changed + named}.")


def name_gemeenten(request: HttpRequest, found: ContactImport) -> int:
    """What was typed in the boxes for a gemeente; a name that nobody knows is said, and changes nothing."""
    typed = {
        number(name.removeprefix("gemeente-")): value
        for name in request.POST
        if name.startswith("gemeente-") and (value := request.POST.get(name, "").strip())
    }
    if not typed:
        return 0
    finder = GemeenteFinder(gemeenten_of(found))
    named = 0
    for row, value in typed.items():
        gemeenten = finder.find(value)
        if len(gemeenten) == 1:
            named += import_choices.name_gemeente(found, row, gemeenten[0])
        else:
            messages.error(request, f"Rij {row}: kies een gemeente uit de lijst.")
    return named


def number(text: str) -> int:
    """0, which no row has, for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


@require_POST
@staff_page(PERMISSION)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        imports.cancel(import_or_404(pk))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Weggegooid. Er is niets opgeslagen.")
    return redirect("imports:choose")


@require_POST
@staff_page(PERMISSION)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    found = import_or_404(pk)
    try:
        count = import_undo.undo(found, by=request.user)
    except ImportRefused as refusal:
        return refused(request, found, str(refusal))
    messages.success(request, f"Teruggedraaid. Verwijderde respondenten: {count}.")
    return redirect("imports:page", pk)


@require_POST
@staff_page(PERMISSION)
def problems(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The rows with a problem as a file; it holds people, so that somebody took it is written down."""
    found = import_or_404(pk)
    rows = found.rows.with_problem().select_related("gemeente")
    audit.record(
        AuditVerb.EXPORTED_CONTACTS,
        found,
        by=request.user,
        count=rows.count(),
        reason="meldingen van een import",
    )
    header = ["rij", "soort", "gemeente", "naam", "e-mail", "wat is er aan de hand", "wat doen we"]
    return download(f"meldingen-{found.pk}.csv", dutch_csv(header, map(cells_of, rows.iterator())))


def cells_of(row: ImportRow) -> list[str]:
    cells = [row.values.get(column, "") for column in ("gemeente", "naam", "email")]
    action = row.get_action_display()
    if row.problem in (
        RowProblem.GEMEENTE_PROPOSED,
        RowProblem.GEMEENTE_DIFFERS,
        RowProblem.GEMEENTE_UNKNOWN,
    ):
        action = f"{action}: {row.gemeente}" if row.gemeente else action
    return [str(row.number), row.get_problem_display(), *cells, row.reason, action]
