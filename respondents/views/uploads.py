"""A page to which a file is posted: what is too long is refused before it is read."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]
CHUNK = 256 * 1024
# A browser shows no answer while it is still sending, so what was refused is read for this long, and kept nowhere.
LONGEST_DRAIN = 5.0


def limited_upload(most_bytes: int, refuse: View) -> Callable[[View], View]:
    """Gives `refuse` the word for a longer post. The check of the form's token reads the post, so it comes after."""

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
            if _length(request) <= most_bytes:
                return protected(request, *args, **kwargs)
            _drain(request)
            return refuse(request, *args, **kwargs)

        return guarded

    return decorate


def _length(request: HttpRequest) -> int:
    """What the browser says that it sends; more than that is never read."""
    said = str(request.META.get("CONTENT_LENGTH", ""))
    return int(said) if said.isascii() and said.isdecimal() else 0


def _drain(request: HttpRequest) -> None:
    ends = time.monotonic() + LONGEST_DRAIN
    with suppress(OSError):
        while time.monotonic() < ends and request.read(CHUNK):
            pass
