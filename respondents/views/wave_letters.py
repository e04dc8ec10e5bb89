"""The people of a mailing and their letters: who gets one, what became of it, and the mail as it was sent."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import letters, selection, settling, waves
from respondents.domain.addresses import masked
from respondents.enums import LetterKind, LetterState, SkipReason
from respondents.models import Invitation, Letter, Wave
from respondents.views.wave_text import frames_mail, html_of, mail_in_a_frame
from respondents.views.waves import wave_or_404
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.views.staff import StaffRequest, render_staff, staff_page

PER_PAGE = 50
WITH_PERSON = ("invitation__respondent__gemeente", "text")


@require_safe
@staff_page("respondents.view_letter")
def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Before a mailing begins: who would get it now, or would not for one reason."""
    wave = wave_or_404(pk)
    reason = reason_or_404(request)
    page = Paginator(selection.who(wave, reason), PER_PAGE).get_page(request.GET.get("pagina"))
    found = Invitation.objects.select_related("respondent__gemeente").in_bulk(page.object_list)
    context = {"wave": wave, "page": page, "people": [found[number] for number in page]}
    context |= {"title": SkipReason(reason).label if reason else "Wie de mail krijgt"}
    context |= {"subtitle": str(wave), "filter": urlencode({"reden": reason})}
    return render_staff(request, "respondents/waves/who.html", context)


def reason_or_404(request: HttpRequest) -> str:
    reason = request.GET.get("reden", "")
    if reason not in SkipReason.values:
        raise Http404
    return reason


@require_safe
@staff_page("respondents.view_letter")
def letter_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of a mailing in one state, or all of them."""
    wave = wave_or_404(pk)
    asked = {name: request.GET.get(name, "") for name in ("stand", "reden")}
    found = letters_of(wave, **asked)
    page: Page[Letter] = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"wave": wave, "page": page, "state": asked["stand"], "states": states(wave)}
    context |= {"title": "Brieven", "subtitle": str(wave), "filter": urlencode(asked)}
    return render_staff(request, "respondents/waves/letters.html", context)


def letters_of(wave: Wave, *, stand: str, reden: str) -> Any:
    """Those of whom something is to be done first: the order is that of the rows."""
    found = Letter.objects.filter(wave=wave).select_related(*WITH_PERSON).order_by("pk")
    if stand and stand not in LetterState.values:
        raise Http404
    if stand:
        found = found.filter(state=stand)
    return found.filter(skip_reason=reden) if reden in SkipReason.values and reden else found


def states(wave: Wave) -> list[tuple[str, str, int]]:
    counts = waves.counts(wave)
    return [(state.value, str(state.label), counts[state]) for state in LetterState if counts[state]]


@require_POST
@staff_page("respondents.change_letter")
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """A letter in doubt: somebody has looked, and says that it was sent or must go again."""
    letter = get_object_or_404(Letter.objects.select_related("wave"), pk=pk, wave__isnull=False)
    was_sent = {"verstuurd": True, "opnieuw": False}.get(request.POST.get("besluit", ""))
    if was_sent is None:
        raise Http404
    if not settling.settle(letter, was_sent=was_sent, by=request.user):
        messages.warning(request, f"Brief {letter.pk} was niet meer in twijfel. Er is niets veranderd.")
    elif was_sent:
        messages.success(request, f"Brief {letter.pk} geldt als verstuurd.")
    else:
        messages.success(request, f"Brief {letter.pk} gaat opnieuw.")
    listed = reverse("waves:letters", args=[letter.wave_id])
    return redirect(f"{listed}?{urlencode({'stand': LetterState.IN_DOUBT})}")


@require_safe
@frames_mail
@staff_page("respondents.view_letter")
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The mail as it left. That somebody read it is written down."""
    found = sent_or_404(pk)
    audit.record(AuditVerb.READ_LETTER, found, by=request.user, reason="tekst")
    mail = letters.as_sent(found)
    may_see_address = request.user.has_perm("respondents.view_respondent")
    address = letters.address_of(found)
    context = {"letter": found, "mail": mail, "address": address if may_see_address else masked(address)}
    context |= {"title": f"Brief {found.pk}", "subtitle": LetterKind(found.kind).label}
    return render_staff(request, "respondents/waves/letter.html", context)


@require_safe
@mail_in_a_frame
@staff_page("respondents.view_letter")
def letter_html(request: StaffRequest, pk: int) -> HttpResponse:
    found = sent_or_404(pk)
    audit.record(AuditVerb.READ_LETTER, found, by=request.user, reason="opgemaakt")
    return html_of(letters.as_sent(found))


def sent_or_404(pk: int) -> Letter:
    """A letter that has its words; one that never came to the door, or left before they were kept, has none."""
    kept = Letter.objects.filter(text__isnull=False, filled__isnull=False)
    found = kept.select_related("wave__edition", *WITH_PERSON)
    return get_object_or_404(found, pk=pk)
