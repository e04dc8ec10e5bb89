"""Ik ben niet de juiste persoon: naming a colleague, and taking it back. A GET asks, only a POST acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from respondents.domain import hand_overs, visits
from respondents.domain.hand_overs import Wish
from respondents.domain.visits import Visit
from respondents.enums import HandOverState
from respondents.exceptions import HandOverRefused
from respondents.forms.answering import HandOverForm
from respondents.models import Invitation
from respondents.views.answering import closed
from respondents.views.link_pages import link_page


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    visit, invitation = personal_visit_or_404(token)
    if not visit.edition.is_open:
        return closed(request, visit.edition)
    if invitation.handed_over_at is not None:
        return taken_over(request, token, invitation)
    form = form_of(request, visit, invitation)
    if request.method == "POST" and form.is_valid() and pass_on(invitation, form):
        return redirect(request.path)
    return ask(request, token, visit, invitation, form)


def personal_visit_or_404(token: str) -> tuple[Visit, Invitation]:
    """Only who was asked for a gemeente by name has a colleague to name."""
    visit = visits.find_visit(token)
    if visit is None or visit.invitation is None or visit.gemeente_id is None:
        raise Http404
    return visit, visit.invitation


def form_of(request: HttpRequest, visit: Visit, invitation: Invitation) -> HandOverForm:
    return HandOverForm(
        request.POST if request.method == "POST" else None,
        has_answers=visit.response is not None and bool(visit.response.answers),
        giver_name=invitation.respondent.name,
    )


def pass_on(invitation: Invitation, form: HandOverForm) -> bool:
    """Whether the colleague takes over; if not, the form says why."""
    try:
        hand_overs.hand_over(invitation, Wish(**form.cleaned_data))
    except HandOverRefused as refusal:
        form.add_error("email", str(refusal))
    return form.is_valid()


def ask(
    request: HttpRequest, token: str, visit: Visit, invitation: Invitation, form: HandOverForm
) -> HttpResponse:
    earlier = list(invitation.hand_overs.all())
    context = {
        "edition": visit.edition,
        "gemeente": visit.gemeente,
        "form": form,
        "problems": form.problems,
        "is_completed": visit.response is not None and visit.response.is_completed,
        "is_too_often": len(earlier) >= hand_overs.MOST_HAND_OVERS,
        "was_refused": bool(earlier) and earlier[0].state == HandOverState.REFUSED,
        "start_url": reverse("answering:start", args=[token]),
    }
    status = 422 if form.errors else 200
    return render(request, "respondents/hand_over/ask.html", context, status=status)


def taken_over(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """What every page of the link says from now on."""
    hand_over = hand_overs.active_of(invitation)
    colleague = invitation.handed_over_to
    context = {
        "edition": invitation.edition,
        "gemeente": invitation.respondent.gemeente,
        "invitation": invitation,
        "hand_over": hand_over,
        "is_waiting": hand_over is not None and hand_over.state == HandOverState.WAITING,
        "address": hand_over and (hand_over.email or (colleague and colleague.respondent.email)),
        "can_be_undone": hand_over is not None and hand_overs.can_be_undone(hand_over),
        "undo_url": reverse("answering:take_back", args=[token]),
    }
    return render(request, "respondents/hand_over/taken_over.html", context)


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """A page of its own: a mail gateway that posts the forms of a page that it was led to, undoes nothing."""
    visit, invitation = personal_visit_or_404(token)
    if not visit.edition.is_open:
        return closed(request, visit.edition)
    if hand_overs.active_of(invitation) is None:
        return redirect("answering:start", token)
    context = {"edition": visit.edition, "gemeente": visit.gemeente, "action": request.path, "problem": ""}
    context["back_url"] = reverse("answering:hand_over", args=[token])
    if request.method == "POST":
        try:
            hand_overs.undo(invitation)
        except HandOverRefused as refusal:
            context["problem"] = str(refusal)
        else:
            return redirect("answering:start", token)
    status = 422 if context["problem"] else 200
    return render(request, "respondents/hand_over/take_back.html", context, status=status)
