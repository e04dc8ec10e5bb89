"""The pages of a caller: which gemeente to call next, and one of them with its people."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from respondents.domain import interviews
from respondents.domain.calling import history, hours, leases, order, outcomes, people, scripts, standing
from respondents.enums import CallOutcome
from respondents.exceptions import CallRefused
from respondents.forms.calling import CallForm, ContactForm, NoteForm, correction_of, other_person
from respondents.models import CallAttempt, Case, Invitation
from surveys.domain import audit
from surveys.enums import AuditVerb, Provincie
from surveys.models import Edition, Gemeente
from surveys.views.staff import StaffRequest, newest_edition_or_404, render_staff, staff_page

CALL = "respondents.call_gemeente"
OVERSEE = "respondents.oversee_calls"
# The outcomes of one click, with what follows from each.
BUTTONS = (
    (CallOutcome.NO_ANSWER, "komt later terug in de lijst", ""),
    (CallOutcome.VOICEMAIL, "komt morgen terug in de lijst", ""),
    (CallOutcome.BUSY, "komt over een uur terug", ""),
    (CallOutcome.WRONG_NUMBER, "verbeter het als u het weet", ""),
    (CallOutcome.PROMISED, "link wordt opnieuw gemaild", "good"),
    (CallOutcome.ALREADY_ANSWERED, "controle door projectteam", ""),
    (CallOutcome.REFUSED, "deze persoon: geen mail meer", "stop"),
    (CallOutcome.GEMEENTE_REFUSED, "stopt alle mail en bellen", "stop"),
)
NOBODY = "Er is nu geen gemeente die aan de beurt is. Kies er een uit de lijst, of kom later terug."


@require_safe
@staff_page(CALL)
def newest(_request: HttpRequest) -> HttpResponse:
    return redirect("calling:gemeenten", newest_edition_or_404().slug)


@require_safe
@staff_page(CALL)
def gemeenten(request: StaffRequest, edition: str) -> HttpResponse:
    found = get_object_or_404(Edition, slug=edition)
    context = room_of(request, found) | {
        "title": f"Bellen voor {found.title}",
        "numbers": history.numbers_of(request.user, found),
        "recorded": recorded(request, found),
    }
    return render_staff(request, "respondents/calling/gemeenten.html", context)


@require_safe
@staff_page(CALL)
def list_fragment(request: StaffRequest, edition: str) -> HttpResponse:
    """The list as it is now, for the script that keeps it up to date."""
    found = get_object_or_404(Edition, slug=edition)
    return render(request, "respondents/calling/_list.html", list_of(request, found))


def list_of(request: StaffRequest, edition: Edition, code: str = "") -> dict[str, Any]:
    """The list beside every page; `code` is the gemeente that is on the screen."""
    provincie = provincie_of(request)
    lines = order.lines(edition, provincie)
    return {
        "edition": edition,
        "lines": lines,
        "provincie": provincie,
        "current": code or request.GET.get("nu", ""),
        "due": any(line.is_due and line.holder_id in (None, request.user.pk) for line in lines),
        "oversees": request.user.has_perm(OVERSEE),
    }


def provincie_of(request: HttpRequest) -> str:
    """What the caller chose goes along from page to page, also by one that says what is wrong; rubbish is no choice."""
    asked = request.POST if request.method == "POST" else request.GET
    provincie = asked.get("provincie", "")
    return provincie if provincie in Provincie.values else ""


def room_of(request: StaffRequest, edition: Edition, code: str = "") -> dict[str, Any]:
    """What is on every page of the phone room: the list, and whether somebody can be called now."""
    return list_of(request, edition, code) | {
        "provincies": Provincie.choices,
        "outside_period": hours.outside_period(edition),
        "outside_hours": hours.outside_hours(timezone.now()),
    }


def recorded(request: StaffRequest, edition: Edition) -> dict[str, Any] | None:
    """What the caller recorded a moment ago, to be confirmed with a way back; None if that was undone or long ago."""
    asked = request.GET.get("vastgelegd", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
        return None
    attempt = CallAttempt.objects.filter(pk=asked).select_related("case__gemeente").first()
    if attempt is None or attempt.caller_id != request.user.pk or attempt.case.edition_id != edition.pk:
        raise stranger(request, attempt or CallAttempt)
    if attempt.undone_at or attempt.called_at < timezone.now() - outcomes.UNDO_FOR:
        return None
    return {"attempt": attempt, "sentence": outcomes.sentence(attempt)}


@require_safe
@staff_page(CALL)
def case(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """The people are named only to the caller who has the case open; another caller is refused."""
    found, gemeente = find_or_404(request, edition, code)
    case = case_of(found, gemeente)
    if leases.is_held_by_another(case, request.user) and not request.user.has_perm(OVERSEE):
        assert case is not None
        return refuse(request, case)
    return show(request, found, gemeente, case)


def case_of(edition: Edition, gemeente: Gemeente) -> Case | None:
    related = Case.objects.select_related("held_by", "edition", "gemeente")
    return related.filter(edition=edition, gemeente=gemeente).first()


def refuse(request: StaffRequest, case: Case, note: str = "") -> HttpResponse:
    """Who does not have the case sees nobody's name; that they asked is in the log."""
    is_others = leases.is_held_by_another(case, request.user)
    if is_others:
        audit.record(AuditVerb.REFUSED_CASE, case, by=request.user, reason="een ander heeft het open")
    lost = {"lost_note": note, "refusal": outcomes.NOT_HELD if note or not is_others else ""}
    return show(request, case.edition, case.gemeente, case, status=403 if is_others else 409, **lost)


def show(
    request: StaffRequest,
    edition: Edition,
    gemeente: Gemeente,
    case: Case | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    done = standing.why_done(case or Case(edition=edition, gemeente=gemeente))
    is_mine = leases.is_held_by(case, request.user)
    context = room_of(request, edition, gemeente.code) | {
        "title": str(gemeente),
        "gemeente": gemeente,
        "case": case,
        "done": done.sentence,
        "most": order.MOST_ATTEMPTS,
        "is_mine": is_mine,
        "is_others": leases.is_held_by_another(case, request.user),
        "recorded": recorded(request, edition),
        **more,
    }
    if case is not None and is_mine:
        context = conversation(request, case, is_open=not done.sentence) | context
    return render_staff(request, "respondents/calling/case.html", context, status)


def conversation(request: StaffRequest, case: Case, *, is_open: bool) -> dict[str, Any]:
    """What only the caller who has the case sees; of a gemeente that is done with no people any more."""
    context: dict[str, Any] = {"form": CallForm(initial={"note": case.note, "key": uuid4()})}
    if is_open:
        invited = people_shown(case)
        context |= {
            "people": invited,
            "chosen": next((str(one["pk"]) for one in invited if one["can_be_called"]), ""),
            "buttons": BUTTONS,
            "other": other_person(),
            "script": scripts.paragraphs_of(case.edition, case.gemeente, request.user),
            "interview_url": interview_url(case, request.user),
            "history": history.history_of(case),
        }
    return context


def people_shown(case: Case, pk: int = 0, form: ContactForm | None = None) -> list[dict[str, Any]]:
    """Who can be rung stands first; `form` is what was typed of the person with that number."""
    invited = [person_of(one, form if one.pk == pk else None) for one in people.people_of(case)]
    return sorted(invited, key=lambda one: (not one["can_be_called"], not one["dial"]))


def person_of(person: Invitation, form: ContactForm | None = None) -> dict[str, Any]:
    """One contact: where they stand, how to reach them, and the form that corrects that."""
    respondent = person.respondent
    return {
        "pk": person.pk,
        "respondent": respondent,
        "status": people.status_of(person),
        "can_be_called": people.can_be_called(person),
        "has_draft": person.response_id is not None,
        "dial": people.to_dial(respondent.phone),
        "form": form or correction_of(respondent, person.pk),
    }


def interview_url(case: Case, user: User) -> str:
    """Where the caller's own interview goes on; empty if there is none under way."""
    token = interviews.token_under_way(case, user)
    return reverse("answering:start", args=[token]) if token else ""


@require_safe
@staff_page(CALL)
def standing_fragment(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """Whether the gemeente on the screen is still to be called; asked again and again by a script."""
    case = case_or_404(request, edition, code)
    now = standing.of_caller(case, request.user)
    return render(request, "respondents/calling/_standing.html", {"standing": now})


@require_POST
@staff_page(CALL)
def hold(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    found, gemeente = find_or_404(request, edition, code)
    try:
        order.take(found, gemeente, beyond_most=request.user.has_perm(OVERSEE), by=request.user)
    except CallRefused as refusal:
        messages.error(request, str(refusal))
    else:
        keeps_note(request, case_or_404(request, edition, code))
    return redirect(address_of(request, "case", edition, code))


@require_POST
@staff_page(CALL)
def let_go(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """What was typed stays with the case; typed by who lost the case, it comes back to be copied."""
    case = case_or_404(request, edition, code)
    if not keeps_note(request, case) and request.POST.get("note", "").strip():
        return refuse(request, case, request.POST["note"])
    leases.let_go(case, by=request.user)
    return redirect(address_of(request, "gemeenten", edition))


def keeps_note(request: StaffRequest, case: Case) -> bool:
    """Whether the note of the page is with the case now; False if the caller lost the case, or it is too long."""
    if "note" not in request.POST:
        return True
    form = NoteForm(request.POST)
    return form.is_valid() and leases.note(case, form.cleaned_data["note"], by=request.user)


@require_POST
@staff_page(CALL)
def take_next(request: StaffRequest, edition: str) -> HttpResponse:
    """The next gemeente; one that is on the screen is passed over, and what was typed stays with it."""
    found = get_object_or_404(Edition, slug=edition)
    passed = None
    if (code := request.POST.get("code", "")).isalnum():
        passed = case_or_404(request, edition, code)
        keeps_note(request, passed)
        leases.let_go(passed, by=request.user)
    return go_on(request, found, besides=passed)


def go_on(
    request: StaffRequest, edition: Edition, *, besides: Case | None = None, **query: Any
) -> HttpResponseRedirect:
    """To the next gemeente, or to the list if nobody is to be called."""
    following = order.take_next(edition, provincie_of(request), besides=besides, by=request.user)
    if following is None:
        messages.info(request, NOBODY)
        return redirect(address_of(request, "gemeenten", edition.slug, **query))
    return redirect(address_of(request, "case", edition.slug, following.gemeente.code, **query))


def address_of(request: HttpRequest, name: str, *args: str, **query: Any) -> str:
    provincie = provincie_of(request)
    words = urlencode(({"provincie": provincie} if provincie else {}) | query)
    return reverse(f"calling:{name}", args=args) + (f"?{words}" if words else "")


def find_or_404(request: StaffRequest, edition: str, code: str) -> tuple[Edition, Gemeente]:
    found = Edition.objects.filter(slug=edition).first()
    gemeente = found.gemeenten.filter(code=code).first() if found else None
    if found is None or gemeente is None:
        raise stranger(request, found or Edition)
    return found, gemeente


def case_or_404(request: StaffRequest, edition: str, code: str) -> Case:
    case = case_of(*find_or_404(request, edition, code))
    if case is None:
        raise stranger(request, Case)
    return case


def stranger(request: StaffRequest, target: Any) -> Http404:
    """Somebody asks for what is not there or not theirs: it is in the log."""
    audit.record(
        AuditVerb.REFUSED_CASE, target, by=request.user, reason="adres bestaat niet voor deze beller"
    )
    return Http404()


def faults(form: forms.Form) -> list[str]:
    return [str(fault) for found in form.errors.values() for fault in found]
