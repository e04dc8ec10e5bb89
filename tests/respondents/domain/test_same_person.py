from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from respondents.domain import (
    access,
    contacts,
    delivery,
    hand_overs,
    joining,
    opt_out,
    same_person,
    visits,
    waves,
)
from respondents.domain.addresses import refuses_mail, suppress
from respondents.domain.contact_files import ContactFile, TypedRow
from respondents.enums import (
    CallOutcome,
    HandOverState,
    LetterState,
    OptOutReason,
    SkipReason,
    SuppressionReason,
    WaveKind,
    WaveState,
)
from respondents.exceptions import HandOverRefused, MergeRefused
from respondents.models import (
    CallAttempt,
    Case,
    Invitation,
    Letter,
    Respondent,
    Suppression,
    TwoPeople,
)
from surveys.domain import answering
from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition, Response
from tests.at_once import at_once
from tests.factories.respondents import (
    HandOverFactory,
    InvitationFactory,
    LetterFactory,
    ReplyFactory,
    RespondentFactory,
    StaffFactory,
    WaveFactory,
)
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return StaffFactory()


@pytest.fixture
def kept() -> Respondent:
    return RespondentFactory(
        name="Sanne de Vries",
        email="sanne@zwolle.example",
        gemeente=GemeenteFactory(name="Zwolle"),
        functie="beleidsadviseur",
    )


@pytest.fixture
def gone(kept: Respondent) -> Respondent:
    return RespondentFactory(
        name="S. de Vries", email="s.devries@zwolle.example", gemeente=kept.gemeente, phone="038 123 45 67"
    )


def invite(person: Respondent, edition: Edition, **more: object) -> Invitation:
    return InvitationFactory(respondent=person, edition=edition, **more)


def both(kept: Respondent, gone: Respondent, edition: Edition) -> tuple[Invitation, Invitation]:
    return invite(kept, edition), invite(gone, edition)


def answer(invitation: Invitation, *, minutes_ago: int | None = None, **more: object) -> Response:
    """Sent so long ago, or a draft."""
    sent = None if minutes_ago is None else timezone.now() - timedelta(minutes=minutes_ago)
    response = ResponseFactory(
        edition=invitation.edition, gemeente=invitation.respondent.gemeente, completed_at=sent, **more
    )
    invitation.response = response
    invitation.save()
    return response


def token(invitation: Invitation) -> str:
    return access.derive_token(access.ANSWER, invitation.pk)


def opened_by(*invitations: Invitation) -> set[Invitation | None]:
    opened = [visits.find_visit(token(one)) for one in invitations]
    return {visit.invitation if visit else None for visit in opened}


def test_merge_changes_what_was_chosen_and_keeps_the_rest(
    kept: Respondent, gone: Respondent, by: User
) -> None:
    assert same_person.merge(kept, gone, of_gone={"email", "phone"}, by=by)

    kept.refresh_from_db()
    gone.refresh_from_db()
    columns = ("name", "normalized_email", "email", "phone", "functie", "merged_into_id")
    assert [[getattr(one, column) for column in columns] for one in (kept, gone)] == [
        ["Sanne de Vries", *["s.devries@zwolle.example"] * 2, "038 123 45 67", "beleidsadviseur", None],
        ["S. de Vries", *["sanne@zwolle.example"] * 2, "", "", kept.pk],
    ]
    assert list(Respondent.objects.current()) == [kept]
    entry = AuditEntry.objects.get(verb=AuditVerb.MERGED_CONTACTS)
    assert (entry.actor, entry.target, entry.reason) == (
        by,
        f"respondent:{kept.pk}",
        f"respondent:{gone.pk}",
    )


def test_merge_fills_what_was_empty(kept: Respondent, gone: Respondent, by: User) -> None:
    Respondent.objects.filter(pk=gone.pk).update(absent_until="2027-03-01", left_on="2026-03-01")

    same_person.merge(kept, gone, by=by)

    kept.refresh_from_db()
    assert (kept.phone, str(kept.absent_until), str(kept.left_on)) == (
        "038 123 45 67",
        "2027-03-01",
        "2026-03-01",
    )


def test_merge_again_changes_nothing(kept: Respondent, gone: Respondent, by: User) -> None:
    same_person.merge(kept, gone, of_gone={"email"}, by=by)

    assert not same_person.merge(kept, gone, of_gone={"email"}, by=by)

    kept.refresh_from_db()
    assert kept.email == "s.devries@zwolle.example"
    assert AuditEntry.objects.filter(verb=AuditVerb.MERGED_CONTACTS).count() == 1


def test_merge_refuses_what_cannot_be(kept: Respondent, gone: Respondent, by: User) -> None:
    third = RespondentFactory(gemeente=kept.gemeente)
    same_person.merge(kept, gone, by=by)
    kept.refresh_from_db()
    gone.refresh_from_db()

    for one, other in ((kept, kept), (gone, kept), (third, gone), (gone, third)):
        with pytest.raises(MergeRefused):
            same_person.merge(one, other, by=by)

    assert list(Respondent.objects.current()) == [kept, third]


def test_merge_refuses_an_address_of_a_third(kept: Respondent, by: User) -> None:
    elsewhere = RespondentFactory(email="s@oss.example", gemeente=GemeenteFactory(name="Oss"))
    RespondentFactory(email="s@oss.example", gemeente=kept.gemeente)

    with pytest.raises(MergeRefused, match="staat bij gemeente Zwolle"):
        same_person.merge(kept, elsewhere, of_gone={"email"}, by=by)
    same_person.merge(kept, elsewhere, by=by)

    assert not Respondent.objects.current().filter(pk=elsewhere.pk).exists()


def test_what_belongs_to_the_other_goes_on_with_who_remains(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    invitation = invite(gone, edition)
    letter = LetterFactory(wave__edition=edition, invitation=invitation)
    case = Case.objects.create(edition=edition, gemeente=kept.gemeente)
    call = CallAttempt.objects.create(
        case=case, respondent=gone, caller=by, outcome=CallOutcome.NO_ANSWER, note="Belt terug"
    )
    reply = ReplyFactory(letter=letter)

    same_person.merge(kept, gone, by=by)

    for row in (invitation, letter, call, reply):
        row.refresh_from_db()
    assert [invitation.respondent, call.respondent, reply.respondent] == [kept] * 3
    assert (letter.invitation, letter.normalized_email) == (invitation, kept.normalized_email)
    assert opened_by(invitation) == {invitation}


def test_both_links_open_the_invitation_that_remains(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)

    same_person.merge(kept, gone, by=by)

    assert opened_by(mine, theirs) == {mine}
    opt_outs = [access.derive_token(access.OPT_OUT, one.pk) for one in (mine, theirs)]
    assert {access.find_opt_out(one) for one in opt_outs} == {mine}
    assert list(Invitation.objects.current()) == [mine]


def test_links_go_on_through_a_second_merge(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    third = RespondentFactory(gemeente=kept.gemeente)
    invitations = [invite(one, edition) for one in (gone, third, kept)]

    same_person.merge(third, gone, by=by)
    same_person.merge(kept, third, by=by)

    assert opened_by(*invitations) == {invitations[2]}
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_what_was_sent_wins_over_a_draft(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    draft, sent = answer(mine), answer(theirs, minutes_ago=5)

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.response, mine.joined_response, theirs.response) == (sent, None, draft)
    assert list(Response.objects.that_count()) == [sent]


def test_of_two_that_were_sent_the_first_counts_until_somebody_decides(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    later, first = answer(mine, minutes_ago=5), answer(theirs, minutes_ago=9)

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    assert (mine.response, mine.joined_response) == (first, later)
    assert list(Response.objects.that_count()) == [first]
    assert list(Invitation.objects.answered_twice()) == [mine]
    joining.decide(mine, counts=later, by=by)
    assert list(Response.objects.that_count()) == [later]


def test_of_three_that_were_sent_one_counts(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    third = RespondentFactory(gemeente=kept.gemeente)
    mine, theirs = both(kept, gone, edition)
    answers = [answer(one, minutes_ago=9 - number) for number, one in enumerate((mine, theirs))]
    last = answer(invite(third, edition), minutes_ago=1)
    same_person.merge(kept, gone, by=by)
    mine.refresh_from_db()
    joining.decide(mine, counts=answers[1], by=by)

    same_person.merge(kept, third, by=by)
    of_three = list(Response.objects.that_count())
    joining.decide(Invitation.objects.get(pk=mine.pk), counts=last, by=by)

    assert (of_three, list(Response.objects.that_count())) == ([answers[0]], [last])


def test_what_the_team_decided_stays_where_the_other_sent_nothing(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    _, later = answer(mine, minutes_ago=9), answer(theirs, minutes_ago=5)
    same_person.merge(kept, gone, by=by)
    mine.refresh_from_db()
    joining.decide(mine, counts=later, by=by)
    third = RespondentFactory(gemeente=kept.gemeente)
    answer(invite(third, edition))

    same_person.merge(kept, third, by=by)

    assert list(Response.objects.that_count()) == [later]


def test_the_personal_link_never_shows_what_came_by_the_open_link(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    draft = answer(mine)
    theirs.joined_response = ResponseFactory(
        edition=edition, gemeente=kept.gemeente, channel=Channel.OPEN, completed=True
    )
    theirs.save()

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    assert (mine.response, mine.joined_response) == (draft, theirs.joined_response)


def test_four_answers_are_all_kept(kept: Respondent, gone: Respondent, edition: Edition, by: User) -> None:
    mine, theirs = both(kept, gone, edition)
    for number, invitation in enumerate((mine, theirs)):
        answer(invitation, minutes_ago=9 - number)
        invitation.joined_response = ResponseFactory(
            edition=edition, gemeente=kept.gemeente, channel=Channel.OPEN, completed=True
        )
        invitation.save()

    same_person.merge(kept, gone, by=by)

    tied = Invitation.objects.values_list("response", "joined_response")
    assert {pk for pair in tied for pk in pair} == set(Response.objects.values_list("pk", flat=True))
    assert list(Response.objects.that_count()) == [mine.response]


def test_of_two_letters_of_one_mailing_the_one_that_arrived_is_of_who_remains(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    wave, reminder = WaveFactory.create_batch(2, edition=edition)
    waiting = LetterFactory(wave=wave, invitation=mine)
    arrived = LetterFactory(wave=wave, invitation=theirs, state=LetterState.ACCEPTED)
    only = LetterFactory(wave=reminder, invitation=theirs)

    same_person.merge(kept, gone, by=by)

    rows = Letter.objects.values_list("pk", "invitation", "state", "skip_reason", "normalized_email")
    assert sorted(rows) == [
        (waiting.pk, theirs.pk, LetterState.SKIPPED, SkipReason.SAME_PERSON, kept.normalized_email),
        (arrived.pk, mine.pk, LetterState.ACCEPTED, "", gone.normalized_email),
        (only.pk, mine.pk, LetterState.QUEUED, "", kept.normalized_email),
    ]


def test_a_reminder_goes_once_to_who_was_reached_at_the_other_address(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    wave = WaveFactory(edition=edition)
    LetterFactory(wave=wave, invitation=mine, state=LetterState.FAILED)
    LetterFactory(wave=wave, invitation=theirs, state=LetterState.ACCEPTED)
    same_person.merge(kept, gone, by=by)
    reminder = WaveFactory(edition=edition, kind=WaveKind.REMINDER, released=True)

    waves.materialise(reminder)

    assert list(reminder.letters.values_list("invitation", "state")) == [(mine.pk, LetterState.QUEUED)]


def test_a_letter_in_hand_of_the_second_invitation_stays_at_the_door(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    _mine, theirs = both(kept, gone, edition)
    same_person.merge(kept, gone, by=by)
    wave = WaveFactory(edition=edition, released=True, state=WaveState.RUNNING)
    letter = LetterFactory(wave=wave, invitation=theirs)

    delivery.run()

    letter.refresh_from_db()
    assert (letter.state, letter.skip_reason) == (LetterState.SKIPPED, SkipReason.SAME_PERSON)


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_an_opt_out_of_either_is_one_of_the_person(
    kept: Respondent, gone: Respondent, edition: Edition, by: User, who: str
) -> None:
    opted = {"kept": kept, "gone": gone}[who]
    opt_out.opt_out(opted)
    opt_out.say_why(invite(opted, edition), OptOutReason.NO_TIME, "drie keer gevraagd")

    same_person.merge(kept, gone, by=by)

    kept.refresh_from_db()
    assert kept.opted_out_at is not None
    assert (kept.opt_out_reason, kept.opt_out_note) == (OptOutReason.NO_TIME, "drie keer gevraagd")
    assert [refuses_mail(one.email) for one in (kept, gone)] == [True, True]


def test_a_complaint_at_either_address_is_never_undone(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    invitation = invite(kept, edition)
    opt_out.complain(gone)
    same_person.merge(kept, gone, by=by)

    opt_out.undo(Invitation.objects.get(pk=invitation.pk))

    assert refuses_mail(kept.email)
    assert set(Suppression.objects.values_list("reason", flat=True)) == {SuppressionReason.COMPLAINT}


def test_an_address_that_does_not_exist_says_nothing_of_the_other(
    kept: Respondent, gone: Respondent, by: User
) -> None:
    suppress(gone.email, SuppressionReason.BOUNCED)

    same_person.merge(kept, gone, by=by)

    kept.refresh_from_db()
    assert kept.opted_out_at is None
    assert not refuses_mail(kept.email)


def test_news_about_an_old_letter_is_about_the_person(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    same_person.merge(kept, gone, by=by)
    gone.refresh_from_db()

    opt_out.opt_out(gone)

    kept.refresh_from_db()
    assert kept.opted_out_at is not None


def test_a_colleague_took_over_from_both(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    hand_overs.hand_over(theirs, hand_overs.Wish(email="fatima@zwolle.example"))

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    assert mine.handed_over_to is not None
    assert mine.handed_over_to.respondent.email == "fatima@zwolle.example"
    hand_overs.undo(mine)
    mine.refresh_from_db()
    assert mine.handed_over_at is None


def test_who_answered_stays_beside_a_colleague_who_was_asked(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    answer(mine, minutes_ago=5)
    hand_overs.hand_over(theirs, hand_overs.Wish(email="fatima@zwolle.example"))

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    assert mine.handed_over_at is None
    assert hand_overs.active_of(mine) is None


@pytest.mark.parametrize("giver", ["kept", "gone"])
def test_who_named_their_own_other_address_has_it_themselves(
    kept: Respondent, gone: Respondent, edition: Edition, by: User, giver: str
) -> None:
    mine = invite(kept, edition)
    theirs = invite(gone, edition)
    first, second = (mine, theirs) if giver == "kept" else (theirs, mine)
    answer(first)
    hand_overs.hand_over(first, hand_overs.Wish(email=second.respondent.email, with_answers=True))

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    assert (mine.handed_over_at, mine.handed_over_to) == (None, None)
    assert mine.response is not None
    assert {one.state for one in mine.hand_overs.all()} == {HandOverState.UNDONE}


def test_a_round_of_hand_overs_ends_with_who_began_it(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, _theirs = both(kept, gone, edition)
    hand_overs.hand_over(mine, hand_overs.Wish(email="fatima@zwolle.example"))
    colleague = Invitation.objects.get(respondent__email="fatima@zwolle.example")
    hand_overs.hand_over(colleague, hand_overs.Wish(email=gone.email))

    same_person.merge(kept, gone, by=by)

    mine.refresh_from_db()
    assert mine.handed_over_at is None


def test_an_address_that_waits_for_the_team_is_judged_after_a_merge(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    waiting = HandOverFactory(giver=theirs, email="fatima@elders.example")
    Invitation.objects.filter(pk=theirs.pk).update(handed_over_at=timezone.now())

    same_person.merge(kept, gone, by=by)
    waiting.refresh_from_db()
    hand_overs.approve(waiting, by=by)

    mine.refresh_from_db()
    assert mine.handed_over_to is not None


def test_the_other_address_cannot_be_handed_over_to(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine = invite(kept, edition)
    same_person.merge(kept, gone, by=by)

    with pytest.raises(HandOverRefused, match="uw eigen adres"):
        hand_overs.hand_over(mine, hand_overs.Wish(email=gone.email))


def test_the_other_address_typed_on_the_open_link_is_of_the_person(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    LetterFactory(wave__edition=edition, invitation=theirs, state=LetterState.ACCEPTED)
    same_person.merge(kept, gone, by=by)
    response = ResponseFactory(edition=edition, gemeente=kept.gemeente, channel=Channel.OPEN, completed=True)

    joining.join(response, gone.email)

    mine.refresh_from_db()
    assert mine.joined_response == response


def test_a_file_with_the_other_address_invites_nobody_twice(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    same_person.merge(kept, gone, by=by)
    values = {"email": gone.email, "gemeente": "Zwolle", "bron": "Website"}
    plan = contacts.make_plan(ContactFile([TypedRow(2, values, False)], [], []), edition=edition)

    changes = [contacts.store(plan, by=by) for _ in range(2)]

    assert [one.invited for one in changes] == [1, 0]
    assert list(edition.invitations.values_list("respondent", flat=True)) == [kept.pk]


def test_an_invitation_of_a_closed_edition_stays_with_its_gemeente(kept: Respondent, by: User) -> None:
    elsewhere = RespondentFactory(gemeente=GemeenteFactory(name="Oss"))
    past = invite(elsewhere, EditionFactory(closed=True))
    now = invite(elsewhere, EditionFactory())
    draft = answer(now)

    same_person.merge(kept, elsewhere, by=by)

    for row in (past, now, draft):
        row.refresh_from_db()
    assert (past.respondent, now.respondent) == (elsewhere, kept)
    assert draft.gemeente == kept.gemeente
    assert opened_by(past, now) == {past, now}


def test_a_first_answer_that_comes_at_that_moment_is_of_who_remains(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    visit = visits.find_visit(token(theirs))
    assert visit is not None
    same_person.merge(kept, gone, by=by)

    response = visits.begin(visit)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.response, theirs.response) == (response, None)


def test_a_draft_that_is_sent_at_that_moment_is_of_who_remains(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    mine, theirs = both(kept, gone, edition)
    answer(mine, revision=3)
    older = answer(theirs, saved_at=timezone.now() - timedelta(hours=1))
    visit = visits.find_visit(token(theirs))
    assert visit is not None
    same_person.merge(kept, gone, by=by)
    mine.refresh_from_db()
    assert mine.response != older

    joining.submit(visit)

    mine.refresh_from_db()
    assert mine.response == older
    assert list(Response.objects.that_count()) == [older]


def test_two_people_are_not_put_forward_again(kept: Respondent, gone: Respondent, by: User) -> None:
    third = RespondentFactory(gemeente=kept.gemeente)

    assert same_person.keep_apart(third, gone, by=by)
    assert not same_person.keep_apart(gone, third, by=by)
    same_person.merge(kept, gone, by=by)

    pairs = set(TwoPeople.objects.values_list("first", "second"))
    assert pairs == {(gone.pk, third.pk), (kept.pk, third.pk)}
    with pytest.raises(MergeRefused):
        same_person.keep_apart(kept, kept, by=by)
    with pytest.raises(IntegrityError, match="two_people_in_order"):
        TwoPeople.objects.create(first=third, second=kept, decided_by=by)


def test_what_follows_is_said_in_numbers(
    kept: Respondent, gone: Respondent, edition: Edition, by: User
) -> None:
    follows = same_person.what_follows(kept, gone)
    assert (follows.letters, follows.invited_twice, follows.answered_twice) == (0, [], [])
    mine, theirs = both(kept, gone, edition)
    answer(mine, minutes_ago=1)
    answer(theirs, minutes_ago=2)
    for wave in WaveFactory.create_batch(2, edition=edition):
        LetterFactory(wave=wave, invitation=theirs)

    follows = same_person.what_follows(kept, gone)

    assert follows == same_person.Follows(
        invitations=1, letters=2, invited_twice=[edition], answered_twice=[edition]
    )


@pytest.mark.django_db(transaction=True)
def test_two_members_of_staff_at_once(by: User) -> None:
    gemeente = GemeenteFactory()
    one, other = RespondentFactory.create_batch(2, gemeente=gemeente)
    edition = EditionFactory()
    invitations = both(one, other, edition)

    def merge(kept: Respondent, gone: Respondent) -> bool | str:
        try:
            return same_person.merge(kept, gone, by=by)
        except MergeRefused as refusal:
            return str(refusal)

    same = at_once([partial(merge, one, other), partial(merge, one, other)])

    assert sorted(same) == [False, True]
    assert opened_by(*invitations) == {invitations[0]}


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_an_answer_at_once(by: User) -> None:
    gemeente = GemeenteFactory()
    edition = EditionFactory()
    for _ in range(5):
        one, other = RespondentFactory.create_batch(2, gemeente=gemeente)
        mine, theirs = both(one, other, edition)
        visit = visits.find_visit(token(theirs))
        assert visit is not None

        _, response = at_once([partial(same_person.merge, one, other, by=by), partial(visits.begin, visit)])

        mine.refresh_from_db()
        assert mine.response == response
        assert answering.submit(response).is_completed


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_the_letters_that_leave_at_once(by: User, smtp: Sink) -> None:
    """Neither waits for the other for ever, and whatever left is with the contact that remains."""
    edition, gemeente = EditionFactory(), GemeenteFactory()
    pairs = [RespondentFactory.create_batch(2, gemeente=gemeente) for _ in range(8)]
    for pair in pairs:
        both(*pair, edition)
    waves.materialise(WaveFactory(edition=edition, released=True))

    def merge_all() -> None:
        for kept, gone in pairs:
            same_person.merge(kept, gone, by=by)

    at_once([merge_all, delivery.run])
    delivery.run()

    states = Counter(Letter.objects.values_list("state", flat=True))
    of_kept = Letter.objects.filter(invitation__merged_into=None)
    assert sum(states.values()) == 16
    assert set(states) <= {LetterState.ACCEPTED, LetterState.SKIPPED}
    assert set(of_kept.values_list("state", flat=True)) == {LetterState.ACCEPTED}
