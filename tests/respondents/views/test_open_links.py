"""The page of the open links: what the team writes, what the analyst reads, and codes that a telephone can read."""

import io
import re
import uuid

import pytest
import segno
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries, Settings

from respondents.domain import open_links
from respondents.models import OpenLink
from surveys.enums import Channel
from surveys.models import Edition
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.many import many_responses
from tests.staff import client_of

pytestmark = pytest.mark.django_db

# What somebody might type behind `?bron=`, or store by another way than ours.
RUBBISH = ["😀😀", "=HYPERLINK(1)", "<script>alert(1)</script>", "x" * 60, "../../etc", "a b"]


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def link(edition: Edition) -> OpenLink:
    return open_links.add(edition, name="LinkedIn", placed_by="Anna", by=None)


def address(name: str, of: Edition | OpenLink) -> str:
    if isinstance(of, Edition):
        return reverse(f"open_links:{name}", args=[of.slug])
    return reverse(f"open_links:{name}", args=[of.edition.slug, of.pk])


def test_the_team_makes_a_link_and_gets_it_to_copy(team: Client, edition: Edition) -> None:
    answer = team.post(
        address("add", edition),
        {"name": "Nieuwsbrief juni", "placed_by": "Anna", "placed_on": "2026-06-12"},
        follow=True,
    )

    made = OpenLink.objects.get()
    assert answer.redirect_chain == [(address("link", made), 302)]
    assert f'value="{open_links.address_of(made)}"' in answer.content.decode()
    assert "Geplaatst op 12 juni 2026 door Anna." in answer.content.decode()


def test_what_was_typed_wrong_comes_back_with_what_to_do(team: Client, edition: Edition) -> None:
    answer = team.post(address("add", edition), {"name": "", "placed_by": "Anna", "placed_on": "gisteren"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Vul in waar de link staat." in text
    assert "Vul een dag in, zoals 12-06-2026." in text
    assert 'value="Anna"' in text
    assert 'value="gisteren"' in text
    assert not OpenLink.objects.exists()


@pytest.mark.parametrize("name", ["a\0b", "twee\nregels", "a" * 101, "\u202egespiegeld"])
def test_a_name_that_no_list_can_show_is_refused(team: Client, edition: Edition, name: str) -> None:
    assert team.post(address("add", edition), {"name": name}).status_code == 422


def test_a_tag_that_was_not_known_is_adopted_with_its_counts(team: Client, edition: Edition) -> None:
    ResponseFactory(edition=edition, channel=Channel.OPEN, source="van-een-vriend", completed=True)
    adopt = f"{address('add', edition)}?bron=van-een-vriend"
    assert adopt in team.get(address("page", edition)).content.decode()

    team.post(adopt, {"name": "Bericht van een vriend"})

    overview = team.get(address("page", edition)).context["overview"]
    assert [(line.link.name, line.completed) for line in overview.links] == [("Bericht van een vriend", 1)]
    assert overview.unknown == []
    again = team.post(adopt, {"name": "Nog eens"})
    assert (again.status_code, "al van een andere link" in again.content.decode()) == (422, True)


def test_the_tag_is_changed_until_an_answer_came_in(team: Client, link: OpenLink) -> None:
    fields = {"name": "LinkedIn", "placed_by": "", "placed_on": ""}
    odd = ("Met Hoofdletters", "-", "streep-", "é")
    wrong = {team.post(address("change", link), fields | {"tag": tag}).status_code for tag in odd}
    team.post(address("change", link), fields | {"tag": "li"})
    ResponseFactory(edition=link.edition, channel=Channel.OPEN, source="li")
    team.post(address("change", link), fields | {"name": "Bericht", "tag": "anders"})

    link.refresh_from_db()
    assert (wrong, link.name, link.tag) == ({422}, "Bericht", "li")


def test_who_follows_an_ended_link_gets_in(team: Client, link: OpenLink) -> None:
    team.post(address("end", link), {"einde": "1"})
    ended = team.get(address("page", link.edition)).context["ended"]

    answer = Client().get(f"/o/{link.edition.slug}/", {"bron": link.tag})

    assert [line.link for line, _ in ended] == [link]
    assert (answer.status_code, "In welke gemeente werkt u?" in answer.content.decode()) == (200, True)
    team.post(address("end", link), {"weer": "1"})
    assert OpenLink.objects.get().ended_at is None


def test_a_get_and_half_a_post_change_nothing(team: Client, link: OpenLink) -> None:
    found = [
        team.get(address("end", link), {"einde": "1"}).status_code,
        team.post(address("end", link)).status_code,
        team.get(address("add", link.edition), {"name": "Site"}).status_code,
        team.post(address("page", link.edition), {"name": "Site"}).status_code,
        team.get(reverse("open_links:link", args=["ambtenaren-1999", link.pk])).status_code,
    ]

    assert found == [405, 404, 200, 405, 404]
    assert [one.ended_at for one in OpenLink.objects.all()] == [None]


def test_the_analyst_reads_and_is_not_shown_what_the_team_does(link: OpenLink) -> None:
    ResponseFactory(edition=link.edition, channel=Channel.OPEN, source="onbekend")
    analyst = client_of("analist")

    texts = [
        analyst.get(address(name, of)).content.decode()
        for name, of in (("page", link.edition), ("link", link))
    ]

    assert ["LinkedIn" in text for text in texts] == [True, True]
    acts = ("Nieuwe open link", "Geef een naam", "Wijzig", "Beëindig</button>")
    assert [act for act in acts for text in texts if act in text] == []


@pytest.mark.usefixtures("quiet_valkey")
def test_an_answer_by_the_address_of_a_link_is_counted_there(team: Client, link: OpenLink) -> None:
    where = open_links.address_of(link).removeprefix(project.PUBLIC_URL)

    answer_by(where)

    line = team.get(address("link", link)).context["line"]
    assert (line.begun, line.completed, line.flagged) == (1, 0, 1)


@pytest.mark.usefixtures("quiet_valkey")
def test_rubbish_behind_a_link_loses_no_answer_and_makes_no_link(team: Client, edition: Edition) -> None:
    for rubbish in [*RUBBISH, "😀" * 500, "a" * 500]:
        answer_by(f"/o/{edition.slug}/?{urlencode({'bron': rubbish})}")

    overview = team.get(address("page", edition)).context["overview"]
    known = ["a" * 60, "a-b", "etc", "hyperlink-1", "script-alert-1-script", "x" * 60]
    assert sorted(line.tag for line in overview.unknown) == sorted(known)
    assert (overview.untagged.begun, overview.links) == (2, [])


def answer_by(where: str) -> None:
    """Somebody opens the address, chooses a gemeente and answers the first page."""
    visitor = Client()
    first = visitor.post(where, {"gemeente": GemeenteFactory().code})["Location"]
    saved = visitor.post(first, {"functie": "adviseur", "budget": "ja", "save_id": str(uuid.uuid4())})
    assert saved.status_code == 303


def test_rubbish_in_tags_is_shown_as_text_and_counted(team: Client, edition: Edition) -> None:
    for source in RUBBISH:
        ResponseFactory(edition=edition, channel=Channel.OPEN, source=source)

    answer = team.get(address("page", edition))

    assert sorted(line.tag for line in answer.context["overview"].unknown) == sorted(RUBBISH)
    adoptable = [line.tag for line in answer.context["overview"].unknown if line.can_be_adopted]
    assert adoptable == ["x" * 60]
    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()


def test_rubbish_in_the_address_becomes_a_tag_or_nothing(team: Client, edition: Edition) -> None:
    for rubbish in [*RUBBISH, "é" * 500]:
        team.post(f"{address('add', edition)}?bron={rubbish}", {"name": f"Plaats {rubbish}"[:100]})

    tags = OpenLink.objects.values_list("tag", flat=True)
    assert len(tags) == len(RUBBISH) + 1
    assert [tag for tag in tags if not re.fullmatch("[a-z0-9-]{1,60}", tag)] == []


def test_the_picture_is_a_code_of_the_whole_link(link: OpenLink, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://barometer.example"
    analyst = client_of("analist")
    expected = io.BytesIO()
    whole = segno.make_qr(f"https://barometer.example/o/{link.edition.slug}/?bron=linkedin", error="m")
    whole.save(expected, kind="png", scale=24, border=4, light="white")

    svg, png = (analyst.get(address(kind, link)) for kind in ("svg", "png"))

    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert png["Content-Disposition"] == f'inline; filename="qr-{link.edition.slug}-linkedin.png"'
    assert png.content == expected.getvalue()
    assert "default-src 'none'" in svg["Content-Security-Policy"]
    assert [sign for sign in ("<script", "style=", "class=") if sign in svg.content.decode()] == []


def test_the_menu_leads_to_the_edition_that_is_open(edition: Edition) -> None:
    EditionFactory(closed=True)

    answer = client_of("analist").get(reverse("open_links:newest"))

    assert answer["Location"] == address("page", edition)


@pytest.mark.parametrize("count", [1, 8000])
def test_the_pages_ask_as_much_for_one_answer_as_for_8000(
    team: Client, link: OpenLink, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_responses(link.edition, count, channel="open", source="linkedin")
    team.get(address("page", link.edition))

    with django_assert_num_queries(9):
        page = team.get(address("page", link.edition))
    with django_assert_num_queries(7):
        team.get(address("link", link))

    assert page.context["overview"].total.begun == count - count // 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_link_as_for_three(
    team: Client, edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        open_links.add(edition, name=f"Plaats {number}", by=None)
        ResponseFactory(edition=edition, channel=Channel.OPEN, source=f"onbekend-{number}")
    team.get(address("page", edition))

    with django_assert_num_queries(9):
        team.get(address("page", edition))
