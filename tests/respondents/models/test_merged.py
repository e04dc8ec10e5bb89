import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from respondents.models import GemeenteNote
from tests.factories.respondents import InvitationFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db


def test_a_contact_is_merged_into_another_only() -> None:
    one, other = RespondentFactory.create_batch(2)
    one.merged_into = other
    one.save()

    one.merged_into = one
    with pytest.raises(IntegrityError, match="respondent_merged_into_another"):
        one.save()


def test_an_invitation_is_merged_into_another_only() -> None:
    one, other = InvitationFactory.create_batch(2)
    one.merged_into = other
    one.save()

    one.merged_into = one
    with pytest.raises(IntegrityError, match="invitation_merged_into_another"):
        one.save()


def test_a_note_says_something_and_is_hidden_by_somebody() -> None:
    fields = {"gemeente": GemeenteFactory(), "made_by": StaffFactory()}
    hidden = {"hidden_by": StaffFactory(), "hidden_at": timezone.now()}
    GemeenteNote.objects.create(text="Belt liever", **fields, **hidden)

    wrong = [{"text": ""}, *({"text": "x", name: value} for name, value in hidden.items())]
    for one in wrong:
        with pytest.raises(IntegrityError, match="note_"), transaction.atomic():
            GemeenteNote.objects.create(**fields, **one)
