import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.enums import CaseState, LetterEventKind, LetterState
from respondents.models import Case, Invitation, Letter, LetterEvent, Respondent
from surveys.domain import table_sizes
from surveys.enums import Channel, Provincie
from surveys.models import Edition, Response
from tests.copies import copy_row
from tests.factories.respondents import InvitationFactory, LetterFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

CODES = [
    "provincies",
    "kaart",
    "gemeenten",
    "verloop",
    "kanalen",
    "functies",
    "grootte",
    "personen",
    "afhakers",
]
FORMS = ("csv", "svg", "png")


def address_of(edition: Edition, name: str = "fieldwork") -> str:
    return reverse(f"fieldwork:{name}", args=[edition.slug])


def page_of(edition: Edition, role: str = "projectteam") -> str:
    return client_of(role).get(address_of(edition)).content.decode()


def words_of(page: str) -> str:
    """What stands on it, on one line."""
    content = page.split('<div id="content-main">')[1]
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def file_of(client: Client, edition: Edition, name: str) -> tuple[int, str]:
    answer = client.get(reverse("fieldwork:figure", args=[edition.slug, *name.split(".")]))
    return answer.status_code, answer["Content-Type"]


def test_the_first_screen_says_how_many_where_behind_and_what_to_do(edition: Edition) -> None:
    drenthe = GemeenteFactory.create_batch(4, provincie=Provincie.DRENTHE)
    for _ in range(2):
        ResponseFactory(edition=edition, gemeente=drenthe[0], completed=True)
    ResponseFactory(edition=edition, gemeente=drenthe[1])
    Case.objects.create(
        edition=edition, gemeente=drenthe[2], state=CaseState.APPOINTMENT, appointment_at=timezone.now()
    )
    letter = LetterFactory(
        wave__edition=edition, invitation__respondent__gemeente=drenthe[3], state=LetterState.ACCEPTED
    )
    LetterEvent.objects.create(letter=letter, event_id="b1", kind=LetterEventKind.BOUNCED, at=timezone.now())

    page = page_of(edition)

    words = words_of(page)
    for sentence in (
        "Dag 2 van het veldwerk. De vragenlijst sluit over 30 dagen",
        "1 van 4 gemeenten met respons (25,0%, RR1)",
        "1 gemeente nog nodig voor 30% in elke provincie",
        "1 gemeente begonnen, niet verzonden",
        "3 nog te bellen",
        "1 belafspraak",
        "1 mens met onbestelbare mail",
        "1 belafspraak is voor vandaag of al voorbij. Bel nu.",
        "1 adres bestaat niet. Zoek een ander adres, of bel.",
        "Drenthe loopt het verst achter: nog 1 van de 4 gemeenten nodig.",
    ):
        assert sentence in words
    gemeenten, persons = address_of(edition, "gemeenten"), address_of(edition, "persons")
    for link in (
        f"{gemeenten}?stand=answered",
        f"{gemeenten}?stand=open",
        f"{gemeenten}?stand=appointment",
        f"{persons}?stand=bounced",
        f"{gemeenten}?provincie=drenthe&amp;stand=open",
        f"{gemeenten}?zoek={drenthe[0].code}",
    ):
        assert f'href="{link}"' in page
    assert f'title="{drenthe[0]}: heeft geantwoord"' in page


def test_every_link_to_a_list_leads_to_as_many_as_it_says(edition: Edition) -> None:
    GemeenteFactory.create_batch(3, provincie=Provincie.DRENTHE)
    ResponseFactory(edition=edition, gemeente=GemeenteFactory(provincie=Provincie.ZEELAND), completed=True)
    client = client_of("projectteam")
    page = client.get(address_of(edition)).content.decode()

    counts = {"Drenthe": 3, "Zeeland": 1, "Heeft geantwoord (1)": 1, "Nog niet gemaild (3)": 3}
    links = {
        label: link for link, label in re.findall(r'<a href="([^"]+/gemeenten/[^"]+)">([^<]+)</a>', page)
    }
    found = {label: client.get(links[label]).context["page"].paginator.count for label in counts}

    assert found == counts


def test_the_analyst_sees_counts_and_no_gemeente(edition: Edition) -> None:
    gemeente = GemeenteFactory(name="Zierikstad", provincie=Provincie.ZEELAND)
    ResponseFactory(edition=edition, gemeente=gemeente, completed=True)

    pages = {role: page_of(edition, role) for role in ("projectteam", "analist")}

    assert {role: "Zierikstad" in page for role, page in pages.items()} == {
        "projectteam": True,
        "analist": False,
    }
    assert "/gemeenten/" not in pages["analist"]
    assert "/personen/" not in pages["analist"]
    assert "Heeft geantwoord" in words_of(pages["analist"])
    analist = client_of("analist")
    assert {form: file_of(analist, edition, f"gemeenten.{form}")[0] for form in FORMS} == {
        "csv": 200,
        "svg": 404,
        "png": 404,
    }


def test_the_page_leads_everybody_to_what_they_may_see(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True, is_double=True)
    InvitationFactory(
        edition=edition,
        response=ResponseFactory(edition=edition, completed=True),
        joined_response=ResponseFactory(edition=edition, completed=True),
    )
    onward = {
        "exporteren": reverse("export_responses", args=[edition.slug]),
        "Mogelijk dubbel</a> (1 apart gezet)": reverse("doubles", args=[edition.slug]),
        "Twee keer geantwoord</a> (1 persoon)": reverse("fieldwork:answered_twice", args=[edition.slug]),
    }

    found = {}
    for role in ("projectteam", "analist"):
        page = page_of(edition, role)
        found[role] = [words for words, address in onward.items() if words in page and address in page]

    assert found == {"projectteam": list(onward)[2:], "analist": list(onward)[:2]}


def test_the_menu_leads_to_the_edition_that_is_open() -> None:
    EditionFactory(upcoming=True)
    now = EditionFactory()
    EditionFactory(closed=True)

    answer = client_of("analist").get(reverse("fieldwork:newest"))

    assert answer["Location"] == address_of(now)


def test_without_an_edition_there_is_no_fieldwork() -> None:
    client = client_of("analist")

    assert client.get(reverse("fieldwork:newest")).status_code == 404
    for name in ("fieldwork", "standing"):
        assert client.get(reverse(f"fieldwork:{name}", args=["ambtenaren-1999"])).status_code == 404


EMPTY = {
    "open": ({}, "Dag 2 van het veldwerk."),
    "upcoming": ({"upcoming": True}, "Nog niet open. De vragenlijst opent over 10 dagen"),
    "closed": ({"closed": True}, "Gesloten sinds"),
    "without questionnaire": ({"questionnaire": None}, "Deze editie heeft nog geen vragenlijst. Kies er een"),
    "long ago": (
        {
            "opens_at": timezone.now() - timedelta(days=3000),
            "closes_at": timezone.now() - timedelta(days=2900),
        },
        "Gesloten sinds",
    ),
    "a few hours": (
        {"opens_at": timezone.now(), "closes_at": timezone.now() + timedelta(hours=3)},
        "Dag 1 van het veldwerk.",
    ),
}


@pytest.mark.parametrize(("fields", "sentence"), EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize("gemeenten", [0, 2])
def test_an_edition_without_answers_says_so_in_words(
    fields: dict[str, object], sentence: str, gemeenten: int
) -> None:
    GemeenteFactory.create_batch(gemeenten)
    edition = EditionFactory(**fields)

    page = page_of(edition)

    words = words_of(page)
    assert sentence in words
    assert "Er is nog geen vragenlijst verzonden." in words
    assert ("Er zijn nog geen gemeenten ingelezen." in words) == (gemeenten == 0)
    assert "<polyline" not in page
    client = client_of("projectteam")
    statuses = {name: file_of(client, edition, name)[0] for name in ("verloop.csv", "verloop.svg")}
    assert statuses == {"verloop.csv": 200, "verloop.svg": 404}


def test_answers_by_the_open_link_alone_are_shown_by_their_source(edition: Edition) -> None:
    for source in ("linkedin", "linkedin", ""):
        ResponseFactory(edition=edition, gemeente=None, channel=Channel.OPEN, source=source, completed=True)

    words = words_of(page_of(edition))

    assert "Open link 3 100% via linkedin 2 67% via een link zonder bron 1 33% Telefonisch 0 0%" in words
    assert "Uitgenodigd 0 0 Gemaild 0 0 Begonnen, niet verzonden 0 0 Verzonden 0 3" in words


def test_a_channel_leads_to_its_gemeenten_and_a_source_to_its_open_link(edition: Edition) -> None:
    """No list says which gemeente is behind the one answer of a source, and the analyst gets no list at all."""
    for source in ("linkedin", ""):
        ResponseFactory(edition=edition, channel=Channel.OPEN, source=source, completed=True)
    ResponseFactory(edition=edition, completed=True)
    lists, links = address_of(edition, "gemeenten"), reverse("open_links:page", args=[edition.slug])

    found = {role: links_of(page_of(edition, role), "kanalen") for role in ("projectteam", "analist")}

    of_sources = [f"{links}#zonder-label", f"{links}#label-linkedin"]
    assert found == {
        "projectteam": [f"{lists}?kanaal=personal", f"{lists}?kanaal=open", *of_sources],
        "analist": of_sources,
    }
    places = client_of("analist").get(links).content.decode()
    assert [f'id="{one}"' in places for one in ("zonder-label", "label-linkedin")] == [True, True]


def links_of(page: str, code: str) -> list[str]:
    """Where the lines of a table lead."""
    table = page.split(f'id="tabel-{code}"')[1].split("</table>")[0]
    return re.findall('href="([^"]+)"', table)


def test_of_many_sources_the_smallest_are_taken_together(edition: Edition) -> None:
    for number in range(13):
        for _ in range(2 if number < 10 else 1):
            ResponseFactory(edition=edition, channel=Channel.OPEN, source=f"b{number}", completed=True)

    words = words_of(page_of(edition))

    assert "via b9 2 9% via 3 andere bronnen 3 13% Telefonisch" in words


def test_the_fragment_is_the_part_of_the_page_that_changes(edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True)
    client = client_of("projectteam")

    page = client.get(address_of(edition)).content.decode()
    fragment = client.get(address_of(edition, "standing")).content.decode()

    assert fragment.strip() in page
    assert "<html" not in fragment
    assert len(re.findall('class="part"', fragment)) == 10


@pytest.mark.parametrize("code", CODES)
def test_each_figure_is_a_table_and_a_picture_to_take_along(edition: Edition, code: str) -> None:
    ResponseFactory(edition=edition, completed=True)
    client = client_of("projectteam")

    found = {form: file_of(client, edition, f"{code}.{form}") for form in FORMS}

    none = (404, "text/html; charset=utf-8")
    assert found == {
        "csv": (200, "text/csv; charset=utf-8"),
        "svg": none if code == "personen" else (200, "image/svg+xml"),
        "png": none if code == "personen" else (200, "image/png"),
    }


@pytest.mark.parametrize("name", ["provincies.exe", "antwoorden.csv", "antwoorden.svg"])
def test_a_figure_that_we_do_not_have_is_not_there(edition: Edition, name: str) -> None:
    assert file_of(client_of("projectteam"), edition, name)[0] == 404


def test_a_table_to_take_along_has_the_name_of_its_edition(edition: Edition) -> None:
    GemeenteFactory(provincie=Provincie.DRENTHE)

    answer = client_of("analist").get(reverse("fieldwork:figure", args=[edition.slug, "provincies", "csv"]))

    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}-provincies.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Provincie;Respons;Totaal;%;Nog nodig", "Drenthe;0;1;0;1"]
    assert lines[-1] == "Nederland;0;1;0,0;1"


QUERIES = {"projectteam": 22, "analist": 21}


def fill(edition: Edition, count: int) -> None:
    """So many people who were invited; half of them sent, the others began. Numbers grow one by one."""
    letter = LetterFactory(
        without_wave=True,
        invitation__edition=edition,
        invitation__response=ResponseFactory(edition=edition, completed=True),
    )
    invitation, more = letter.invitation, count - 1
    response, respondent = invitation.response, invitation.respondent
    copy_row(
        response,
        more,
        receipt="lpad(n::text, 8, '0')",
        completed_at="CASE WHEN mod(n, 2) = 0 THEN one.completed_at END",
    )
    copy_row(respondent, more, normalized_email="n || '@gemeente.example'")
    copy_row(
        invitation,
        more,
        respondent_id=f"{respondent.pk} + n",
        response_id=f"{response.pk} + n",
        link_digest="NULL",
        opt_out_digest="NULL",
    )
    copy_row(letter, more, invitation_id=f"{invitation.pk} + n", cause="'copy:' || n")
    table_sizes.look_again(Invitation, Letter, Respondent, Response)


@pytest.mark.parametrize("count", [1, 8_000])
def test_the_page_asks_as_much_for_one_person_as_for_8000(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(edition, count)
    EditionFactory(opens_at=timezone.now() - timedelta(days=400))
    clients = {role: client_of(role) for role in QUERIES}
    for role, client in clients.items():
        assert client.get(address_of(edition)).context["found"].persons.total() == count
        with django_assert_num_queries(QUERIES[role]):
            client.get(address_of(edition))
