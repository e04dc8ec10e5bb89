from functools import partial

import pytest

from respondents.domain import link_requests
from respondents.exceptions import LinkRequestRefused
from respondents.models import Invitation, Letter
from surveys.models import Edition, Response
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition, channel="open")


def test_pressing_in_four_tabs_at_once_is_one_letter(invitation: Invitation, response: Response) -> None:
    def tab() -> None:
        link_requests.mail_invited(invitation)
        link_requests.mail_typed(response, "sanne@thuis.example")

    at_once([tab] * 4)

    assert Letter.objects.filter(invitation=invitation).count() == 1
    assert Letter.objects.filter(response=response).count() == 1


def test_six_addresses_at_once_are_three_letters(response: Response) -> None:
    def is_refused(number: int) -> bool:
        try:
            link_requests.mail_typed(response, f"sanne{number}@thuis.example")
        except LinkRequestRefused:
            return True
        return False

    refused = at_once([partial(is_refused, number) for number in range(6)])

    assert (Letter.objects.count(), sum(refused)) == (3, 3)


def test_the_cause_gives_away_neither_the_response_nor_the_address(response: Response) -> None:
    link_requests.mail_typed(response, "sanne@thuis.example")

    mark, _, digest = (Letter.objects.get().cause or "").partition(":")
    assert (len(mark), len(digest)) == (27, 32)
    assert mark not in str(Response.objects.values().get())
