"""The page from which an analyst takes the answers of an edition."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from surveys.enums import Missing
from surveys.exports import FORMATS, export
from surveys.exports.columns import exported_responses
from surveys.forms import ExportForm
from surveys.models import Edition
from surveys.views.staff import StaffRequest, render_staff, staff_page

# A web worker is stopped after 30 seconds; this many take ten on an idle core.
MOST_ON_A_PAGE = 100_000


@staff_page("surveys.export_responses")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, edition: str) -> HttpResponseBase:
    """A GET says what is in the file; only a POST gives it, for an export is written down."""
    found = get_object_or_404(Edition, slug=edition)
    count = exported_responses(found).count()
    form = ExportForm(request.POST if request.method == "POST" else None)
    if count <= MOST_ON_A_PAGE and form.is_valid():
        return download(found, form.cleaned_data, by=request.user)
    context = {"edition": found, "form": form, "count": count, "most": MOST_ON_A_PAGE}
    context |= {"title": "Antwoorden exporteren", "subtitle": found.title, "missing": Missing.choices}
    return render_staff(request, "surveys/exports/page.html", context)


def download(edition: Edition, chosen: Mapping[str, Any], *, by: User) -> StreamingHttpResponse:
    file = export(edition, FORMATS[chosen["format"]], labels=chosen["labels"], by=by, reason=chosen["reason"])
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingHttpResponse(file.chunks, content_type=file.content_type, headers=headers)
