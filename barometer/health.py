from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from respondents.domain import heartbeats


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when this process can answer and reach its database; the broker may be away without any loss."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def rounds(_request: HttpRequest) -> HttpResponse:
    """503 when the worker or beat is silent too long: a monitor outside can mail that, when our worker cannot."""
    silent = heartbeats.silent()
    words = "ok" if not silent else f"silent: {', '.join(silent)}"
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if silent else 200)
