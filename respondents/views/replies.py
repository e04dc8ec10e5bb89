"""The page on which the team says what of the mail that came back is taken over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import replies
from respondents.exceptions import HandOverRefused, ReplyRefused
from respondents.forms.replies import TakenForm
from respondents.models import Reply
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 25
DECIDED = "Over deze mail was al beslist. Er is niets veranderd."


@require_safe
@staff_page("respondents.change_reply")
def page(request: HttpRequest) -> HttpResponse:
    return show(request)


def show(request: HttpRequest, refused: tuple[Reply, TakenForm] | None = None) -> HttpResponse:
    """With what was typed and refused, if anything was; that mail is shown first, wherever it stood."""
    waiting = Reply.objects.waiting().select_related("respondent__gemeente")
    shown = Paginator(waiting, PER_PAGE).get_page(request.GET.get("pagina"))
    rows = [(reply, TakenForm(reply=reply)) for reply in shown]
    if refused is not None:
        rows = [refused, *(row for row in rows if row[0] != refused[0])]
    context = {"title": "Teruggekomen mail", "page": shown, "rows": rows, "kept_for": replies.KEPT_FOR.days}
    return render_staff(request, "respondents/replies/replies.html", context, status=422 if refused else 200)


@require_POST
@staff_page("respondents.change_reply")
def accept(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply, pk=pk)
    form = TakenForm(request.POST, reply=reply)
    if form.is_valid():
        try:
            accepted = replies.accept(reply, form.taken, by=request.user)
        except (ReplyRefused, HandOverRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, accepted, f"Overgenomen: {reply.get_kind_display().lower()}.")
            return redirect("replies")
    if not Reply.objects.waiting().filter(pk=pk).exists():
        say(request, False, "")
        return redirect("replies")
    return show(request, (reply, form))


@require_POST
@staff_page("respondents.change_reply")
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply, pk=pk)
    say(request, replies.decline(reply, by=request.user), "Niet overgenomen. Er is niets veranderd.")
    return redirect("replies")


def say(request: HttpRequest, changed: bool, words: str) -> None:
    if changed:
        messages.success(request, words)
    else:
        messages.warning(request, DECIDED)
