"""The link at the foot of every mail, and the button that mail programs show (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from respondents.domain import access, opt_out
from respondents.views.link_pages import link_page


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks; only a POST acts, for mail gateways open every link."""
    invitation = access.find_opt_out(token)
    if invitation is None:
        raise Http404
    context = {"edition": invitation.edition, "action": request.path, "undo_action": request.path}
    if request.method != "POST":
        return render(request, "respondents/opt_out/ask.html", context)
    if "terug" in request.POST:
        opt_out.undo(invitation.respondent)
        return render(request, "respondents/opt_out/done.html", context | {"undone": True})
    opt_out.opt_out(invitation.respondent)
    return render(request, "respondents/opt_out/done.html", context)
