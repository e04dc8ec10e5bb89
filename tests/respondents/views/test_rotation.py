"""Each respondent sees the lists of a ranking in an order of their own, and always in that one."""

import re
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from respondents.domain import access, visits
from respondents.domain.visits import Visit
from respondents.models import Invitation
from surveys.models import Edition, Response
from surveys.models.response import ROTATIONS
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def order(client: Client, base: str) -> list[str]:
    html = client.get(f"{base}oordeel/").content.decode()
    _, _, list_of_first_place = html.partition('name="redenen_1"')
    return re.findall(r'<option value="(\w+)"', list_of_first_place.partition("</select>")[0])


def link_of(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def test_the_order_of_a_personal_link_stays_when_the_first_answer_comes(
    client: Client, edition: Edition
) -> None:
    links = [link_of(invitation) for invitation in InvitationFactory.create_batch(6, edition=edition)]
    before = [order(client, link) for link in links]
    for link in links:
        client.post(f"{link}keuzes/", {"functie": "adviseur"})

    after = [order(client, link) for link in links]

    assert after == before
    assert {codes[-1] for codes in before} == {"anders"}
    assert Response.objects.filter(rotation=None).count() == 0


def test_the_order_of_the_open_link_stays_when_the_address_changes(client: Client, edition: Edition) -> None:
    for _ in range(6):
        begun = client.post(f"/o/{edition.slug}/", {"gemeente": GemeenteFactory().code})
        start = begun["Location"].removesuffix("keuzes/")
        before = order(client, start)
        answered = client.post(f"{start}keuzes/", {"functie": "adviseur", "budget": "nee"})
        onward = answered["Location"].rsplit("/", 2)[0] + "/"

        assert onward != start
        assert [order(client, start), order(client, onward)] == [before, before]


def test_a_page_with_a_problem_has_the_same_order(client: Client, edition: Edition) -> None:
    invitation = InvitationFactory(edition=edition, response=ResponseFactory(edition=edition, rotation=1))
    twice = {"redenen_1": "invloed", "redenen_2": "invloed"}

    answer = client.post(f"{link_of(invitation)}oordeel/", twice)

    assert answer.status_code == 422
    codes = re.findall(r'<option value="(\w+)"', answer.content.decode().partition("</select>")[0])
    assert codes == ["kwaliteit", "invloed", "draagvlak", "anders"]


def test_who_began_before_lists_were_turned_keeps_the_order_of_the_questionnaire(
    client: Client, edition: Edition
) -> None:
    invitation = InvitationFactory(edition=edition, response=ResponseFactory(edition=edition))

    assert order(client, link_of(invitation)) == ["draagvlak", "kwaliteit", "invloed", "anders"]


def test_the_answer_does_not_depend_on_the_order(client: Client, edition: Edition) -> None:
    chosen = {"redenen_1": "invloed", "redenen_2": "draagvlak", "redenen_3": "kwaliteit"}
    for invitation in InvitationFactory.create_batch(4, edition=edition):
        client.post(f"{link_of(invitation)}oordeel/", chosen)

    stored = [response.answers["redenen"] for response in Response.objects.all()]

    assert stored == [["invloed", "draagvlak", "kwaliteit"]] * 4


def test_the_orders_are_spread_over_the_invitations() -> None:
    edition = EditionFactory.build()
    strangers = [Visit(edition, None, None, Invitation(pk=pk)) for pk in range(1, 601)]

    spread = Counter((visits.rotation_of(visit) or 0) % 3 for visit in strangers)

    # Two hundred each, and six standard deviations to either side.
    assert all(130 < count < 270 for count in spread.values())


def test_a_rotation_is_within_its_range(edition: Edition) -> None:
    ResponseFactory(edition=edition, rotation=ROTATIONS - 1)

    with pytest.raises(IntegrityError, match="response_rotation_within_range"), transaction.atomic():
        ResponseFactory(edition=edition, rotation=ROTATIONS)
