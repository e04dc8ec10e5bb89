from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from respondents.domain import access, calling, declines, herindelingen, opt_out, visits
from respondents.enums import CallOutcome, CaseState, DeclineState, LetterState
from respondents.exceptions import MergeRefused
from respondents.models import CallAttempt, Case, Decline, Invitation, Respondent
from respondents.tasks import move_people
from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition, Gemeente, Response
from tests.factories.respondents import InvitationFactory, LetterFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=50)


@pytest.fixture
def by() -> User:
    return StaffFactory()


@pytest.fixture
def old() -> Gemeente:
    return GemeenteFactory(name="Haaren")


@pytest.fixture
def new() -> Gemeente:
    return GemeenteFactory(name="Oisterwijk")


@pytest.fixture
def person(old: Gemeente) -> Respondent:
    return RespondentFactory(email="sanne@haaren.example", gemeente=old, functie="adviseur")


def living() -> set[tuple[str, str]]:
    rows = Respondent.objects.current().values_list("normalized_email", "gemeente__name")
    return {(email, str(name)) for email, name in rows}


def opened(invitation: Invitation) -> Invitation | None:
    visit = visits.find_visit(access.derive_token(access.ANSWER, invitation.pk))
    return visit.invitation if visit else None


def time_passes(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(closes_at=timezone.now())


def test_people_go_to_the_new_gemeente(old: Gemeente, new: Gemeente, person: Respondent, by: User) -> None:
    assert herindelingen.record(old, [new], YESTERDAY, by=by)
    assert not herindelingen.record(old, [new], YESTERDAY, by=by)

    assert living() == {("sanne@haaren.example", "Oisterwijk")}
    moved = Respondent.objects.current().get()
    assert (moved.functie, moved.moves_to) == ("adviseur", None)
    entries = AuditEntry.objects.filter(verb=AuditVerb.MOVED_PEOPLE).values_list("target", "count", "actor")
    assert list(entries) == [(f"gemeente:{old.pk}", 1, by.pk)]


def test_an_address_at_both_becomes_one_person(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    there = RespondentFactory(email=person.email, gemeente=new, functie="")
    opt_out.opt_out(person)

    herindelingen.record(old, [new], YESTERDAY, by=by)

    there.refresh_from_db()
    assert living() == {("sanne@haaren.example", "Oisterwijk")}
    assert there.functie == "adviseur"
    assert there.opted_out_at is not None


def test_nobody_moves_while_an_edition_counts_the_old_gemeente(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    edition = EditionFactory()
    invitation = InvitationFactory(edition=edition, respondent=person)
    letter = LetterFactory(wave__edition=edition, invitation=invitation)

    herindelingen.record(old, [new], TODAY, by=by)
    assert (living(), herindelingen.move_who_can()) == ({("sanne@haaren.example", "Haaren")}, 0)
    assert calling.people_of(Case(edition=edition, gemeente=old)) == [invitation]
    time_passes(edition)
    move_people()

    assert living() == {("sanne@haaren.example", "Oisterwijk")}
    for row in (invitation, letter):
        row.refresh_from_db()
    assert (invitation.respondent, opened(invitation)) == (person, invitation)
    assert (letter.invitation, letter.state) == (invitation, LetterState.QUEUED)


def test_a_day_ahead_takes_effect_on_that_day(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    later = EditionFactory(upcoming=True)
    draft = InvitationFactory(edition=later, respondent=person)

    herindelingen.record(old, [new], TOMORROW, by=by)
    assert living() == {("sanne@haaren.example", "Haaren")}
    old.successions.update(effective_on=TODAY)
    assert herindelingen.move_who_can() == 1

    assert herindelingen.move_who_can() == 0
    draft.refresh_from_db()
    assert (draft.respondent.gemeente, opened(draft)) == (new, draft)


def test_what_was_answered_in_an_edition_that_counts_the_new_one_goes_along(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    edition, past = (
        EditionFactory(),
        EditionFactory(closed=True, opens_at=timezone.now() - timedelta(days=99)),
    )
    background = {"gemeente": old, "completed": True}
    mine = ResponseFactory(edition=edition, **background)
    open_one = ResponseFactory(edition=edition, channel=Channel.OPEN, **background)
    kept = ResponseFactory(edition=past, **background)
    there = ResponseFactory(edition=edition, gemeente=new, completed=True)
    invitation = InvitationFactory(edition=edition, respondent=person, response=mine)

    herindelingen.record(old, [new], LONG_AGO, by=by)

    of_gemeente = dict(Response.objects.values_list("pk", "gemeente"))
    assert of_gemeente == {mine.pk: new.pk, open_one.pk: new.pk, kept.pk: old.pk, there.pk: new.pk}
    assert Response.objects.that_count().count() == 4
    invitation.refresh_from_db()
    assert invitation.response == mine


def test_calls_go_along_and_an_appointment_too(old: Gemeente, new: Gemeente, by: User) -> None:
    edition = EditionFactory()
    when = timezone.now() + timedelta(days=2)
    case = Case.objects.create(
        edition=edition, gemeente=old, state=CaseState.APPOINTMENT, appointment_at=when
    )
    call = CallAttempt.objects.create(
        case=case, caller=by, outcome=CallOutcome.APPOINTMENT, appointment_at=when
    )

    herindelingen.record(old, [new], LONG_AGO, by=by)

    call.refresh_from_db()
    assert call.case == Case.objects.get(gemeente=new)
    assert (call.case.state, call.case.appointment_at) == (CaseState.APPOINTMENT, when)


def test_a_case_that_a_caller_has_open_is_waited_for(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    edition = EditionFactory()
    calling.hold(edition, old, by=by)

    with pytest.raises(MergeRefused, match="nu open"):
        herindelingen.record(old, [new], LONG_AGO, by=by)

    assert living() == {("sanne@haaren.example", "Haaren")}
    assert Gemeente.objects.get(pk=old.pk).valid_until is None
    calling.let_go(Case.objects.get(), by=by)
    assert herindelingen.record(old, [new], LONG_AGO, by=by)


def test_the_next_round_comes_back_for_a_case_that_is_open(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    edition = EditionFactory(upcoming=True)
    herindelingen.record(old, [new], TOMORROW, by=by)
    old.successions.update(effective_on=TODAY)
    calling.hold(edition, old, by=by)

    assert herindelingen.move_who_can() == 0
    calling.let_go(Case.objects.get(), by=by)
    assert herindelingen.move_who_can() == 1


def test_that_a_part_declined_is_put_to_the_team(old: Gemeente, new: Gemeente, by: User) -> None:
    edition = EditionFactory()
    declines.decline(edition, old, said_by="de secretaris", reason="te druk", by=by)

    herindelingen.record(old, [new], LONG_AGO, by=by)

    rows = Decline.objects.order_by("pk").values_list("gemeente", "state", "said_by")
    assert list(rows) == [
        (old.pk, DeclineState.DECLINED, "de secretaris"),
        (new.pk, DeclineState.PROPOSED, "de secretaris"),
    ]


def test_after_a_split_everybody_goes_where_the_team_says(
    old: Gemeente, new: Gemeente, person: Respondent, by: User
) -> None:
    vught = GemeenteFactory(name="Vught")
    other = RespondentFactory(email="mo@haaren.example", gemeente=old)

    for places in ({}, {person.pk: new.pk}, {person.pk: new.pk, other.pk: old.pk}):
        with pytest.raises(MergeRefused):
            herindelingen.record(old, [new, vught], YESTERDAY, places=places, by=by)
    assert living() == {("sanne@haaren.example", "Haaren"), ("mo@haaren.example", "Haaren")}
    herindelingen.record(old, [new, vught], YESTERDAY, places={person.pk: new.pk, other.pk: vught.pk}, by=by)

    assert living() == {("sanne@haaren.example", "Oisterwijk"), ("mo@haaren.example", "Vught")}


def test_who_comes_later_waits_for_a_place(old: Gemeente, new: Gemeente, by: User) -> None:
    vught = GemeenteFactory(name="Vught")
    herindelingen.record(old, [new, vught], YESTERDAY, by=by)
    late = RespondentFactory(email="laat@haaren.example", gemeente=old)

    assert herindelingen.move_who_can() == 0
    herindelingen.place(old, {late.pk: vught.pk}, by=by)

    assert living() == {("laat@haaren.example", "Vught")}


def test_a_preview_says_what_will_happen(old: Gemeente, new: Gemeente, person: Respondent, by: User) -> None:
    RespondentFactory(email=person.email, gemeente=new)
    edition = EditionFactory()
    invitation = InvitationFactory(edition=edition, respondent=person)
    LetterFactory(wave__edition=edition, invitation=invitation)
    ResponseFactory(edition=edition, gemeente=old)
    Case.objects.create(edition=edition, gemeente=old)

    before, after = (herindelingen.preview(old, [new], on) for on in (TODAY, LONG_AGO))

    numbers = [(one.people, one.become_one, one.waiting, one.cases, one.responses) for one in (before, after)]
    assert numbers == [(1, 1, 1, 0, 0), (1, 1, 1, 1, 1)]
    assert (before.waits_for, before.follows, before.moves_now) == ([edition], [], False)
    assert (after.waits_for, after.follows, after.moves_now) == ([], [edition], True)
