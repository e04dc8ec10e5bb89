from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from respondents.domain.addresses import refuses_mail
from respondents.domain.opt_out import opt_out
from respondents.models import Invitation, Respondent
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import RespondentFactory
from tests.factories.surveys import GemeenteFactory
from tests.xlsx import workbook

pytestmark = pytest.mark.django_db

LIST = """\
Gemeente;Naam;E-mail;Telefoon;Functie;Bron;Datum;Opmerking
Zwolle;An de Wit;an@zwolle.example;038 498 91 11;Adviseur;Website;12-06-2023;belt liever
gemeente Zwolle;Bo Bakker;bo@zwolle.example;;;Website;12/6/2023;
Atlantis;Cas;cas@zwolle.example;;;Website;;

Zwolle;An;AN@zwolle.example;;;Website;;
Zwolle;Dirk;dirk@zwolle.example, els@zwolle.example;;;;morgen;
Zwolle;Fen;fen@zwolle.example;;;Website;;
"""
REPORT = """\
Gelezen rijen: 6
Nieuw: 2
Stond er al: 0, waarvan aangevuld: 0
Nieuwe uitnodigingen voor {slug}: 2
Geweigerd: 4
  rij 4: Gemeente ‘Atlantis’ is niet bekend. Kijk de naam na of vul de CBS-code in.
  rij 6: Dit adres staat al in rij 2, bij dezelfde gemeente. Haal een van de twee weg.
  rij 7: email: Voer een geldig e-mailadres in. Vul één adres in, zonder spaties, komma’s, aanhalingstekens of letters \
met accenten. bron: Vul in waar het adres vandaan komt. De AVG vraagt dat. datum: Deze datum is niet te lezen. \
Schrijf hem als 12-06-2023.
  rij 8: Dit adres staat op de lijst van adressen zonder mail. Haal de rij weg.
Niet gebruikte kolommen: ‘Opmerking’
"""
GOOD = "gemeente;email;bron\nZwolle;an@zwolle.example;Website\n"


@pytest.fixture(autouse=True)
def zwolle() -> None:
    GemeenteFactory(name="Zwolle")
    opt_out(RespondentFactory(email="fen@zwolle.example", gemeente=None))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs the command; gives its status and what it printed."""

    def run(*arguments: object) -> tuple[int, str]:
        try:
            call_command("import_contacts", *map(str, arguments))
        except CommandError as error:
            return error.returncode, f"{capsys.readouterr().out}{error}"
        return 0, capsys.readouterr().out

    return run


def rows() -> tuple[int, int, int]:
    imports = AuditEntry.objects.filter(verb=AuditVerb.IMPORTED_CONTACTS)
    return Respondent.objects.exclude(gemeente=None).count(), Invitation.objects.count(), imports.count()


def test_good_rows_go_in_and_refused_rows_are_named(
    run: Callable[..., tuple[int, str]], tmp_path: Path, edition: Edition
) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(LIST)

    status, printed = run(file, "--edition", edition.slug)

    assert status == 1
    assert printed == REPORT.format(slug=edition.slug) + (
        "Er zijn rijen geweigerd. Verbeter ze en importeer het bestand nog eens: "
        "wat er al staat, komt er geen tweede keer in."
    )
    assert rows() == (2, 2, 1)
    assert "@" not in printed


def test_a_dry_run_prints_the_same_and_stores_nothing(
    run: Callable[..., tuple[int, str]], tmp_path: Path, edition: Edition
) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(LIST)

    dry = run(file, "--edition", edition.slug, "--dry-run")
    after = rows()
    status, printed = run(file, "--edition", edition.slug)

    assert dry == (status, f"Dit is een proef: er is niets bewaard.\n{printed}")
    assert after == (0, 0, 0)


def test_the_same_file_again_changes_nothing_and_says_so(
    run: Callable[..., tuple[int, str]], tmp_path: Path, edition: Edition
) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(GOOD)
    first = run(file, "--edition", edition.slug)
    before = rows()

    again = run(file, "--edition", edition.slug)

    counts = "Stond er al: {}, waarvan aangevuld: 0\nNieuwe uitnodigingen voor {}: {}\nGeweigerd: 0\n"
    assert first == (0, f"Gelezen rijen: 1\nNieuw: 1\n{counts.format(0, edition.slug, 1)}")
    assert again == (
        0,
        f"Gelezen rijen: 1\nNieuw: 0\n{counts.format(1, edition.slug, 0)}Er is niets veranderd.\n",
    )
    assert rows() == before == (1, 1, 1)


def test_an_excel_file_goes_in_with_its_days(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    file = tmp_path / "contacten.xlsx"
    sheet = [
        ["gemeente", "email", "telefoon", "bron", "datum"],
        ["Zwolle", "an@zwolle.example", 612345678, "Website", date(2023, 6, 12)],
    ]
    file.write_bytes(workbook(sheet, [["iets anders"]]))

    status, printed = run(file)

    assert (status, printed.splitlines()[-1]) == (0, "Niet gelezen tabbladen: ‘Blad2’")
    assert Respondent.objects.exclude(gemeente=None).values_list("phone", "sourced_on").get() == (
        "0612345678",
        date(2023, 6, 12),
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Het bestand is leeg."),
        (b"%PDF-1.7", "Dit is geen Excel-bestand (.xlsx) en geen CSV-bestand."),
        (b"PK\x03\x04", "Dit is geen Excel-bestand (.xlsx), of het is beschadigd."),
        (b"naam\nAn\n", "Niet gevonden in de eerste rij: ‘gemeente’, ‘email’, ‘bron’."),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_status_2(
    run: Callable[..., tuple[int, str]], tmp_path: Path, data: bytes, reason: str
) -> None:
    file = tmp_path / "contacten.csv"
    file.write_bytes(data)

    status, printed = run(file)

    assert (status, printed[: len(reason)], printed.count("\n")) == (2, reason, 0)


def test_a_file_that_is_not_there_is_one_line_and_status_2(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "ontbreekt.csv"

    assert run(file) == (
        2,
        f"{file} is niet te lezen. Kijk of het bestand bestaat en of u het mag openen.",
    )


def test_an_edition_that_is_not_there_stores_nothing(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(GOOD)

    assert run(file, "--edition", "ambtenaren-1999") == (
        2,
        "Editie ‘ambtenaren-1999’ bestaat niet. Er zijn: nog geen.",
    )
    assert rows() == (0, 0, 0)


def test_what_holds_for_the_whole_file_is_given_beside_it(
    run: Callable[..., tuple[int, str]], tmp_path: Path, edition: Edition
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        "Municipality,E-mail address,Outcome\n"
        "Zwolle,an@zwolle.example,answered\n"
        "Zwolle,bo@zwolle.example,afgemeld\n"
        "Atlantis,cas@zwolle.example,afgemeld\n"
    )

    status, printed = run(
        file, "--edition", edition.slug, "--source", "Barometer", "--date", "12-06-2021", "--year", "2021"
    )

    people = Respondent.objects.exclude(gemeente=None).order_by("email")
    assert (status, "Geweigerd: 1\n" in printed) == (1, True)
    assert list(people.values_list("source", "sourced_on", "earlier_outcome", "earlier_year")) == [
        ("Barometer", date(2021, 6, 12), "answered", 2021),
        ("Barometer", date(2021, 6, 12), "opted_out", 2021),
    ]
    assert [person.opted_out_at is None for person in people] == [True, False]
    assert list(edition.invitations.values_list("respondent__email")) == [("an@zwolle.example",)]
    assert [refuses_mail(f"{name}@zwolle.example") for name in ("an", "bo", "cas")] == [False, True, True]


@pytest.mark.parametrize("outcome", ["ooit", "afgemeld"])
def test_an_outcome_without_a_known_word_or_year_is_refused(
    run: Callable[..., tuple[int, str]], tmp_path: Path, outcome: str
) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(f"gemeente;email;bron;uitkomst\nZwolle;an@zwolle.example;Web;{outcome}\n")

    status, printed = run(file)

    assert (status, rows()[0]) == (1, 0)
    assert "jaar: Vul in van welk jaar de uitkomst is, zoals 2021." in printed
