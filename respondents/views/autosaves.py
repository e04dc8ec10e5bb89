"""What a page that saves by itself is told: never a page, for there is nobody to look at it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from respondents.views import kept_pages
from surveys.domain.answering import PageSaved
from surveys.models import Response

HANDED_OVER = 409
ASIDE = "De vragenlijst is gesloten. Wat u nu invult, is bewaard, maar telt niet mee."
MOVED = "De vragenlijst is aangepast. Uw antwoorden zijn bewaard. Klik op de knop onderaan om verder te gaan."
TOO_LONG = "Deze tekst is te lang. We bewaren alleen het begin. Maak hem korter."
REFUSED = {
    403: "De vragenlijst is gesloten. Wat u nu invult, bewaren we niet meer.",
    404: "Deze link werkt niet meer. Wat u nu invult, bewaren we niet. Kopieer wat u nog nodig heeft.",
    HANDED_OVER: "Een collega heeft de vragenlijst overgenomen. Wat u nu invult, bewaren we niet.",
    503: "Nog niet bewaard. We proberen het opnieuw.",
}


def is_autosave(request: HttpRequest) -> bool:
    return request.method == "POST" and not kept_pages.is_too_large(request) and "autosave" in request.POST


def nothing() -> HttpResponse:
    """Nothing was answered yet, so nothing was begun."""
    return HttpResponse(status=204)


def saved(address: str, response: Response, saved: PageSaved) -> JsonResponse:
    """202 if it is kept beside the answers and not among them, or among other questions."""
    message = message_of(saved)
    is_elsewhere = message in (ASIDE, MOVED)
    facts = {
        "saved_at": timezone.localtime(response.saved_at).strftime("%H:%M"),
        "revision": response.revision,
        "address": address,
        "opened": [question.code for question in saved.opened],
        "closed": [question.code for question in saved.closed],
        "message": message,
    }
    return JsonResponse(facts, status=202 if is_elsewhere else 200)


def message_of(saved: PageSaved) -> str:
    if saved.is_aside:
        return ASIDE
    if saved.is_moved:
        return MOVED
    return TOO_LONG if saved.too_long else ""


def without_page(answer: HttpResponse) -> HttpResponse:
    """The same refusal in a sentence; a link that was handed over leads elsewhere, which no script should follow."""
    if isinstance(answer, JsonResponse) or answer.status_code == 204:
        return answer
    status = HANDED_OVER if answer.status_code in (302, 303) else answer.status_code
    told = JsonResponse({"message": REFUSED.get(status, "")}, status=status)
    for header in ("Cache-Control", "Retry-After"):
        if header in answer:
            told[header] = answer[header]
    return told
