import uuid
from datetime import timedelta

import pytest
from celery import Celery
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from barometer.celery import app
from respondents.domain import access, delivery, thanks
from respondents.enums import LetterKind
from respondents.models import Invitation, Letter
from surveys.models import Edition, Response
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, ResponseFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def thanking(edition: Edition) -> Edition:
    """An edition that sends thanks."""
    edition.sends_thanks = True
    edition.save()
    return edition


def sent_in(edition: Edition, **fields: object) -> Invitation:
    return InvitationFactory(
        edition=edition, response=ResponseFactory(edition=edition, completed=True, **fields)
    )


def test_who_has_sent_is_thanked_once(thanking: Edition, smtp: Sink) -> None:
    sent = sent_in(thanking)
    InvitationFactory(edition=thanking, response=ResponseFactory(edition=thanking))
    InvitationFactory(edition=thanking)

    accepted = [delivery.run() for _ in range(3)]

    assert accepted == [1, 0, 0]
    assert smtp.recipients == [sent.respondent.email]


def test_an_edition_sends_no_thanks_unless_it_says_so(edition: Edition) -> None:
    sent_in(edition)

    thanks.thank()

    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [{"completed_at": timezone.now() - thanks.LONGEST_DELAY - timedelta(minutes=1)}, {"is_test": True}],
)
def test_an_answer_of_long_ago_or_of_a_test_is_not_thanked_for(
    thanking: Edition, fields: dict[str, object]
) -> None:
    sent_in(thanking, **fields)

    thanks.thank()

    assert Letter.objects.count() == 0


def test_two_workers_at_once_thank_once(thanking: Edition) -> None:
    sent = sent_in(thanking)
    Letter.objects.create(
        kind=LetterKind.THANKS,
        invitation=InvitationFactory(edition=EditionFactory()),
        cause=f"invitation:{sent.pk}",
        normalized_email="a@b.example",
    )

    thanks.thank()

    assert Letter.objects.count() == 1


def test_the_cause_names_the_invitation_and_not_the_response(thanking: Edition) -> None:
    sent = sent_in(thanking)

    thanks.thank()

    assert Letter.objects.values("cause", "response").get() == {
        "cause": f"invitation:{sent.pk}",
        "response": None,
    }


def test_looking_whom_to_thank_costs_a_constant_number_of_queries(
    thanking: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        sent_in(thanking)

    with django_assert_num_queries(2):
        thanks.thank()
    with django_assert_num_queries(1):
        thanks.thank()


def test_versturen_with_the_broker_away_is_sent_at_once_and_thanked_later(
    client: Client, thanking: Edition, smtp: Sink
) -> None:
    """Edge 16. Sending is one commit and rings nobody, so there is nothing for a broker to delay."""
    invitation = InvitationFactory(edition=thanking)
    base = f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"
    client.post(f"{base}keuzes/", {"functie": "adviseur", "save_id": str(uuid.uuid4())})
    Celery(broker="redis://127.0.0.1:1/0").set_current()
    try:
        answer = client.post(f"{base}versturen/")
    finally:
        app.set_current()

    assert answer["Location"] == f"{base}bedankt/"
    assert Response.objects.get().is_completed
    assert smtp.recipients == []
    assert delivery.run() == 1
    assert smtp.recipients == [invitation.respondent.email]
