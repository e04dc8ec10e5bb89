import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from respondents.domain import access, calling, declines, interviews, joining, visits
from respondents.domain.visits import Visit
from respondents.enums import CallOutcome
from respondents.exceptions import InterviewRefused
from respondents.models import CallAttempt, Case, Interview, Invitation
from surveys.domain import answering
from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition, Response
from tests.factories.respondents import InvitationFactory, StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db
COMPLETE = {"functie": "adviseur"}


@pytest.fixture
def caller() -> User:
    return StaffFactory()


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@pytest.fixture
def case(edition: Edition, invitation: Invitation, caller: User) -> Case:
    gemeente = invitation.respondent.gemeente
    assert gemeente is not None
    assert calling.hold(edition, gemeente, by=caller)
    return Case.objects.get()


def visit_of(token: str) -> Visit:
    visit = visits.find_visit(token)
    assert visit is not None
    return visit


def draft_of(invitation: Invitation) -> Response:
    invitation.response = ResponseFactory(
        edition=invitation.edition, gemeente=invitation.respondent.gemeente, answers=COMPLETE
    )
    invitation.save()
    return invitation.response


def send(visit: Visit) -> Response:
    response = visits.begin(visit)
    return joining.submit(Visit(visit.edition, visit.gemeente_id, response, None, interview=visit.interview))


def test_the_first_answer_makes_a_response_of_the_telephone(
    case: Case, invitation: Invitation, caller: User
) -> None:
    visit = visit_of(interviews.start(case, invitation, by=caller))

    first, second = visits.begin(visit), visits.begin(visit)

    invitation.refresh_from_db()
    assert first == second == Response.objects.get() == invitation.response
    assert (first.channel, first.gemeente) == (Channel.PHONE, case.gemeente)


def test_a_draft_is_shown_only_with_consent(case: Case, invitation: Invitation, caller: User) -> None:
    draft = draft_of(invitation)

    without = visit_of(interviews.start(case, invitation, by=caller))
    with_consent = visit_of(interviews.start(case, invitation, goes_on_with_draft=True, by=caller))

    assert (without.response, with_consent.response) == (None, draft)
    log = AuditEntry.objects.filter(verb=AuditVerb.STARTED_INTERVIEW).order_by("pk")
    assert [entry.reason for entry in log] == ["", interviews.WITH_DRAFT]


def test_beside_a_draft_the_interview_ends_the_reminders_too(
    case: Case, invitation: Invitation, caller: User
) -> None:
    draft = draft_of(invitation)

    sent = send(visit_of(interviews.start(case, invitation, by=caller)))

    invitation.refresh_from_db()
    assert (invitation.response, invitation.joined_response) == (draft, sent)
    assert list(Invitation.objects.answered()) == [invitation]


def test_of_two_that_one_person_sends_the_first_counts(
    case: Case, invitation: Invitation, caller: User
) -> None:
    draft = draft_of(invitation)
    by_phone = send(visit_of(interviews.start(case, invitation, by=caller)))

    joining.submit(Visit(case.edition, case.gemeente_id, draft, invitation))

    assert list(Response.objects.that_count()) == [by_phone]


def test_somebody_who_was_not_invited_answers_for_the_gemeente(case: Case, caller: User) -> None:
    send(visit_of(interviews.start(case, None, by=caller)))

    assert calling.has_answered(case.edition, case.gemeente)
    attempt = CallAttempt.objects.get()
    assert (attempt.case, attempt.caller, attempt.outcome) == (case, caller, CallOutcome.INTERVIEW)


def test_afterwards_the_pages_are_closed(case: Case, caller: User) -> None:
    ended, replaced, let_go = (
        interviews.start(case, None, by=caller),
        interviews.start(case, None, by=caller),
        interviews.start(case, None, by=caller),
    )
    assert visits.find_visit(ended) is None
    assert visits.find_visit(replaced) is None
    assert visits.find_visit(let_go) is not None

    calling.let_go(case, by=caller)

    assert visits.find_visit(let_go) is None
    assert interviews.token_under_way(case, caller) == ""


def test_who_takes_the_case_over_ends_the_interview(case: Case, caller: User) -> None:
    token = interviews.start(case, None, by=caller)
    Case.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert visits.find_visit(token) is not None  # Nobody else took it, so nothing typed is lost.

    assert calling.hold(case.edition, case.gemeente, by=StaffFactory())

    assert visits.find_visit(token) is None
    assert Interview.objects.get().ended_at is not None


def test_an_answer_after_the_end_makes_no_response(case: Case, caller: User) -> None:
    visit = visit_of(interviews.start(case, None, by=caller))
    calling.let_go(case, by=caller)

    with pytest.raises(Response.DoesNotExist):
        visits.begin(visit)

    assert not Response.objects.exists()


def test_a_start_is_refused_to_who_does_not_hold_the_case(case: Case, caller: User) -> None:
    with pytest.raises(InterviewRefused, match="niet meer open"):
        interviews.start(case, None, by=StaffFactory())
    Case.objects.update(held_until=timezone.now())

    with pytest.raises(InterviewRefused, match="niet meer open"):
        interviews.start(case, None, by=caller)


def test_a_start_is_refused_once_the_gemeente_has_answered(case: Case, caller: User) -> None:
    ResponseFactory(edition=case.edition, gemeente=case.gemeente, completed=True)

    with pytest.raises(InterviewRefused, match="intussen geantwoord"):
        interviews.start(case, None, by=caller)


def test_a_start_is_refused_while_the_edition_is_closed(case: Case, caller: User) -> None:
    Edition.objects.update(closes_at=timezone.now())

    with pytest.raises(InterviewRefused, match="niet open"):
        interviews.start(case, None, by=caller)


def test_two_callers_never_hold_one_gemeente(case: Case, caller: User) -> None:
    assert not calling.hold(case.edition, case.gemeente, by=StaffFactory())
    assert calling.hold(case.edition, case.gemeente, by=caller)
    assert calling.keep(case, by=caller.pk)

    calling.let_go(case, by=caller)

    assert calling.hold(case.edition, case.gemeente, by=StaffFactory())
    assert not calling.keep(case, by=caller.pk)


def test_an_answered_gemeente_is_not_called(edition: Edition, case: Case) -> None:
    assert list(calling.gemeenten_to_call(edition)) == [case.gemeente]

    response = ResponseFactory(edition=edition, gemeente=case.gemeente, completed=True)

    assert list(calling.gemeenten_to_call(edition)) == []
    response.is_test = True
    response.save()
    assert list(calling.gemeenten_to_call(edition)) == [case.gemeente]


def test_a_gemeente_that_declined_is_not_called(edition: Edition, case: Case, caller: User) -> None:
    declines.decline(edition, case.gemeente, said_by="De griffier", reason="", by=StaffFactory())

    assert list(calling.gemeenten_to_call(edition)) == []
    with pytest.raises(InterviewRefused, match="doet niet mee"):
        interviews.start(case, None, by=caller)


def test_a_respondent_and_a_caller_on_one_draft_undo_nothing_of_each_other(
    case: Case, invitation: Invitation, caller: User
) -> None:
    draft_of(invitation)
    by_phone = visit_of(interviews.start(case, invitation, goes_on_with_draft=True, by=caller)).response
    online = visit_of(access.derive_token(access.ANSWER, invitation.pk)).response
    assert by_phone is not None
    assert online is not None
    page = answering.questionnaire_of(online).page_by_slug["woorden"]

    answering.save_page(online, page, QueryDict("revision=0&definitie=Samen&ambities_kort="), uuid.uuid4())
    answering.save_page(by_phone, page, QueryDict("revision=0&definitie=&ambities_kort=Beleid"), uuid.uuid4())

    stored = Response.objects.get().answers
    assert (stored["definitie"], stored["ambities_kort"]) == ("Samen", "Beleid")
