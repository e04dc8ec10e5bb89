from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from respondents.domain import contact_files, csv_files, imports, xlsx_files
from respondents.domain.addresses import suppress
from respondents.enums import ImportState, RowProblem, SuppressionReason
from respondents.models import ContactImport, ImportRow, Respondent
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import ContactImportFactory, RespondentFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory
from tests.staff import client_of
from tests.xlsx import archive, workbook

pytestmark = pytest.mark.django_db
CHOOSE = "/beheer/importeren/"
HEADINGS = "gemeente;naam;email;bron\n"
NASTY = (
    HEADINGS + "Zwolle;An;an@zwolle.nl;Website\n"
    "Zwolle;=HYPERLINK(1);stuk;Website\n"
    "Zwole;Bo;bo@zwolle.nl;Website\n"
    "Zwolle;;info@zwolle.nl;Website\n"
    "Atlantis;Cas;cas@elders.example;Website\n"
)


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture(autouse=True)
def zwolle() -> None:
    GemeenteFactory(name="Zwolle", domain="zwolle.nl")


def upload(team: Client, data: str | bytes, name: str = "contacten.csv", **boxes: str) -> Any:
    """Posts a file; the worker has it in hand at once."""
    raw = data.encode() if isinstance(data, str) else data
    answer = team.post(CHOOSE, {"file": SimpleUploadedFile(name, raw), **boxes})
    imports.run()
    return answer


def page_of(team: Client, query: str = "") -> Any:
    return team.get(address("page") + query)


def address(name: str) -> str:
    return reverse(f"imports:{name}", args=[ContactImport.objects.order_by("-pk").values_list("pk")[0][0]])


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_only_an_edition_that_is_not_over_can_be_chosen(team: Client, edition: Edition) -> None:
    over, upcoming = EditionFactory(closed=True), EditionFactory(upcoming=True)

    form = team.get(CHOOSE).context["form"]
    refused = upload(team, NASTY, edition=over.slug)

    assert set(form.fields["edition"].queryset) == {edition, upcoming}
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"edition": ["Kies een editie uit de lijst."]}


def test_from_file_to_respondents_in_three_steps(team: Client, edition: Edition) -> None:
    first = team.get(f"{CHOOSE}?editie={edition.slug}")
    uploaded = upload(team, NASTY, edition=edition.slug)
    check = page_of(team)
    before = Respondent.objects.count()
    confirmed = team.post(address("decide"), {"bevestig": "3", "rij-5": "import"})
    waiting = page_of(team)
    imports.run()
    done = page_of(team)

    assert first.context["form"].initial == {"edition": edition.slug}
    assert uploaded["Location"] == confirmed["Location"] == address("page")
    assert "Importeer 3 rijen, sla er 2 over" in check.content.decode()
    assert [one["row"].number for one in check.context["rows"]] == [3, 6, 4, 5]
    assert (before, Respondent.objects.count(), edition.invitations.count()) == (0, 3, 3)
    assert "De rijen worden opgeslagen" in waiting.content.decode()
    assert done.context["import"].outcome["added"] == 3


def test_the_numbers_on_the_check_page(team: Client) -> None:
    GemeenteFactory(name="Kampen")
    upload(team, NASTY)

    context = page_of(team).context

    counts = context["counts"]
    assert (counts.fine, counts.remarkable, counts.fatal, counts.going_in) == (1, 2, 2, 3)
    assert context["kinds"] == [
        (RowProblem.UNREADABLE, 1),
        (RowProblem.GEMEENTE_UNKNOWN, 1),
        (RowProblem.GEMEENTE_PROPOSED, 1),
        (RowProblem.GENERAL, 1),
    ]
    assert [str(gemeente) for gemeente in context["without_contact"]] == ["Kampen"]


def test_choices_are_kept_with_any_button_and_another_number_is_confirmed_again(team: Client) -> None:
    upload(team, NASTY)

    answer = team.post(
        address("decide"), {"bevestig": "3", "rij-5": "skip", "gemeente-6": "zwolle"}, follow=True
    )

    assert said(answer) == ["Bewaard. Gewijzigde rijen: 2."]
    assert ContactImport.objects.get().state == ImportState.STORING


def test_another_number_is_shown_before_it_is_confirmed(team: Client) -> None:
    upload(team, NASTY)

    answer = team.post(address("decide"), {"bevestig": "3", "rij-5": "skip"}, follow=True)

    assert said(answer) == ["Bewaard. Gewijzigde rijen: 1.", imports.CHANGED]
    assert ContactImport.objects.get().state == ImportState.CHECKED


def test_a_gemeente_that_nobody_knows_changes_nothing(team: Client) -> None:
    upload(team, NASTY)

    answer = team.post(address("decide"), {"bewaar": "ja", "gemeente-6": "Atlantis"}, follow=True)

    assert said(answer) == ["Rij 6: kies een gemeente uit de lijst."]
    assert ImportRow.objects.get(number=6).gemeente is None


def test_all_rows_of_a_kind_at_once(team: Client) -> None:
    upload(
        team,
        HEADINGS + "".join(f"Zwolle;;info@zwolle.nl{n};Web\n" for n in "ab") + "Zwolle;;info@zwolle.nl;Web\n",
    )
    shown = page_of(team, "?soort=general")

    answer = team.post(
        address("decide"), {"voor-alle": "ja", "soort": "general", "keuze": "skip"}, follow=True
    )

    assert shown.context["for_all"] == (("import", "Toch importeren"), ("skip", "Overslaan"))
    assert said(answer) == ["Gekozen voor alle 3 rijen van deze soort."]
    assert answer.context["counts"].going_in == 0


@pytest.mark.parametrize(
    "boxes",
    [
        {"rij-5": "c9"},
        {"rij-x": "skip", "rij--1": "skip", "gemeente-abc": "Zwolle"},
        {"voor-alle": "ja", "soort": "general", "keuze": "c99"},
        {"voor-alle": "ja", "soort": "rubbish"},
        {"bevestig": "veel"},
        {"rij-3": "import", "rij-99999999999": "import"},
    ],
)
def test_rubbish_in_the_form_stores_nothing(team: Client, boxes: dict[str, str]) -> None:
    upload(team, NASTY)

    answer = team.post(address("decide"), boxes)

    assert answer.status_code == 302
    assert page_of(team, "?soort=niets&pagina=x").context["counts"].going_in == 3


def test_columns_are_chosen_by_a_person(team: Client) -> None:
    upload(team, "Plaats;Wie;Waar\nZwolle;An;an@zwolle.nl\n")
    asked = page_of(team)
    boxes = {"column_0": "gemeente", "column_1": "naam", "column_2": "email", "has_headings": "on"}

    twice = team.post(address("lay_out"), boxes | {"column_1": "gemeente"})
    team.post(address("lay_out"), boxes | {"source": "Websites", "sourced_on": "2026-01-02"})
    imports.run()
    check = page_of(team)

    assert asked.context["import"].message == imports.NO_SOURCE
    assert [row["cells"] for row in asked.context["column_rows"]] == [
        ["Plaats", "Zwolle"],
        ["Wie", "An"],
        ["Waar", "an@zwolle.nl"],
    ]
    assert (twice.status_code, twice.context["columns"].non_field_errors()) == (
        422,
        ["U koos twee keer ‘gemeente of CBS-code’. Laat een van de twee staan."],
    )
    assert check.context["counts"].fine == 1
    assert ImportRow.objects.get().values["bron"] == "Websites"


def test_the_problems_can_be_downloaded_and_that_is_written_down(team: Client) -> None:
    upload(team, NASTY)

    answer = team.post(address("problems"))

    assert b"".join(answer.streaming_content).decode().splitlines() == [
        "\ufeffrij;soort;gemeente;naam;e-mail;wat is er aan de hand;wat doen we",
        "3;Niet goed ingevuld;Zwolle;'=HYPERLINK(1);stuk;email: Voer een geldig e-mailadres in. Vul één adres in, "
        "zonder spaties, komma’s, aanhalingstekens of letters met accenten.;Overslaan",
        "6;Gemeente onbekend;Atlantis;Cas;cas@elders.example;Gemeente ‘Atlantis’ is niet bekend.;Overslaan",
        "4;Gemeente voorgesteld;Zwole;Bo;bo@zwolle.nl;Gemeente ‘Zwole’ is niet bekend. Het mailadres hoort bij "
        "Zwolle.;Importeren: Zwolle",
        "5;Algemeen adres;Zwolle;;info@zwolle.nl;Algemeen adres zonder naam. De brief begint dan met een algemene "
        "aanhef.;Importeren",
    ]
    entry = AuditEntry.objects.get(verb=AuditVerb.EXPORTED_CONTACTS)
    assert (entry.count, entry.target) == (4, f"contactimport:{ContactImport.objects.get().pk}")


def test_throwing_away_leads_back_and_leaves_nothing(team: Client) -> None:
    upload(team, NASTY)

    answer = team.post(address("cancel"), follow=True)
    again = team.post(address("cancel"), follow=True)

    assert (said(answer), said(again)) == (["Weggegooid. Er is niets opgeslagen."], [imports.NOT_NOW])
    assert ImportRow.objects.count() == 0
    assert "Er is niets opgeslagen." in page_of(team).content.decode()


def test_an_import_is_taken_back_with_one_button(team: Client) -> None:
    upload(team, HEADINGS + "Zwolle;An;an@zwolle.nl;Website\n")
    team.post(address("decide"), {"bevestig": "1"})
    imports.run()

    answer = team.post(address("undo"), follow=True)

    assert said(answer) == ["Teruggedraaid. Verwijderde respondenten: 1."]
    assert Respondent.objects.count() == 0


def test_a_script_asks_whether_it_is_done(team: Client) -> None:
    team.post(CHOOSE, {"file": SimpleUploadedFile("a.csv", NASTY.encode())})
    before = team.get(address("state")).json()
    imports.run()

    assert (before, team.get(address("state")).json()) == ({"working": True}, {"working": False})


def test_what_can_only_be_posted_changes_nothing_by_a_get(team: Client) -> None:
    upload(team, NASTY)

    assert {
        team.get(address(name)).status_code for name in ("decide", "lay_out", "problems", "cancel", "undo")
    } == {405}


def test_a_form_without_its_token_is_refused() -> None:
    careful = client_of("projectteam", enforce_csrf_checks=True)

    answer = careful.post(CHOOSE, {"file": SimpleUploadedFile("a.csv", NASTY.encode())})

    assert (answer.status_code, ContactImport.objects.count()) == (403, 0)


# Files that are made to hurt: test_hostile_files.py measures them, here they come through the page.


def quotes(row: int) -> str:
    return f"Rij {row} is niet te lezen: een aanhalingsteken sluit niet, of de rij is te lang."


RUBBISH: dict[str, tuple[Callable[[], bytes], str]] = {
    "a renamed PDF": (lambda: b"%PDF-1.7\nx", csv_files.NO_TABLE),
    "an old Excel file": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, contact_files.OLD_EXCEL),
    "NUL bytes": (lambda: b"gemeente;email;bron\nZwolle;a\0b;x\n", csv_files.NO_TABLE),
    "an open quote": (lambda: b'gemeente;email;bron\nZwolle;"a;x\n', quotes(2)),
    "61 columns": (lambda: b";" * 60 + b"x\n", contact_files.TOO_MANY_COLUMNS),
    "50,001 rows": (lambda: b"gemeente;email;bron\n" + b"a;b;c\n" * 50_001, contact_files.TOO_MANY_ROWS),
    "no rows": (lambda: b"gemeente;email;bron\n", contact_files.NO_CONTACTS),
    "only empty rows": (lambda: b"\n\n;;\n", contact_files.EMPTY),
    "XLSX that unpacks to 60 MB": (
        lambda: archive(['<row r="1"/>'], shared_strings="<si/>" * 12_000_000),
        xlsx_files.TOO_BIG,
    ),
    "a broken XLSX": (lambda: workbook([["email"], ["a@b.nl"]])[:-40], xlsx_files.BROKEN),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_a_file_that_cannot_be_read_is_answered_in_a_sentence(team: Client, name: str) -> None:
    make, sentence = RUBBISH[name]

    upload(team, make())

    page = page_of(team)
    assert page.context["import"].state == ImportState.REFUSED
    assert page.context["import"].message.startswith(sentence)
    assert "Kies een ander bestand" in page.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_comes_through_the_page(team: Client, encoding: str) -> None:
    upload(team, (HEADINGS + "Zwolle;Renée Müller;r@zwolle.nl;Websité\n").encode(encoding))

    assert [row.values["naam"] for row in ImportRow.objects.all()] == ["Renée Müller"]


def test_a_file_that_is_too_long_is_refused_before_it_is_read(team: Client) -> None:
    answer = team.post(CHOOSE, {"file": SimpleUploadedFile("a.csv", b"x" * (11 * 2**20))})

    assert (answer.status_code, answer.context["form"].errors) == (413, {"file": [contact_files.TOO_LARGE]})
    assert ContactImport.objects.count() == 0


@pytest.mark.parametrize(
    ("boxes", "errors"),
    [
        ({}, {"file": ["Kies een bestand."]}),
        (
            {"file": SimpleUploadedFile("a.csv", b"")},
            {"file": ["Dit bestand is leeg. Kies een bestand met een rij per contact."]},
        ),
        ({"file": "geen bestand"}, {"file": ["Kies een bestand."]}),
    ],
)
def test_without_a_file_nothing_happens(
    team: Client, boxes: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    answer = team.post(CHOOSE, boxes)

    assert (answer.status_code, answer.context["form"].errors) == (422, errors)


@pytest.mark.parametrize(
    ("boxes", "errors"),
    [
        ({"edition": "bestaat-niet"}, {"edition": ["Kies een editie uit de lijst."]}),
        ({"sourced_on": "2999-01-01"}, {"sourced_on": ["Deze datum ligt in de toekomst. Kijk hem na."]}),
        ({"sourced_on": "ooit"}, {"sourced_on": ["Vul een datum in, zoals 12-06-2026."]}),
        ({"source": "x" * 201}, {"source": ["Dit is te lang. Houd het bij 200 tekens."]}),
    ],
)
def test_what_is_filled_in_beside_the_file_is_judged(
    team: Client, boxes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = upload(team, NASTY, **boxes)

    assert (answer.context["form"].errors, ContactImport.objects.count()) == (errors, 0)


@pytest.mark.parametrize("count", [1, 300])
def test_the_pages_ask_as_little_of_a_long_file(
    team: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count // 20):
        suppress(f"an{number}@zwolle.nl", SuppressionReason.OPT_OUT)
    RespondentFactory(gemeente=None)
    upload(team, HEADINGS + "".join(f"Zwole;;an{n}@zwolle.nl;Website\n" for n in range(count)))

    with django_assert_num_queries(13):
        page_of(team)
    ContactImportFactory.create_batch(count // 100)
    with django_assert_num_queries(6):
        team.get(CHOOSE)
