from datetime import date, timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from respondents.domain import access, contacts, sample, visits
from respondents.domain.addresses import suppress
from respondents.domain.contact_files import ContactFile, TypedRow
from respondents.domain.sample import Sample
from respondents.enums import (
    DeclineState,
    EarlierOutcome,
    LetterState,
    SampleReason,
    SuppressionReason,
)
from respondents.exceptions import SampleRefused
from respondents.models import Decline, Invitation, Respondent, SampleChoice
from surveys.enums import AuditVerb, Population
from surveys.models import AuditEntry, Edition
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory, LetterFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return StaffFactory()


def reasons(edition: Edition) -> dict[str, tuple[bool, str]]:
    return {
        name: (is_invited, reason)
        for name, is_invited, reason in sample.standing(edition).values_list("name", "is_invited", "reason")
    }


def test_who_is_left_out_and_why(edition: Edition, by: User) -> None:
    now = timezone.now()
    declined = GemeenteFactory()
    Decline.objects.create(
        edition=edition,
        gemeente=declined,
        state=DeclineState.DECLINED,
        said_by="secretaris",
        decided_by=by,
        decided_at=now,
    )
    InvitationFactory(edition=edition, respondent__name="uitgenodigd")
    RespondentFactory(name="erin")
    RespondentFactory(name="afgemeld", opted_out_at=now, left_on=date(2026, 1, 1))
    RespondentFactory(name="weg", left_on=date(2026, 1, 1))
    suppress(RespondentFactory(name="onbestelbaar").email, SuppressionReason.BOUNCED)
    suppress(RespondentFactory(name="klacht").email, SuppressionReason.COMPLAINT)
    RespondentFactory(name="gemeente doet niet mee", gemeente=declined)
    RespondentFactory(name="zonder gemeente", gemeente=None)
    RespondentFactory(name="voormalige gemeente", gemeente__valid_until=date(2020, 1, 1))
    sample.leave_out(edition, RespondentFactory(name="weggelaten"), by=by)

    assert reasons(edition) == {
        "uitgenodigd": (True, ""),
        "erin": (False, ""),
        "afgemeld": (False, SampleReason.OPTED_OUT),
        "weg": (False, SampleReason.LEFT),
        "onbestelbaar": (False, SampleReason.BOUNCED),
        "klacht": (False, SampleReason.SUPPRESSED),
        "gemeente doet niet mee": (False, SampleReason.GEMEENTE_DECLINED),
        "zonder gemeente": (False, SampleReason.NO_GEMEENTE),
        "voormalige gemeente": (False, SampleReason.NO_GEMEENTE),
        "weggelaten": (False, SampleReason.TEAM),
    }
    assert sample.count(sample.standing(edition)) == Sample(
        invited=1,
        to_invite=1,
        left_out={
            SampleReason.OPTED_OUT: 1,
            SampleReason.LEFT: 1,
            SampleReason.BOUNCED: 1,
            SampleReason.SUPPRESSED: 1,
            SampleReason.TEAM: 1,
            SampleReason.GEMEENTE_DECLINED: 1,
            SampleReason.NO_GEMEENTE: 2,
        },
    )


def test_a_panel_has_members_without_a_gemeente() -> None:
    edition = EditionFactory(survey__slug="panel", survey__population=Population.PANEL)
    RespondentFactory(name="lid", gemeente=None)

    assert reasons(edition) == {"lid": (False, "")}


def test_inviting_twice_invites_once(edition: Edition, by: User) -> None:
    RespondentFactory.create_batch(3)
    RespondentFactory(gemeente=None)

    assert (sample.invite(edition, by=by), sample.invite(edition, by=by)) == (3, 0)

    for invitation in Invitation.objects.all():
        assert visits.find_visit(access.personal_link(invitation).split("/")[-2]) is not None
    entry = AuditEntry.objects.get(verb=AuditVerb.INVITED_SAMPLE)
    assert (entry.actor, entry.count, entry.target) == (by, 3, f"edition:{edition.pk}")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_invite_everybody_once() -> None:
    edition = EditionFactory()
    RespondentFactory.create_batch(20)

    at_once([partial(sample.invite, edition, by=None)] * 2)

    assert edition.invitations.exclude(link_digest=None).count() == 20


def test_the_team_leaves_somebody_out_and_takes_them_in_again(edition: Edition, by: User) -> None:
    person = RespondentFactory(name="An")
    sample.invite(edition, by=by)

    sample.leave_out(edition, person, by=by)
    sample.leave_out(edition, person, by=by)
    left_out = reasons(edition)
    sample.take_in(edition, person, by=by)

    assert (left_out, reasons(edition)) == ({"An": (False, "team")}, {"An": (False, "")})
    assert [
        entry.reason for entry in AuditEntry.objects.filter(verb=AuditVerb.CHOSE_SAMPLE).order_by("pk")
    ] == [
        f"weggelaten, {edition.slug}",
        f"erin, {edition.slug}",
    ]


def test_somebody_without_a_gemeente_may_be_taken_in(edition: Edition, by: User) -> None:
    person = RespondentFactory(gemeente=None)

    sample.take_in(edition, person, by=by)

    assert sample.invite(edition, by=by) == 1


def test_who_opted_out_cannot_be_taken_in(edition: Edition, by: User) -> None:
    person = RespondentFactory(opted_out_at=timezone.now())

    with pytest.raises(SampleRefused, match="wil geen mail meer"):
        sample.take_in(edition, person, by=by)

    assert SampleChoice.objects.count() == 0


def test_who_was_mailed_or_has_begun_stays(edition: Edition, by: User) -> None:
    mailed = LetterFactory(wave__edition=edition, state=LetterState.ACCEPTED).invitation
    begun = InvitationFactory(edition=edition, response=ResponseFactory(edition=edition))
    skipped = LetterFactory(
        wave__edition=edition, state=LetterState.SKIPPED, skip_reason="answered"
    ).invitation

    for invitation in (mailed, begun):
        with pytest.raises(SampleRefused):
            sample.leave_out(edition, invitation.respondent, by=by)
    sample.leave_out(edition, skipped.respondent, by=by)

    assert set(edition.invitations.all()) == {mailed, begun}


def test_an_import_does_not_invite_who_was_left_out(edition: Edition, by: User) -> None:
    person = RespondentFactory(email="an@zwolle.example", gemeente__name="Zwolle")
    sample.leave_out(edition, person, by=by)
    file = ContactFile(
        [TypedRow(2, {"gemeente": "Zwolle", "email": "an@zwolle.example", "bron": "x"}, False)], [], []
    )

    contacts.store(contacts.make_plan(file, edition=edition), by=by)

    assert edition.invitations.count() == 0


def test_how_each_ended_last_time(edition: Edition) -> None:
    before = EditionFactory(
        year=2021,
        opens_at=timezone.now() - timedelta(days=800),
        closes_at=timezone.now() - timedelta(days=700),
    )
    other = EditionFactory(
        survey__slug="inwoners", opens_at=timezone.now() - timedelta(days=100), closes_at=timezone.now()
    )
    people: list[Respondent] = [
        InvitationFactory(edition=before, response=ResponseFactory(completed=True)).respondent,
        InvitationFactory(edition=before, joined_response=ResponseFactory(completed=True)).respondent,
        InvitationFactory(edition=before, response=ResponseFactory()).respondent,
        InvitationFactory(edition=before, handed_over_at=timezone.now()).respondent,
        InvitationFactory(edition=before).respondent,
        InvitationFactory(edition=other).respondent,
        RespondentFactory(earlier_outcome=EarlierOutcome.DECLINED, earlier_year=2019),
        InvitationFactory(
            edition=before, respondent__earlier_outcome=EarlierOutcome.DECLINED, respondent__earlier_year=2019
        ).respondent,
    ]

    outcomes = sample.last_outcomes(edition, people)

    assert [outcomes[person.pk] for person in people] == [
        "Heeft geantwoord (2021)",
        "Heeft geantwoord (2021)",
        "Begonnen, niet verzonden (2021)",
        "Heeft doorgegeven (2021)",
        "Geen antwoord (2021)",
        "",
        "Wilde niet meedoen (2019)",
        "Geen antwoord (2021)",
    ]


def test_the_first_edition_has_none_before_it(edition: Edition) -> None:
    person = RespondentFactory()

    assert (sample.previous(edition), sample.last_outcomes(edition, [person])) == (None, {person.pk: ""})


def test_an_outcome_has_a_year_and_a_year_an_outcome() -> None:
    RespondentFactory(earlier_outcome=EarlierOutcome.ANSWERED, earlier_year=2021)
    for wrong in ({"earlier_outcome": EarlierOutcome.ANSWERED}, {"earlier_year": 2021}):
        with pytest.raises(IntegrityError, match="respondent_outcome_of_some_year"), transaction.atomic():
            RespondentFactory(**wrong)


def test_one_choice_for_each_person_of_an_edition(edition: Edition, by: User) -> None:
    choice = {"edition": edition, "is_in": True, "made_by": by}
    person = RespondentFactory()
    SampleChoice.objects.create(respondent=person, **choice)
    SampleChoice.objects.create(respondent=RespondentFactory(), **choice)

    with pytest.raises(IntegrityError, match="samplechoice_once_per_edition"), transaction.atomic():
        SampleChoice.objects.create(respondent=person, **choice)
