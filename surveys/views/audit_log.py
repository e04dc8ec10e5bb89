"""The page on which the team reads the audit log; nothing can be done there."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from surveys.domain import audit_log
from surveys.domain.audit_log import Wanted
from surveys.forms import AuditLogForm
from surveys.views.staff import render_staff, staff_page

PER_PAGE = 50


@require_safe
@staff_page("surveys.view_auditentry")
def page(request: HttpRequest) -> HttpResponse:
    """A filter that makes no sense shows what is wrong with it, and no lines."""
    form = AuditLogForm(request.GET)
    rows: Any = audit_log.entries(Wanted(**form.wanted)) if form.is_valid() else []
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "title": "Logboek",
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "query": query.urlencode(),
    }
    return render_staff(request, "surveys/audit_log/page.html", context, 200 if form.is_valid() else 422)
