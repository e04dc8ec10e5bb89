import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone

from respondents.domain import access, delivery, door, joining, visits, waves
from respondents.domain.visits import Visit
from respondents.enums import LetterState, SkipReason, WaveKind
from respondents.models import Invitation, Letter
from surveys.domain.answering import submit
from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition, Response
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

ADDRESS = "sanne@zwolle.example"


def invite(edition: Edition, **more: object) -> Invitation:
    """Somebody at ADDRESS to whom the invitation was mailed."""
    invitation = InvitationFactory(
        edition=edition, **({"respondent__email": ADDRESS, "respondent__gemeente__name": "Zwolle"} | more)
    )
    LetterFactory(invitation=invitation, wave__edition=edition, state=LetterState.ACCEPTED)
    return invitation


def sent(invitation: Invitation, **more: object) -> Response:
    """What somebody sent by the open link for the gemeente of the invitation."""
    background = {"edition": invitation.edition, "gemeente": invitation.respondent.gemeente}
    return ResponseFactory(**({**background, "channel": Channel.OPEN, "completed": True} | more))


def personal(invitation: Invitation, **more: object) -> Response:
    """What was filled in by the personal link."""
    invitation.response = sent(invitation, channel=Channel.PERSONAL, **more)
    invitation.save()
    return invitation.response


def joined(invitation: Invitation) -> Response | None:
    invitation.refresh_from_db()
    return invitation.joined_response


def visit_of(invitation: Invitation) -> Visit:
    visit = visits.find_visit(access.derive_token(access.ANSWER, invitation.pk))
    assert visit is not None
    return visit


def that_count() -> set[Response]:
    return set(Response.objects.that_count())


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return invite(edition)


@pytest.mark.parametrize("typed", [ADDRESS, " Sanne@Zwolle.EXAMPLE "])
def test_join_counts_as_answered(invitation: Invitation, typed: str) -> None:
    response = sent(invitation)

    joining.join(response, typed)
    joining.join(response, typed)

    assert joined(invitation) == response
    assert list(Invitation.objects.answered()) == [invitation]
    assert list(Invitation.objects.unanswered()) == []
    assert that_count() == {response}


def test_join_leaves_the_invitation_out_of_the_next_reminder(invitation: Invitation) -> None:
    other = invite(invitation.edition, respondent__email="ander@zwolle.example")
    joining.join(sent(invitation), ADDRESS)
    reminder = WaveFactory(edition=invitation.edition, kind=WaveKind.REMINDER, released=True)

    waves.materialise(reminder)

    reasons = dict(Letter.objects.filter(wave=reminder).values_list("invitation", "skip_reason"))
    assert reasons == {invitation.pk: SkipReason.ANSWERED, other.pk: SkipReason.NONE}


def test_a_reminder_that_had_not_left_stays_here_when_its_invitation_is_joined(
    invitation: Invitation,
) -> None:
    reminder = WaveFactory(edition=invitation.edition, kind=WaveKind.REMINDER, released=True)
    waves.materialise(reminder)
    worker = uuid.uuid4()
    [letter] = delivery.claim(worker)

    joining.join(sent(invitation), ADDRESS)

    assert not door.open_door(letter, worker)
    letter.refresh_from_db()
    assert (letter.state, letter.skip_reason) == (LetterState.SKIPPED, SkipReason.ANSWERED)


@pytest.mark.parametrize(
    "typed", ["ander@zwolle.example", "sanne@zwolle.example.nl", "anne@zwolle.example", "%", ""]
)
def test_join_needs_the_whole_address(invitation: Invitation, typed: str) -> None:
    joining.join(sent(invitation), typed)

    assert joined(invitation) is None


def test_join_needs_the_same_edition_and_the_same_gemeente(invitation: Invitation) -> None:
    joining.join(sent(invitation, gemeente=GemeenteFactory()), ADDRESS)
    joining.join(sent(invitation, gemeente=None), ADDRESS)
    joining.join(sent(invitation, edition=EditionFactory()), ADDRESS)

    assert joined(invitation) is None


def test_join_needs_an_answer_by_the_open_link_that_was_sent(invitation: Invitation) -> None:
    joining.join(sent(invitation, completed=False), ADDRESS)
    joining.join(sent(invitation, channel=Channel.PERSONAL), ADDRESS)

    assert joined(invitation) is None


@pytest.mark.parametrize("state", LetterState.values)
def test_join_needs_an_invitation_that_may_have_arrived(edition: Edition, state: str) -> None:
    """Else somebody could keep another from being invited at all."""
    invitation = InvitationFactory(edition=edition, respondent__email=ADDRESS)
    reason = SkipReason.OPTED_OUT if state == LetterState.SKIPPED else SkipReason.NONE
    LetterFactory(
        invitation=invitation,
        wave__edition=edition,
        state=state,
        skip_reason=reason,
        sending_since=timezone.now(),
    )

    joining.join(sent(invitation), ADDRESS)

    assert (joined(invitation) is not None) == (state in LetterState.may_have_arrived)


def test_the_last_address_typed_counts(invitation: Invitation) -> None:
    colleague = invite(
        invitation.edition,
        respondent__email="ander@zwolle.example",
        respondent__gemeente=invitation.respondent.gemeente,
    )
    response = sent(invitation)

    joining.join(response, "ander@zwolle.example")
    joining.join(response, ADDRESS)
    first = (joined(invitation), joined(colleague))
    joining.join(response, "niemand@zwolle.example")

    assert first == (response, None)
    assert joined(invitation) is None


def test_the_first_to_claim_an_invitation_keeps_it(invitation: Invitation) -> None:
    first, second = sent(invitation), sent(invitation)

    joining.join(first, ADDRESS)
    joining.join(second, ADDRESS)

    assert joined(invitation) == first


def test_two_claims_at_once_join_one(transactional_db: None, edition: Edition) -> None:
    invitation = invite(edition)
    responses = [sent(invitation) for _ in range(4)]

    at_once([partial(joining.join, response, ADDRESS) for response in responses])

    assert joined(invitation) in responses


def test_the_personal_link_never_shows_what_was_joined(invitation: Invitation) -> None:
    """Whoever types an address does not hand their answers to its owner, nor the other way round."""
    joining.join(sent(invitation, answers={"definitie": "Geheim"}), ADDRESS)

    visit = visit_of(invitation)
    begun = visits.begin(visit)

    assert visit.response is None
    assert begun.answers == {}


def test_a_sent_answer_wins_over_a_draft_and_leaves_it_alone(invitation: Invitation) -> None:
    draft = personal(invitation, completed=False, answers={"functie": "adviseur"})
    response = sent(invitation)

    joining.join(response, ADDRESS)

    assert list(Invitation.objects.answered()) == [invitation]
    assert that_count() == {response}
    assert visit_of(invitation).response == draft


def test_of_two_sent_answers_the_first_counts(invitation: Invitation) -> None:
    first = personal(invitation, completed_at=timezone.now() - timedelta(days=1))
    second = sent(invitation)

    joining.join(second, ADDRESS)

    assert that_count() == {first}
    assert list(Invitation.objects.answered_twice()) == [invitation]


def test_what_is_sent_by_the_personal_link_after_it_comes_second(invitation: Invitation) -> None:
    first = sent(invitation)
    joining.join(first, ADDRESS)
    second = visits.begin(visit_of(invitation))

    joining.submit(visit_of(invitation))

    second.refresh_from_db()
    assert (second.is_completed, second.is_double) == (True, True)
    assert that_count() == {first}


def test_submit_alone_is_the_first(invitation: Invitation) -> None:
    response = visits.begin(visit_of(invitation))

    assert joining.submit(visit_of(invitation)) == response
    assert that_count() == {response}


def test_the_team_decides_which_one_counts(invitation: Invitation) -> None:
    first, second = sent(invitation), personal(invitation, completed_at=timezone.now() + timedelta(days=1))
    joining.join(first, ADDRESS)
    invitation.refresh_from_db()
    staff = StaffFactory()

    joining.decide(invitation, counts=second, by=staff)
    joining.submit(visit_of(invitation))

    assert that_count() == {second}
    decided = AuditEntry.objects.filter(verb=AuditVerb.CHOSE_RESPONSE)
    assert list(decided.values_list("target", "actor")) == [(f"response:{second.pk}", staff.pk)]


def test_decide_needs_one_of_the_two(invitation: Invitation) -> None:
    joining.join(sent(invitation), ADDRESS)

    with pytest.raises(AssertionError):
        joining.decide(invitation, counts=sent(invitation), by=None)


def test_part_makes_two_persons_of_them(invitation: Invitation) -> None:
    first, second = sent(invitation), personal(invitation, completed_at=timezone.now() + timedelta(days=1))
    joining.join(first, ADDRESS)

    joining.part(invitation)
    joining.part(invitation)

    assert joined(invitation) is None
    assert that_count() == {first, second}


def test_part_sends_reminders_again(invitation: Invitation) -> None:
    joining.join(sent(invitation), ADDRESS)

    joining.part(invitation)

    assert list(Invitation.objects.unanswered()) == [invitation]


def test_joined_at_is_when_it_was_sent(invitation: Invitation) -> None:
    response = sent(invitation)
    before = joining.joined_at(invitation)
    joining.join(response, ADDRESS)
    invitation.refresh_from_db()

    assert (before, joining.joined_at(None)) == (None, None)
    assert joining.joined_at(invitation) == response.completed_at


def test_a_response_is_joined_to_one_invitation(invitation: Invitation) -> None:
    joining.join(sent(invitation), ADDRESS)

    with pytest.raises(IntegrityError, match="joined_response_id_key"):
        InvitationFactory(edition=invitation.edition, joined_response=joined(invitation))


def test_a_response_is_not_joined_to_its_own_invitation(invitation: Invitation) -> None:
    response = personal(invitation)
    invitation.joined_response = sent(invitation)
    invitation.save()

    invitation.joined_response = response
    with pytest.raises(IntegrityError, match="invitation_joined_to_another_response"):
        invitation.save()


def test_submit_of_a_response_by_the_open_link_is_that_of_surveys(edition: Edition) -> None:
    response, token = visits.begin_open(edition, gemeente_id=None, source="")
    visit = visits.find_visit(token)
    assert visit is not None

    first = joining.submit(visit)

    assert first == response
    assert submit(response).completed_at == first.completed_at
