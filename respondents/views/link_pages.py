"""What holds for every page behind a link: no cookie, nothing kept by a cache, posts from our own pages only.

And nothing typed is lost: whatever stands in the way of storing it, the page that says so gives it back.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from respondents.exceptions import HandedOver
from respondents.views import autosaves, kept_pages

View = Callable[..., HttpResponse]


def link_page(view: View) -> View:
    """The token in the address is the right to post, so the origin is checked and not a cookie.

    A link that was handed over leads to the page that says who took over, whatever was asked of it.
    """

    # Safe to compress: guessing a secret by its size (BREACH) takes a victim's cookie, and there is none here; who
    # can make a browser ask for this address knows the token already.
    @gzip_page
    @csrf_exempt
    @cache_control(no_store=True)
    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "POST" and not is_from_own_site(request):
            raise PermissionDenied
        answer = keeping_what_was_typed(view, request, *args, **kwargs)
        if autosaves.is_autosave(request):
            return autosaves.without_page(answer)
        if request.method == "POST" and answer.status_code == 302:
            answer.status_code = 303  # The browser gets the next page, whatever it would do with a 302.
        return answer

    return guarded


def keeping_what_was_typed(view: View, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """The answer of the view, or the page for what stood in its way; a mistake of ours stays an error."""
    if kept_pages.is_too_large(request):
        return kept_pages.too_large(request)
    try:
        return view(request, *args, **kwargs)
    except (OperationalError, InterfaceError):
        return kept_pages.unavailable(request)
    except HandedOver:
        who_took_over = reverse("answering:hand_over", args=[kwargs["token"]])
        if kept_pages.bears_words(request):
            return kept_pages.handed_over(request, who_took_over)
        return redirect(who_took_over)
    except Http404:
        if request.method != "POST":
            raise
        return kept_pages.not_found(request)


def is_from_own_site(request: HttpRequest) -> bool:
    """False if the browser says that another site made this post; a client that says nothing is let through."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
