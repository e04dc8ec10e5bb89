"""Two contacts that were one person are one wherever people are counted, listed, called or taken out again."""

import pytest
from django.contrib.auth.models import User

from respondents.domain import calling, coverage, fieldwork_lists, import_undo, same_person, sample, standings
from respondents.domain.calling import people
from respondents.domain.calling.people import Contact
from respondents.domain.outcomes import outcomes
from respondents.enums import Disposition, ImportState
from respondents.exceptions import ImportRefused, SampleRefused
from respondents.models import Case, ContactImport, Invitation, Respondent
from surveys.models import Edition, Gemeente
from tests.factories.respondents import (
    ContactImportFactory,
    InvitationFactory,
    RespondentFactory,
    StaffFactory,
)
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return StaffFactory()


@pytest.fixture
def zwolle() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def old_contact(zwolle: Gemeente) -> Respondent:
    return RespondentFactory(name="S. de Vries", gemeente=zwolle)


@pytest.fixture
def merged(edition: Edition, zwolle: Gemeente, old_contact: Respondent, by: User) -> Respondent:
    """The contact that remains of two who were both invited, of whom both had sent answers."""
    kept = RespondentFactory(name="Sanne de Vries", gemeente=zwolle)
    for person in (kept, old_contact):
        answers = ResponseFactory(edition=edition, gemeente=zwolle, completed=True)
        InvitationFactory(edition=edition, respondent=person, response=answers)
    same_person.merge(kept, old_contact, by=by)
    return kept


def test_the_person_is_counted_once(edition: Edition, zwolle: Gemeente, merged: Respondent) -> None:
    counted = standings.count_persons(edition)[zwolle.pk]
    listed = fieldwork_lists.persons(edition, fieldwork_lists.PersonFilter())
    found = coverage.with_contacts(edition).get(pk=zwolle.pk)

    assert sum(counted.values()) == 1
    assert [person.respondent for person in listed] == [merged]
    assert getattr(found, "contact_count") == 1  # noqa: B009
    assert sample.count(sample.standing(edition)).invited == 1


def test_the_other_invitation_is_the_same_person_twice(edition: Edition, merged: Respondent) -> None:
    found = outcomes(edition).persons

    assert sorted(found.values()) == [Disposition.COMPLETE, Disposition.DOUBLE]


def test_the_person_is_called_once(edition: Edition, zwolle: Gemeente, merged: Respondent) -> None:
    case = Case.objects.create(edition=edition, gemeente=zwolle)

    assert [person.respondent for person in calling.people_of(case)] == [merged]


def test_an_import_of_who_was_merged_stays(
    edition: Edition, merged: Respondent, old_contact: Respondent, by: User
) -> None:
    """The older contact, and its answers, would go along."""
    batch: ContactImport = ContactImportFactory(state=ImportState.STORED, file=None)
    Respondent.objects.filter(pk=merged.pk).update(contact_import=batch)
    Invitation.objects.update(response=None, joined_response=None)

    with pytest.raises(ImportRefused, match="samengevoegd"):
        import_undo.undo(batch, by=by)

    assert Respondent.objects.filter(pk__in=[merged.pk, old_contact.pk]).count() == 2


def test_who_was_merged_is_not_left_out_of_the_sample(edition: Edition, merged: Respondent, by: User) -> None:
    Invitation.objects.update(response=None, joined_response=None)

    with pytest.raises(SampleRefused):
        sample.leave_out(edition, merged, by=by)

    assert edition.invitations.count() == 2


def test_a_colleague_named_on_the_phone_who_was_merged_stays(
    edition: Edition, zwolle: Gemeente, old_contact: Respondent, by: User
) -> None:
    case = Case.objects.create(edition=edition, gemeente=zwolle)
    named = people.invite(case, Contact("Sanne", "sanne@zwolle.example", ""), by=by)
    same_person.merge(named.respondent, old_contact, by=by)

    assert not people.uninvite(named)
    assert Respondent.objects.filter(pk=old_contact.pk).exists()
