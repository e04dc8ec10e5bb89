"""Where an answer by the open link meets a personal invitation, without giving anything away.

After sending, somebody may type the address at which they were invited. That joins the response to the invitation of
that address, in the same edition and gemeente, and ends its reminders. Whoever types learns nothing: the page answers
the same for any address. Typing is no proof, so whoever holds the personal link neither sees what was sent nor loses
what they filled in themselves, and can say that it was not them.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from respondents.domain import merged, second_invitation
from respondents.domain.addresses import normalize_email
from respondents.domain.visits import Visit
from respondents.enums import CallOutcome, LetterState
from respondents.models import CallAttempt, Interview, Invitation, Respondent
from surveys.domain import answering, audit, counting
from surveys.enums import AuditVerb, Channel
from surveys.models import Response
from surveys.models.response import ResponseQuerySet


@transaction.atomic
def join(response: Response, email: str) -> None:
    """Joins a sent response of the open link to the one invitation of that address; the last address typed counts.

    The first that claims an invitation keeps it. An address that was never written to cannot have been invited, so
    nobody can be kept from the invitation itself.
    """
    invitation = _invited(response, email)
    locked = Response.objects.select_for_update().get(pk=response.pk)
    if not locked.is_completed or locked.is_test or locked.channel != Channel.OPEN:
        return
    former = Invitation.objects.filter(joined_response=locked).first()
    if former is not None and former != invitation:
        part(former)
    if invitation is not None and invitation.joined_response is None:
        invitation.joined_response = locked
        invitation.save(update_fields=["joined_response"])
        _count_the_first(invitation)


def _invited(response: Response, email: str) -> Invitation | None:
    """Locked, and before any response: everybody takes them in that order, so that nobody waits in a circle."""
    of_the_address = Invitation.objects.select_for_update(of=("self",)).filter(
        edition=response.edition_id,
        respondent__gemeente=response.gemeente_id,
        respondent__in=_known_as(email),
        letters__state__in=LetterState.may_have_arrived,
    )
    return of_the_address.first()


def _known_as(email: str) -> QuerySet[Respondent, int]:
    """Who has that address, or had it until the two contacts of one person were merged."""
    found = Respondent.objects.filter(normalized_email=normalize_email(email))
    return found.values_list(Coalesce("merged_into", "pk"), flat=True)


@transaction.atomic
def part(invitation: Invitation) -> None:
    """They are two persons after all: both answers count. Parting again changes nothing."""
    locked = merged.lock(invitation.pk)
    if locked.joined_response_id is not None:
        counting.let_all_count(_answers_of(locked))
        locked.joined_response = None
        locked.save(update_fields=["joined_response"])


def _answers_of(invitation: Invitation) -> ResponseQuerySet:
    found = (invitation.response_id, invitation.joined_response_id)
    return Response.objects.filter(pk__in=[pk for pk in found if pk is not None])


def joined_at(invitation: Invitation | None) -> datetime | None:
    """When a response was sent that bears the address of this invitation; None if there is none, or not any more."""
    joined = invitation.joined_response if invitation else None
    return joined.completed_at if joined else None


@transaction.atomic
def submit(visit: Visit) -> Response:
    """Sends the answers of a visit; of two that one person sent, by whatever ways, the first counts.

    Raises as `answering.submit` does.
    """
    assert visit.response is not None
    if visit.interview is not None and not visit.response.is_completed:
        _log_interview(visit.interview)
    invited = visit.invitation or (visit.interview and visit.interview.invitation)
    if invited is None or visit.response.is_completed:
        return answering.submit(visit.response)
    invitation = merged.lock(invited.pk)
    sent = answering.submit(visit.response)
    if sent.pk not in (invitation.response_id, invitation.joined_response_id):
        second_invitation.gather(invitation)  # Two contacts were merged since the page was opened.
    _count_the_first(invitation)
    return sent


def _log_interview(interview: Interview) -> None:
    """It ended this call, as an outcome would."""
    CallAttempt.objects.create(
        case_id=interview.case_id,
        respondent_id=interview.invitation.respondent_id if interview.invitation else None,
        caller_id=interview.caller_id,
        outcome=CallOutcome.INTERVIEW,
        called_at=timezone.now(),
    )


def _count_the_first(invitation: Invitation) -> None:
    """Until the team decides otherwise."""
    counting.let_first_count(second_invitation.answers_of(invitation))


@transaction.atomic
def decide(invitation: Invitation, *, counts: Response, by: audit.Actor) -> None:
    """Which of the two answers of one person counts; the other is kept, and left out of every figure."""
    answers = second_invitation.answers_of(merged.lock(invitation.pk))
    assert counts in answers.completed()
    counting.let_one_count(answers, counts)
    audit.record(AuditVerb.CHOSE_RESPONSE, counts, by=by)
