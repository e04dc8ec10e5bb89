"""An edition gets another version of its questionnaire while people are answering."""

import pytest
from django.test import Client

from respondents.domain import access
from respondents.models import Invitation
from surveys.domain import version_change
from surveys.exports.columns import read_extract
from surveys.models import Edition, Response
from tests import saving
from tests.factories.respondents import InvitationFactory

pytestmark = pytest.mark.django_db
RENAMED = ("code: kanalen\n", "code: wegen\n")


@pytest.fixture
def links(edition: Edition) -> list[str]:
    invitations: list[Invitation] = InvitationFactory.create_batch(2, edition=edition)
    return [f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/" for invitation in invitations]


def boxes_of(client: Client, link: str) -> set[str]:
    form = client.get(f"{link}keuzes-2/").context["form"]
    return set(form.fields)


def send(client: Client, link: str, box: str) -> None:
    client.post(f"{link}keuzes-2/", {box: "krant"})
    assert client.post(f"{link}versturen/")["Location"] == f"{link}bedankt/"


def test_who_is_under_way_finishes_and_who_comes_begins_on_the_new_one(
    client: Client, edition: Edition, links: list[str]
) -> None:
    under_way, new = links
    client.post(f"{under_way}keuzes/", {"functie": "adviseur", "budget": "nee"})

    other = saving.publish_version(2, RENAMED)
    version_change.change_questionnaire(edition, other, confirmed=True, by=None)

    assert "kanalen" in boxes_of(client, under_way)
    assert "wegen" in boxes_of(client, new)
    send(client, under_way, "kanalen")
    client.post(f"{new}keuzes/", {"functie": "adviseur", "budget": "nee"})
    send(client, new, "wegen")
    stored = Response.objects.order_by("pk").values_list("questionnaire__version", "answers")
    assert [
        (version, [code for code in ("kanalen", "wegen") if answers.get(code) == ["krant"]])
        for version, answers in stored
    ] == [(1, ["kanalen"]), (2, ["wegen"])]
    assert read_extract(Edition.objects.get()).count == 2
