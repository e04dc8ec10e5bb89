"""What holds for every page behind a link: no cookie, nothing kept by a cache, posts from our own pages only."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from respondents.exceptions import HandedOver

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """Where a post led to, so that reloading posts nothing again."""

    status_code = 303


def link_page(view: View) -> View:
    """The token in the address is the right to post, so the origin is checked and not a cookie.

    A link that was handed over leads to the page that says who took over, whatever was asked of it.
    """

    @csrf_exempt
    @cache_control(no_store=True)
    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "POST" and not is_from_own_site(request):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except HandedOver:
            return SeeOther(reverse("answering:hand_over", args=[kwargs["token"]]))

    return guarded


def is_from_own_site(request: HttpRequest) -> bool:
    """False if the browser says that another site made this post; a client that says nothing is let through."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
