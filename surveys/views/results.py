"""The results of an edition for everybody, once the project team has released them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from surveys.models import Edition
from surveys.views import results_pages
from surveys.views.results_pages import VIEW, Reader

# Seconds; as long as somebody may still see what was withdrawn.
FRESH_FOR = 300
PUBLIC = "results"


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Before the release a stranger finds nothing; who may see it earlier is led to the pages of the staff.

    After it the page is the same for everybody, and looks at nobody's session: so it can be kept by who fetches it.
    """

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, edition: str, **place: str) -> HttpResponse:
        found = get_object_or_404(Edition.objects.select_related("survey"), slug=edition)
        if found.has_public_results:
            answer = view(request, found, **place)
            patch_cache_control(answer, public=True, max_age=FRESH_FOR)
            return answer
        return lead_staff(request, edition, place)

    return guarded


def lead_staff(request: HttpRequest, edition: str, place: dict[str, str]) -> HttpResponse:
    if not (request.user.is_staff and request.user.has_perm(VIEW)):
        raise Http404
    assert request.resolver_match is not None
    name = f"staff_results:{request.resolver_match.url_name}"
    query: Any = request.GET.urlencode()
    return redirect(reverse(name, kwargs={"edition": edition, **place}) + (f"?{query}" if query else ""))


@public_page
def edition(request: HttpRequest, found: Edition) -> HttpResponse:
    return results_pages.front(request, found, reader_of(request))


@public_page
def chapter(request: HttpRequest, found: Edition, chapter: str) -> HttpResponse:
    return results_pages.chapter(request, found, reader_of(request), chapter)


@public_page
def figure(request: HttpRequest, found: Edition, code: str, form: str) -> HttpResponse:
    return results_pages.figure(request, found, reader_of(request), code, form)


def reader_of(request: HttpRequest) -> Reader:
    return Reader(PUBLIC, per=request.GET.get("per", ""))
