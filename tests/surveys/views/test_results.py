"""The pages of the results: for the staff at any time, for everybody once they are released."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.enums import Channel, Provincie
from surveys.models import AuditEntry, Edition
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

SECRET = "Samen beslissen in Zwolle"
GIVEN = {
    "functie": "adviseur",
    "budget": "ja",
    "kanalen": ["krant"],
    "cijfer": 7,
    "redenen": ["invloed"],
    "stellingen_beleid": "deels",
    "definitie": SECRET,
    "voorbeelden": [SECRET],
}


@pytest.fixture
def answered(edition: Edition) -> Edition:
    """Closed, with ten who answered."""
    gemeente = GemeenteFactory()
    for number in range(10):
        answers = GIVEN | {"functie": "=1+1" if number == 0 else "adviseur"}
        ResponseFactory(edition=edition, gemeente=gemeente, completed=True, answers=answers)
    edition.opens_at = timezone.now() - timezone.timedelta(days=9)
    edition.closes_at = timezone.now() - timezone.timedelta(hours=1)
    edition.save()
    return edition


@pytest.fixture
def public(answered: Edition) -> Edition:
    answered.results_released_at = timezone.now()
    answered.save()
    return answered


def addresses(edition: Edition) -> list[str]:
    start = f"/resultaten/{edition.slug}/"
    chapters = [f"{start}{code}/" for code in ("keuzes", "oordeel", "woorden")]
    return [start, *chapters, *(f"{start}figuur/budget.{form}" for form in ("csv", "svg", "png"))]


def text_of(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()


def test_before_the_release_a_stranger_finds_nothing(client: Client, answered: Edition) -> None:
    found = [client.get(address).status_code for address in addresses(answered)]

    assert found == [404] * 7


@pytest.mark.parametrize("role", ["beller", "beheerder", ""])
def test_before_the_release_other_staff_finds_nothing(role: str, answered: Edition) -> None:
    client = client_of(role)

    assert {client.get(address).status_code for address in addresses(answered)} == {404}


@pytest.mark.parametrize("role", ["projectteam", "analist"])
def test_before_the_release_team_and_analyst_are_led_to_their_pages(role: str, answered: Edition) -> None:
    client = client_of(role)

    for address in addresses(answered):
        answer = client.get(f"{address}?excel", follow=True)

        assert answer.status_code == 200
        assert answer.request["PATH_INFO"].startswith(f"/beheer/resultaten/{answered.slug}/")
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_after_it_everybody_sees_the_same_and_may_keep_it(client: Client, public: Edition) -> None:
    for address in addresses(public):
        stranger, analyst = client.get(address), client_of("analist").get(address)

        assert (stranger.status_code, stranger.content) == (200, analyst.content)
        assert stranger.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in stranger.headers.get("Vary", "")
        assert stranger.cookies == {}


def test_pages_of_the_public_have_nothing_of_the_staff(client: Client, public: Edition) -> None:
    for address in addresses(public)[:4]:
        page = text_of(client.get(address))

        assert "/beheer/" not in page
        assert "noindex" not in page
        assert "<script" not in page


def test_what_people_wrote_is_on_no_page(client: Client, public: Edition) -> None:
    analyst = client_of("analist")
    pages = [*addresses(public), *(f"/beheer{address}" for address in [addresses(public)[0]])]
    pages += [f"/beheer/resultaten/{public.slug}/hoofdstuk/woorden/"]

    found = [b"".join(analyst.get(address)) for address in pages]

    assert all(SECRET.encode() not in content and b"Zwolle" not in content for content in found)


def test_the_front_page_counts_gemeenten_and_people(client: Client, public: Edition) -> None:
    page = text_of(client.get(addresses(public)[0]))

    assert "10 mensen vulden de vragenlijst in (n = 10), uit 1 van de 1 gemeenten (100,0%)." in page
    assert [page.count(f'href="/resultaten/{public.slug}/{code}/"') for code in ("keuzes", "oordeel")] == [
        3,
        3,
    ]


def test_a_chapter_has_a_figure_for_each_question(client: Client, public: Edition) -> None:
    page = text_of(client.get(addresses(public)[1]))

    assert [page.count(f'<figure id="{code}"') for code in ("functie", "budget", "bedrag", "kanalen", "cijfer")] == [
        1, 1, 1, 1, 0
    ]  # fmt: skip
    assert "‘Krant’ is het vaakst gekozen: door alle ambtenaren" in page
    assert 'href="#kanalen"' in page
    # The amount was asked of all, and named by nobody, so it has no picture.
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 6
    assert page.count("Figuur 4.") == 1


def test_what_is_not_there(client: Client, public: Edition) -> None:
    start = f"/resultaten/{public.slug}/"
    missing = ["niets/", "figuur/niets.csv", "figuur/budget.pdf", "figuur/bedrag.svg", "figuur/budget"]

    assert {client.get(f"{start}{place}").status_code for place in missing} == {404}
    assert client.get("/resultaten/niets-2023/").status_code == 404
    assert client.post(start).status_code == 405


def test_a_figure_as_numbers(client: Client, public: Edition) -> None:
    plain = client.get(f"/resultaten/{public.slug}/figuur/budget.csv")
    dutch = client.get(f"/resultaten/{public.slug}/figuur/budget.csv?excel")

    assert plain.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert plain.headers["Content-Disposition"] == f'attachment; filename="{public.slug}-budget.csv"'
    assert list(csv.reader(io.StringIO(text_of(plain)))) == [
        ["vraag", "onderdeel", "antwoord", "aantal", "n", "percentage"],
        ["budget", "", "Ja", "10", "10", "100"],
        ["budget", "", "Nee", "0", "10", "0"],
        ["budget", "", "Weet niet", "0", "10", "0"],
    ]
    assert text_of(dutch).startswith("\ufeffvraag;onderdeel;antwoord;aantal;n;percentage\r\n")


def test_a_figure_as_a_picture(client: Client, public: Edition) -> None:
    svg = client.get(f"/resultaten/{public.slug}/figuur/budget.svg")
    png = client.get(f"/resultaten/{public.slug}/figuur/budget.png")

    root = ET.fromstring(text_of(svg))  # noqa: S314 - we drew it ourselves
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert (
        root.findtext("{http://www.w3.org/2000/svg}title")
        == "‘Ja’ is het vaakst gekozen: door alle ambtenaren"
    )
    assert png.content[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("more", [0, 2])
def test_queries(
    client: Client, public: Edition, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """As many for one answer as for many; what was counted for one page is counted for all, until answers change."""
    ResponseFactory.create_batch(more, edition=public, completed=True, answers=GIVEN)
    client.get(addresses(public)[1])

    with django_assert_num_queries(10):
        client.get(addresses(public)[0])
    with django_assert_num_queries(8):
        client.get(addresses(public)[2])
    client.get(f"{addresses(public)[1]}?per=regio")
    with django_assert_num_queries(10):
        client.get(f"{addresses(public)[2]}?per=grootte")


@pytest.mark.parametrize("role", ["projectteam", "analist"])
def test_pages_of_the_staff_lead_on_within_them(role: str, answered: Edition) -> None:
    page = text_of(client_of(role).get(f"/beheer/resultaten/{answered.slug}/hoofdstuk/oordeel/"))

    assert f'href="/beheer/resultaten/{answered.slug}/hoofdstuk/woorden/"' in page
    assert f'href="/resultaten/{answered.slug}/' not in page
    assert "noindex" in page
    assert ("Openbaar maken" in page) == (role == "projectteam")


def test_an_edition_without_questionnaire_has_no_results(answered: Edition) -> None:
    Edition.objects.filter(pk=answered.pk).update(questionnaire=None)

    page = text_of(client_of("analist").get(f"/beheer/resultaten/{answered.slug}/"))

    assert "Deze editie heeft nog geen vragenlijst" in page


def test_the_team_releases_and_takes_back(client: Client, answered: Edition) -> None:
    team, address = client_of("projectteam"), f"/beheer/resultaten/{answered.slug}/openbaar/"
    asks = text_of(team.get(address))

    released = team.post(address, {"act": "release"}, follow=True)
    seen = client.get(addresses(answered)[0]).status_code
    again = team.post(address, {"act": "release"}, follow=True)
    withdrawn = team.post(address, {"act": "withdraw"}, follow=True)

    assert "Maak de resultaten openbaar" in asks
    assert "De resultaten zijn nu openbaar." in text_of(released)
    assert "een collega was u voor" in text_of(again)
    assert "De resultaten zijn niet meer openbaar." in text_of(withdrawn)
    assert (seen, client.get(addresses(answered)[0]).status_code) == (200, 404)
    acts = AuditEntry.objects.filter(target=f"edition:{answered.pk}").order_by("pk")
    assert list(acts.values_list("verb", flat=True)) == ["released_results", "withdrew_results"]


@pytest.mark.usefixtures("quiet_valkey")
def test_the_page_of_the_release_says_which_groups_it_fixes(answered: Edition) -> None:
    team, address = client_of("projectteam"), f"/beheer/resultaten/{answered.slug}/openbaar/"
    groups = "De cijfers zijn verdeeld naar landsdeel, grootte van de gemeente en soort functie."
    fixes, fixed = "Met openbaar maken ligt dat vast.", "Dat ligt vast sinds de eerste keer"

    asks = text_of(team.get(address))
    pages = [text_of(team.post(address, {"act": act}, follow=True)) for act in ("release", "withdraw")]

    assert [(groups in page, fixes in page, fixed in page) for page in (asks, *pages)] == [
        (True, True, False),
        (True, False, True),
        (True, False, True),
    ]


def test_a_release_that_cannot_be_says_why(answered: Edition) -> None:
    answered.responses.first().delete()
    team, address = client_of("projectteam"), f"/beheer/resultaten/{answered.slug}/openbaar/"

    answer = team.post(address, {"act": "release"})

    assert answer.status_code == 422
    assert "Er zijn 9 verzonden vragenlijsten" in text_of(answer)
    assert team.post(address, {}).status_code == 422


@pytest.fixture
def divided(answered: Edition) -> Edition:
    """Two more, who work elsewhere and were called."""
    zeeland = GemeenteFactory(provincie=Provincie.ZEELAND)
    for budget in ("nee", "weet_niet"):
        ResponseFactory(
            edition=answered,
            gemeente=zeeland,
            completed=True,
            answers=GIVEN | {"budget": budget},
            channel=Channel.PHONE,
        )
    return answered


def test_an_analyst_filters_and_is_warned(divided: Edition) -> None:
    analyst, address = client_of("analist"), f"/beheer/resultaten/{divided.slug}/hoofdstuk/keuzes/"

    everybody = text_of(analyst.get(address))
    few = text_of(analyst.get(f"{address}?provincie=zeeland&kanaal=phone&grootteklasse="))
    many = text_of(analyst.get(f"{address}?kanaal=personal"))
    nobody = text_of(analyst.get(f"{address}?provincie=zeeland&kanaal=open"))

    assert "niet om te publiceren" not in everybody
    assert "Provincie: Zeeland; Kanaal: Telefonisch. n = 2." in few
    assert (
        "‘Nee’ en ‘Weet niet’ zijn even vaak het meest gekozen: elk door de helft van deze selectie (50%)"
        in few
    )
    assert "‘Krant’ is het vaakst gekozen: door iedereen in deze selectie" in few
    assert (
        f'href="/beheer/resultaten/{divided.slug}/hoofdstuk/oordeel/?provincie=zeeland&amp;kanaal=phone"'
        in few
    )
    assert ["niet om te publiceren" in page for page in (few, many, nobody)] == [True] * 3
    assert ["minder dan 10 mensen" in page for page in (few, many, nobody)] == [True, False, True]


def test_files_of_a_filter_say_so(divided: Edition) -> None:
    analyst, start = client_of("analist"), f"/beheer/resultaten/{divided.slug}/figuur/budget"

    numbers = analyst.get(f"{start}.csv?kanaal=phone")
    picture = analyst.get(f"{start}.svg?kanaal=phone")

    note = "Gefilterd, niet om te publiceren. Kanaal: Telefonisch"
    assert numbers.headers["Content-Disposition"].endswith('-budget-gefilterd.csv"')
    assert list(csv.reader(io.StringIO(text_of(numbers)))) == [
        ["vraag", "onderdeel", "antwoord", "aantal", "n", "percentage", "filter"],
        ["budget", "", "Ja", "0", "2", "0", note],
        ["budget", "", "Nee", "1", "2", "50", note],
        ["budget", "", "Weet niet", "1", "2", "50", note],
    ]
    assert note in text_of(picture)


def test_a_filter_that_makes_no_sense_is_refused(divided: Edition) -> None:
    analyst, start = client_of("analist"), f"/beheer/resultaten/{divided.slug}/"

    page = analyst.get(f"{start}hoofdstuk/keuzes/?provincie=atlantis")

    assert page.status_code == 422
    assert "Deze keuze bij provincie is er niet. Kies er een uit de lijst." in text_of(page)
    assert "(n = 12)" in text_of(page)
    assert analyst.get(f"{start}figuur/budget.csv?provincie=atlantis").status_code == 404


@pytest.mark.parametrize("role", ["projectteam", None])
def test_nobody_else_filters(role: str | None, divided: Edition) -> None:
    divided.results_released_at = timezone.now()
    divided.save()
    start = f"/beheer/resultaten/{divided.slug}/hoofdstuk/" if role else f"/resultaten/{divided.slug}/"

    page = text_of(client_of(role).get(f"{start}keuzes/?provincie=zeeland"))

    assert "(n = 12)" in page
    assert "<select" not in page


@pytest.mark.usefixtures("quiet_valkey")
def test_figures_by_group_for_everybody(client: Client, public: Edition) -> None:
    start = f"/resultaten/{public.slug}/"

    page = text_of(client.get(f"{start}keuzes/?per=regio"))
    own = text_of(client.get(f"{start}keuzes/?per=functie"))
    file = client.get(f"{start}figuur/budget.csv?per=regio&excel")

    assert page.count('class="by-group"') == 3
    assert "te weinig antwoorden" in page
    assert f'href="{start}oordeel/?per=regio"' in page
    assert own.count("Deze vraag is niet uitgesplitst") == 1
    assert file.headers["Content-Disposition"].endswith('-budget-per-landsdeel.csv"')
    assert text_of(file).splitlines()[0].endswith("percentage;landsdeel")
    assert [client.get(f"{start}keuzes/?per={per}").status_code for per in ("", "kanaal")] == [200, 404]


def test_a_filter_is_not_broken_down(divided: Edition) -> None:
    page = text_of(
        client_of("analist").get(
            f"/beheer/resultaten/{divided.slug}/hoofdstuk/keuzes/?per=regio&kanaal=phone"
        )
    )

    assert 'class="by-group"' not in page
    assert "Splits uit naar" not in page


def test_every_page_says_on_which_set_its_figures_were_made(client: Client, public: Edition) -> None:
    ResponseFactory(
        edition=public, completed=True, answers=GIVEN, is_double=True, double_reason="proef van een collega"
    )

    pages = [text_of(client.get(address)) for address in addresses(public)[:2]]

    for page in pages:
        assert "over alle 10 ingezonden vragenlijsten die meetellen" in page
        assert "1 weggelaten bij de controle, 0 tweede van dezelfde persoon, 0 te laat" in page
        assert "proef van een collega" not in page
