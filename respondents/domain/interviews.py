"""Filling in by telephone: the pages of a respondent, for the caller who holds the case, as long as the call takes."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from respondents.domain import access, calling
from respondents.exceptions import InterviewRefused
from respondents.models import Case, Interview, Invitation
from surveys.domain import audit
from surveys.enums import AuditVerb

WITH_DRAFT = "met toestemming verder met het concept"
NOT_HELD = "U hebt dit dossier niet meer open. Open het opnieuw."
NOT_OPEN = "De vragenlijst is niet open. Invullen kan nu niet."
ANSWERED = "Deze gemeente heeft intussen geantwoord. Bellen hoeft niet meer."
DECLINED = "Deze gemeente doet niet mee. Bellen hoeft niet meer."
SENT = "Deze persoon heeft de vragenlijst al verstuurd."


@transaction.atomic
def start(case: Case, invitation: Invitation | None, *, goes_on_with_draft: bool = False, by: User) -> str:
    """The token of a new interview; one that was under way for the case is over.

    `invitation` is of who is on the phone, None for somebody who was not invited. A draft that this person began
    online is shown only if they agreed; otherwise the interview has answers of its own, and of two that are sent
    the first counts. Raises InterviewRefused.
    """
    locked = (
        Case.objects.select_for_update(of=("self",)).select_related("edition", "gemeente").get(pk=case.pk)
    )
    _refuse(locked, invitation, by)
    now = timezone.now()
    Interview.objects.filter(case=locked, ended_at=None).update(ended_at=now)
    draft = invitation.response if invitation is not None and goes_on_with_draft else None
    interview = Interview.objects.create(case=locked, caller=by, invitation=invitation, response=draft)
    token = access.derive_token(access.INTERVIEW, interview.pk)
    interview.link_digest = access.digest_of(token)
    interview.save(update_fields=["link_digest"])
    calling.keep(locked, by=by.pk)
    audit.record(AuditVerb.STARTED_INTERVIEW, locked, by=by, reason=WITH_DRAFT if draft else "")
    return token


def _refuse(case: Case, invitation: Invitation | None, by: User) -> None:
    if not calling.is_held_by(case, by):
        raise InterviewRefused(NOT_HELD)
    if not case.edition.is_open or case.edition.questionnaire_id is None:
        raise InterviewRefused(NOT_OPEN)
    if case.is_refused:
        raise InterviewRefused(DECLINED)
    if calling.has_answered(case.edition, case.gemeente):
        raise InterviewRefused(ANSWERED)
    if invitation is not None and invitation.response is not None and invitation.response.is_completed:
        raise InterviewRefused(SENT)


def end(interview: Interview) -> None:
    """From now on its pages are closed; what was filled in stays. Again changes nothing."""
    Interview.objects.filter(pk=interview.pk, ended_at=None).update(ended_at=timezone.now())


def token_under_way(case: Case, by: User) -> str:
    """The token of the caller's interview that was neither sent nor ended; empty if there is none."""
    interview = Interview.objects.under_way().filter(case=case, caller=by).first()
    return access.derive_token(access.INTERVIEW, interview.pk) if interview else ""
