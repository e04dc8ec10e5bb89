"""What a caller does with the gemeente on the screen; whatever it is, the typed note is kept."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from respondents.domain import interviews
from respondents.domain.calling import hours, leases, outcomes, people
from respondents.domain.calling.outcomes import Call
from respondents.enums import CallOutcome
from respondents.exceptions import CallRefused, InterviewRefused
from respondents.forms.calling import CallForm, correction_of, other_person
from respondents.models import CallAttempt, Case, Invitation
from respondents.views.calling import (
    CALL,
    address_of,
    case_or_404,
    faults,
    go_on,
    keeps_note,
    people_shown,
    refuse,
    show,
    stranger,
)
from surveys.models import Edition
from surveys.views.staff import StaffRequest, View, staff_page

NOT_KEPT = "De notitie is te lang of bevat een teken dat niet te zien is. Maak haar korter."


@require_POST
@staff_page(CALL)
def outcome(request: StaffRequest, edition: str, code: str) -> HttpResponse:
    """One click records the call and opens the next gemeente; what cannot be recorded comes back as it was typed."""
    case = case_or_404(request, edition, code)
    done = CallAttempt.objects.filter(key=key_of(request), caller=request.user, case=case).first()
    if done is None and not leases.is_held_by(case, request.user):
        return refuse(request, case, request.POST.get("note", ""))
    form, other = CallForm(request.POST), other_of(request)
    if not form.is_valid() or (other is not None and not other.is_valid()):
        return show_again(request, case, form, other=other)
    try:
        call = call_of(request, case, form, other)
        recorded = outcomes.record(case, call, by=request.user)
    except CallRefused as refusal:
        return show_again(request, case, form, str(refusal), other=other)
    if recorded.meanwhile:
        messages.warning(request, f"{recorded.meanwhile} Uw gesprek is vastgelegd.")
    return go_on(request, case.edition, besides=case, vastgelegd=recorded.attempt.pk)


def key_of(request: StaffRequest) -> Any:
    form = CallForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("key")


def other_of(request: StaffRequest) -> Any:
    is_asked = request.POST.get("outcome") == CallOutcome.OTHER_PERSON
    return other_person(request.POST) if is_asked else None


def call_of(request: StaffRequest, case: Case, form: CallForm, other: Any) -> Call:
    callback = form.cleaned_data["callback"]
    return Call(
        outcome=CallOutcome(form.cleaned_data["outcome"]),
        key=form.cleaned_data["key"],
        person=person_or_404(request, case, request.POST["person"]) if request.POST.get("person") else None,
        note=form.cleaned_data["note"],
        appointment_at=hours.appointment(case.edition, callback) if callback else None,
        other=other.contact if other is not None else None,
    )


def show_again(
    request: StaffRequest, case: Case, form: CallForm, problem: str = "", **more: Any
) -> HttpResponse:
    """The page with everything that was typed, and what to do."""
    leases.keep(case, by=request.user.pk)
    case.refresh_from_db()
    other = more.get("other")
    problems = [problem] if problem else [*faults(form), *(faults(other) if other is not None else [])]
    if other is None:
        more.pop("other", None)
    chosen = request.POST.get("person", "")
    return show(
        request,
        case.edition,
        case.gemeente,
        case,
        status=422,
        form=form,
        problems=problems,
        chosen=chosen,
        **more,
    )


@require_POST
@staff_page(CALL)
def undo(request: StaffRequest, edition: str, pk: int) -> HttpResponse:
    """Only what the caller recorded; the gemeente is on the screen again, if nobody else took it."""
    found = get_object_or_404(Edition, slug=edition)
    attempts = CallAttempt.objects.select_related("case__gemeente", "case__edition")
    attempt = attempts.filter(pk=pk, case__edition=found).first()
    if attempt is None or attempt.caller_id != request.user.pk:
        raise stranger(request, attempt or CallAttempt)
    gemeente = attempt.case.gemeente
    try:
        rest = outcomes.undo(attempt, by=request.user)
    except CallRefused as refusal:
        messages.error(request, f"{gemeente}: niet ongedaan gemaakt. {refusal}")
        return redirect(address_of(request, "gemeenten", edition))
    messages.success(
        request, f"{gemeente}: {attempt.get_outcome_display().lower()} ongedaan gemaakt. {rest}".strip()
    )
    if not leases.hold(found, gemeente, by=request.user):
        messages.warning(request, "Iemand anders heeft deze gemeente intussen geopend.")
        return redirect(address_of(request, "gemeenten", edition))
    leases.let_go_of_others(attempt.case_id, by=request.user)
    return redirect(address_of(request, "case", edition, gemeente.code))


def with_open_case(act: View) -> View:
    """For an act on a case that the caller has open: anybody else is refused, and what was typed is kept first."""

    @require_POST
    @staff_page(CALL)
    @wraps(act)
    def guarded(request: StaffRequest, edition: str, code: str, **more: int) -> HttpResponseBase:
        case = case_or_404(request, edition, code)
        if not leases.is_held_by(case, request.user):
            return refuse(request, case, request.POST.get("note", ""))
        if not keeps_note(request, case):
            return show_again(request, case, CallForm(request.POST), NOT_KEPT)
        return act(request, case, **more)

    return guarded


@with_open_case
def note(request: StaffRequest, case: Case) -> HttpResponse:
    messages.success(request, "De notitie is bewaard, en het dossier blijft nog een kwartier open.")
    return back(request, case)


def back(request: StaffRequest, case: Case) -> HttpResponse:
    return redirect(address_of(request, "case", case.edition.slug, case.gemeente.code))


@with_open_case
def interview(request: StaffRequest, case: Case) -> HttpResponse:
    """Begins an interview with somebody of this gemeente, or with who was not invited."""
    asked = request.POST.get("persoon", "")
    person = person_or_404(request, case, asked) if asked else None
    agreed = f"met_concept_{asked}" in request.POST
    try:
        token = interviews.start(case, person, goes_on_with_draft=agreed, by=request.user)
    except InterviewRefused as refusal:
        messages.error(request, str(refusal))
        return back(request, case)
    return redirect("answering:start", token)


def person_or_404(request: StaffRequest, case: Case, asked: str) -> Invitation:
    """An invitation of this gemeente; of another one it does not exist for the caller."""
    found = {str(person.pk): person for person in people.people_of(case)}
    if asked not in found:
        raise stranger(request, case)
    return found[asked]


@with_open_case
def mail_link(request: StaffRequest, case: Case, pk: int) -> HttpResponse:
    person = person_or_404(request, case, str(pk))
    try:
        people.mail_link(person, by=request.user)
    except CallRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"De link is onderweg naar {person.respondent}.")
    return back(request, case)


@with_open_case
def correct(request: StaffRequest, case: Case, pk: int) -> HttpResponse:
    person = person_or_404(request, case, str(pk))
    form = correction_of(person.respondent, pk, request.POST)
    problems = faults(form)
    if form.is_valid():
        try:
            people.correct(person, form.contact, by=request.user)
        except CallRefused as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, f"De gegevens van {form.contact.name} zijn verbeterd.")
            return back(request, case)
    shown = people_shown(case, pk, form)
    typed = CallForm(request.POST)
    return show(
        request, case.edition, case.gemeente, case, status=422, people=shown, problems=problems, form=typed
    )


@with_open_case
def end_mail(request: StaffRequest, case: Case, pk: int) -> HttpResponse:
    """An opt-out, as the person said it."""
    person = person_or_404(request, case, str(pk))
    people.end_mail(person, by=request.user)
    messages.success(request, f"{person.respondent} is afgemeld en krijgt geen mail meer van ons.")
    return back(request, case)
