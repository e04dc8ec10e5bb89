"""The page from which an analyst takes the answers of an edition."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from surveys.enums import Missing
from surveys.exports import FORMATS, Format, TooManyRows, export, jobs
from surveys.exports.columns import exported_responses
from surveys.forms import ExportForm
from surveys.models import Edition, Export
from surveys.views.staff import StaffRequest, render_staff, staff_page

# A web worker is stopped after 30 seconds; this many take one, also over a slow line.
MOST_AT_ONCE = 5_000


@staff_page("surveys.export_responses")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, edition: str) -> HttpResponseBase:
    """A GET says what is in the file; only a POST gives it, at once or by a worker: an export is written down."""
    found = get_object_or_404(Edition, slug=edition)
    count = exported_responses(found).count()
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return give(found, form.cleaned_data, count, by=request.user)
        except TooManyRows as error:
            form.add_error("format", str(error))
    context = {"edition": found, "form": form, "count": count, "most_at_once": MOST_AT_ONCE}
    context |= {"title": "Antwoorden exporteren", "subtitle": found.title, "missing": Missing.choices}
    return render_staff(request, "surveys/exports/page.html", context | files_of(found, request.user))


def give(edition: Edition, chosen: Mapping[str, Any], count: int, *, by: User) -> HttpResponseBase:
    """Raises TooManyRows."""
    format_ = FORMATS[chosen["format"]]
    if fits_in_a_request(format_, count):
        return download(edition, chosen, by=by)
    jobs.ask(edition, format_, labels=chosen["labels"], by=by, reason=chosen["reason"])
    return redirect("export_responses", edition.slug)


def fits_in_a_request(format_: Format, count: int) -> bool:
    return not format_.is_heavy and (count <= MOST_AT_ONCE or not format_.has_answers)


def download(edition: Edition, chosen: Mapping[str, Any], *, by: User) -> StreamingHttpResponse:
    file = export(edition, FORMATS[chosen["format"]], labels=chosen["labels"], by=by, reason=chosen["reason"])
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingHttpResponse(file.chunks, content_type=file.content_type, headers=headers)


def files_of(edition: Edition, user: User) -> dict[str, Any]:
    """The files that this person asked for; those of others are theirs."""
    own = Export.objects.filter(edition=edition, asked_by=user)
    shown = list(own.exclude(expires_at__lte=timezone.now()))
    under_way = [one for one in shown if one.is_under_way]
    tens = min((one.percent for one in under_way), default=100) // 10 * 10
    named = [(one, FORMATS[one.format].label) for one in shown if one.format in FORMATS]
    return {"files": named, "refreshes": bool(under_way), "tens": tens}


@staff_page("surveys.export_responses")
@require_safe
def files(request: StaffRequest, edition: str) -> HttpResponse:
    """The list alone, for the script that keeps it up to date."""
    found = get_object_or_404(Edition, slug=edition)
    context = {"edition": found, **files_of(found, request.user)}
    return render(request, "surveys/exports/_files.html", context)


@staff_page("surveys.export_responses")
@require_safe
def file(request: StaffRequest, edition: str, pk: int) -> HttpResponseBase:
    """For who asked for it, until it expires; each time is written down."""
    own = Export.objects.can_be_fetched().filter(edition__slug=edition, asked_by=request.user)
    found = get_object_or_404(own.select_related("edition"), pk=pk)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Content-Length": str(found.size),
    }
    if request.method == "HEAD":
        return HttpResponse(content_type=found.content_type, headers=headers)
    return StreamingHttpResponse(
        jobs.fetch(found, by=request.user), content_type=found.content_type, headers=headers
    )
