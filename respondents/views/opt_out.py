"""The link at the foot of every mail, and the button that mail programs show (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from respondents.domain import access, opt_out
from respondents.enums import OptOutReason
from respondents.forms.opt_out import ReasonForm
from respondents.models import Invitation
from respondents.views.link_pages import link_page


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks; only a POST acts, for mail gateways open every link."""
    invitation = access.find_opt_out(token)
    if invitation is None:
        raise Http404
    if request.method != "POST":
        return answer(request, invitation, "ask")
    if "terug" in request.POST:
        opt_out.undo(invitation)
        return answer(request, invitation, "undone")
    if "waarom" in request.POST:
        return why(request, invitation)
    opt_out.opt_out(invitation.respondent)
    return answer(request, invitation, "done", ReasonForm())


def why(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The reason, after the act; it is already done, so nobody has to give one."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return answer(request, invitation, "done", form, status=422)
    reason = OptOutReason(form.cleaned_data["reason"])
    if not opt_out.say_why(invitation, reason, form.cleaned_data["note"]):
        return answer(request, invitation, "ask")
    return answer(request, invitation, "thanked")


def answer(
    request: HttpRequest,
    invitation: Invitation,
    state: str,
    form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    template = "ask" if state == "ask" else "done"
    context = {
        "edition": invitation.edition,
        "gemeente": invitation.respondent.gemeente,
        "action": request.path,
        "state": state,
        "form": form,
    }
    return render(request, f"respondents/opt_out/{template}.html", context, status=status)
