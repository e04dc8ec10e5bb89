"""The page on which the team says which of two answers of one person counts: by when and how, not by what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import joining
from respondents.models import Invitation
from respondents.models.invitation import InvitationQuerySet
from surveys.models import Edition
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 25
# The two answers of an invitation, by the name that the buttons send.
WAYS = {"persoonlijk": "response", "open": "joined_response"}


@require_safe
@staff_page("respondents.change_invitation")
def page(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    shown = Paginator(answered_twice(edition), PER_PAGE).get_page(request.GET.get("pagina"))
    rows = [
        (invitation, [(way, getattr(invitation, field)) for way, field in WAYS.items()])
        for invitation in shown
    ]
    context = {"title": "Twee keer geantwoord", "subtitle": found.title, "edition": found}
    context |= {"page": shown, "rows": rows}
    return render_staff(request, "respondents/twice/twice.html", context)


def answered_twice(edition: str) -> InvitationQuerySet:
    """Without the answers themselves, which nobody of the team sees."""
    found = Invitation.objects.answered_twice().filter(edition__slug=edition)
    related = found.select_related("respondent__gemeente", "response", "joined_response")
    return related.defer("response__answers", "joined_response__answers")


@require_POST
@staff_page("respondents.change_invitation")
def choose(request: StaffRequest, edition: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(answered_twice(edition), pk=pk)
    way = request.POST.get("telt", "")
    if way not in WAYS:
        raise Http404
    joining.decide(invitation, counts=getattr(invitation, WAYS[way]), by=request.user)
    messages.success(request, f"Van {invitation.respondent} telt nu het antwoord dat u hebt gekozen.")
    return redirect("fieldwork:answered_twice", edition)
