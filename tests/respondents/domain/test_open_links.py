from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from respondents.domain import open_links
from respondents.domain.starts import clean_source
from respondents.exceptions import OpenLinkRefused
from respondents.models import OpenLink
from surveys.enums import AuditVerb, Channel
from surveys.models import AuditEntry, Edition
from tests.at_once import at_once
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import EditionFactory, ResponseFactory

pytestmark = pytest.mark.django_db

NEWSLETTER = "Nieuwsbrief Publiek Denken juni"


def add(edition: Edition, name: str = NEWSLETTER, **fields: str) -> OpenLink:
    return open_links.add(edition, name=name, **fields, by=None)


def answer(edition: Edition, source: str) -> None:
    ResponseFactory(edition=edition, channel=Channel.OPEN, source=source)


def changed(link: OpenLink, **fields: object) -> OpenLink:
    stands = {name: getattr(link, name) for name in ("name", "tag", "placed_by", "placed_on")}
    return open_links.change(link, **(stands | fields), by=None)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        (NEWSLETTER, "nieuwsbrief-publiek-denken"),
        ("LinkedIn", "linkedin"),
        ("Súdwest-Fryslân & co", "sudwest-fryslan-co"),
        ("🎉", "link"),
        ("=HYPERLINK(1)", "hyperlink1"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("a" * 100, "a" * 30),
    ],
)
def test_a_link_gets_a_short_clean_tag_of_its_name(edition: Edition, name: str, tag: str) -> None:
    link = add(edition, name)

    assert (link.name, link.tag) == (name, tag)
    assert clean_source(tag) == tag


def test_the_same_name_again_gets_a_tag_of_its_own(edition: Edition) -> None:
    tags = [add(edition, "LinkedIn").tag for _ in range(3)]

    assert tags == ["linkedin", "linkedin-2", "linkedin-3"]
    assert add(EditionFactory(), "LinkedIn").tag == "linkedin"


def test_a_new_link_does_not_take_answers_that_came_in_already(edition: Edition) -> None:
    answer(edition, "linkedin")

    assert add(edition, "LinkedIn").tag == "linkedin-2"
    assert add(edition, "Bericht van Anna", tag="linkedin").tag == "linkedin"
    with pytest.raises(OpenLinkRefused, match="al van een andere link"):
        add(edition, "Nog een bericht", tag="linkedin")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_tags(edition: Edition) -> None:
    at_once([partial(add, edition, "LinkedIn") for _ in range(4)])

    tags = ["linkedin", "linkedin-2", "linkedin-3", "linkedin-4"]
    assert sorted(OpenLink.objects.values_list("tag", flat=True)) == tags


def test_the_address_is_the_one_that_respondents_open(edition: Edition, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://barometer.example"

    assert open_links.address_of(add(edition, "LinkedIn")) == (
        f"https://barometer.example/o/{edition.slug}/?bron=linkedin"
    )


def test_a_tag_can_be_changed_until_the_first_answer(edition: Edition) -> None:
    link = changed(add(edition, "LinkedIn"), tag="li")
    answer(edition, "li")

    with pytest.raises(OpenLinkRefused, match="ligt vast"):
        changed(link, tag="linked-in")
    renamed = changed(link, name="LinkedIn van Anna", placed_by="Anna", placed_on=date(2026, 6, 12))
    assert (renamed.name, renamed.tag, renamed.placed_by) == ("LinkedIn van Anna", "li", "Anna")


def test_a_tag_of_another_link_is_refused_and_nothing_changes(edition: Edition) -> None:
    add(edition, "LinkedIn")
    other = add(edition, "Website")

    with pytest.raises(OpenLinkRefused, match="al van een andere link"):
        changed(other, name="Site", tag="linkedin")

    other.refresh_from_db()
    assert (other.name, other.tag) == ("Website", "website")


def test_ending_and_resuming_happen_once(edition: Edition) -> None:
    link = add(edition)

    acts = [
        act(link, by=None) for act in (open_links.end, open_links.end, open_links.resume, open_links.resume)
    ]

    link.refresh_from_db()
    assert (acts, link.ended_at) == ([True, False, True, False], None)


def test_who_did_it_is_recorded(edition: Edition) -> None:
    anna = StaffFactory()
    link = open_links.add(edition, name="LinkedIn", by=anna)
    stands = {"name": "Bericht", "tag": link.tag, "placed_by": "", "placed_on": None}
    open_links.change(link, **stands, by=anna)
    open_links.end(link, by=anna)

    found = AuditEntry.objects.filter(target=f"openlink:{link.pk}").order_by("pk")
    assert [(entry.actor_id, entry.verb, entry.reason) for entry in found] == [
        (anna.pk, AuditVerb.ADDED, ""),
        (anna.pk, AuditVerb.CHANGED, ""),
        (anna.pk, AuditVerb.CHANGED, "beëindigd"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"tag": "Met Hoofdletters"},
        {"tag": ""},
        {"tag": "a\n"},
        {"tag": "a-"},
        {"name": ""},
        {"tag": "linkedin"},
    ],
)
def test_the_database_refuses_what_is_no_link(edition: Edition, fields: dict[str, str]) -> None:
    add(edition, "LinkedIn")

    with pytest.raises(IntegrityError), transaction.atomic():
        OpenLink.objects.create(**({"edition": edition, "name": "Site", "tag": "site"} | fields))

    OpenLink.objects.create(edition=edition, name="Site", tag="site")


@pytest.mark.parametrize("text", ["x" * 59 + "-y", "-" * 500, "😀" * 500, "=1+1|cmd", "<b>", "\0"])
def test_a_source_that_was_made_up_is_a_tag_or_nothing(text: str) -> None:
    source = clean_source(text)

    assert source == clean_source(source)
    assert len(source) <= 60
    assert set(source) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not source.startswith("-")
