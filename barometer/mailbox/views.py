"""Read-only pages; there is nobody to sign in, since the mail is of this machine."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from barometer.mailbox import mails

PER_PAGE = 50
HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "List-Unsubscribe")


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("adres", "").strip()
    page = Paginator(mails.newest_first(search), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "mailbox/mailbox.html", {"page": page, "search": search})


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def mail(request: HttpRequest, name: str) -> HttpResponse:
    found = find_or_404(name)
    headers = [(header, found.message[header]) for header in HEADERS if header in found.message]
    context = {"mail": found, "headers": headers, "text": mails.body(found, "plain")}
    return render(request, "mailbox/mail.html", context)


@require_safe
@xframe_options_sameorigin
@csp_replace({"script-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]})  # type: ignore[arg-type]
def html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program shows it, with its own inline styles and nothing else."""
    return HttpResponse(mails.body(find_or_404(name), "html"))


def find_or_404(name: str) -> mails.Mail:
    found = mails.find(name)
    if found is None:
        raise Http404
    return found
