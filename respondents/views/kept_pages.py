"""The pages for when something cannot be stored: what was typed comes back on each of them.

They know nothing but the request: the database may be away, and the process may have just started.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

# What a form bears for us; nobody typed it.
OURS = frozenset(
    {"save_id", "revision", "version", "turn", "inserted", "autosave", "prompted", "back", "later"}
)
# A code of an answer looks like this. Anything else may be somebody's own words, and is shown to be copied.
CODE = re.compile(r"[a-z0-9_]{0,40}")
RETRY_AFTER = 30
# A browser shows no answer while it is still sending; past this it has given up anyway.
MOST_DRAINED = 50 * 1024 * 1024
# The page that gives it back takes ten times this while it is made.
MOST_GIVEN_BACK = 10 * 1024 * 1024


@dataclass(frozen=True)
class Box:
    """One posted value; `number` counts those in words, 0 for a value that is only carried along."""

    name: str
    value: str
    number: int


def boxes(request: HttpRequest) -> list[Box]:
    """Everything that was posted, in its order, so that the same can be posted again."""
    return boxes_of(request.POST)


def boxes_of(data: QueryDict) -> list[Box]:
    posted = [(name, value) for name, values in data.lists() for value in values]
    numbers = count(1)
    return [Box(name, value, next(numbers) if is_words(name, value) else 0) for name, value in posted]


def boxes_besides(request: HttpRequest, names: Collection[str]) -> list[Box]:
    """What was posted in boxes that have none of these names, and was typed."""
    return [
        box for box in boxes(request) if box.name not in OURS and box.name not in names and box.value.strip()
    ]


def is_words(name: str, value: str) -> bool:
    return name not in OURS and CODE.fullmatch(value.strip()) is None


def is_too_large(request: HttpRequest) -> bool:
    try:
        _ = request.POST
    except (RequestDataTooBig, TooManyFieldsSent):
        return True
    return False


def too_large(request: HttpRequest) -> HttpResponse:
    """413 with what was typed, to be made shorter; without it if it is too much to read, and then the page says so."""
    data = _data_of(request, _read(request))
    return _give_back(request, "respondents/kept/too_large.html", 413, data)


def _read(request: HttpRequest) -> bytes:
    """The whole if it is no more than we give back, and nothing otherwise.

    Read to the end all the same: a server that hangs up while the browser sends shows nothing at all.
    """
    kept, length = bytearray(), 0
    with suppress(OSError):
        while length < MOST_DRAINED and (chunk := request.read(64 * 1024)):
            length += len(chunk)
            kept += chunk if length <= MOST_GIVEN_BACK else b""
    return bytes(kept) if length <= MOST_GIVEN_BACK else b""


def _data_of(request: HttpRequest, body: bytes) -> QueryDict:
    """Empty for more boxes than any of our pages has, and for a post that no page of ours makes."""
    if request.content_type == "application/x-www-form-urlencoded":
        with suppress(TooManyFieldsSent):
            return QueryDict(body)
    return QueryDict()


def unavailable(request: HttpRequest) -> HttpResponse:
    """503; after a post with everything that was typed, and a button that posts the very same again."""
    answer = _give_back(request, "respondents/kept/unavailable.html", 503, request.POST)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def not_found(request: HttpRequest) -> HttpResponse:
    """404 after a post: the link ended while somebody was typing, so there is no button to try again."""
    return _give_back(request, "respondents/kept/not_found.html", 404, request.POST)


def handed_over(request: HttpRequest, who_took_over: str) -> HttpResponse:
    """409 after a post of answers by a link that was handed over meanwhile, in another tab."""
    context = {"boxes": boxes(request), "who_took_over": who_took_over}
    return render(request, "respondents/kept/handed_over.html", context, status=409)


def bears_words(request: HttpRequest) -> bool:
    """Whether a page with answers was posted on which somebody typed."""
    return "save_id" in request.POST and any(box.number for box in boxes(request))


def _give_back(request: HttpRequest, template: str, status: int, data: QueryDict) -> HttpResponse:
    kept = boxes_of(data)
    context = {
        "boxes": kept,
        "has_words": any(box.number for box in kept),
        "action": request.get_full_path(),
    }
    return render(request, template, context, status=status)
