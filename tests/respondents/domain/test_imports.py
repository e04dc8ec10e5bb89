from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from respondents.domain import imports, opt_out
from respondents.domain.addresses import suppress
from respondents.domain.contact_columns import Layout
from respondents.domain.import_choices import choose, choose_for_all, counts, name_gemeente, without_contact
from respondents.domain.imports import Usual
from respondents.enums import ImportState, RowAction, RowProblem, SuppressionReason
from respondents.exceptions import ImportRefused
from respondents.models import ContactImport, ImportRow, Invitation, Respondent
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Gemeente
from tests.at_once import at_once
from tests.factories.respondents import ContactImportFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory
from tests.xlsx import workbook

pytestmark = pytest.mark.django_db

HEADINGS = "gemeente;naam;email;telefoon;functie;bron;datum\n"
Row = tuple[int, str, str, str | None]


@pytest.fixture(autouse=True)
def gemeenten() -> None:
    for name in ("Zwolle", "Kampen", "Hengelo"):
        GemeenteFactory(name=name, domain=f"{name.lower()}.nl")


@pytest.fixture
def by() -> User:
    return StaffFactory()


def gemeente(name: str) -> Gemeente:
    return Gemeente.objects.get(name=name)


def read(text: str | bytes, **values: Any) -> ContactImport:
    """What the worker makes of a file."""
    data = text if isinstance(text, bytes) else text.encode()
    made = ContactImportFactory(file=data, **values)
    imports.run()
    made.refresh_from_db()
    return made


def rows(made: ContactImport) -> list[Row]:
    """Of each remarkable row its number, what is remarkable, what is proposed, and the gemeente."""
    found = made.rows.with_problem().values_list("number", "problem", "action", "gemeente__name")
    return list(found)


def confirm(made: ContactImport, by: User) -> dict[str, int]:
    imports.confirm(made, seen=counts(made).going_in, by=by)
    imports.run()
    made.refresh_from_db()
    return made.outcome


def people(*names: str) -> Sequence[tuple[Any, ...]]:
    return list(Respondent.objects.order_by("normalized_email").values_list(*names))


def test_a_file_is_read_and_nothing_is_stored() -> None:
    made = read(HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;12-06-2023\n")

    assert (made.state, made.message, Respondent.objects.count()) == (ImportState.CHECKED, "", 0)
    assert [(row.number, row.values["naam"], row.gemeente, row.action) for row in made.rows.all()] == [
        (2, "An", gemeente("Zwolle"), RowAction.IMPORT)
    ]


def test_each_problem_is_named_with_what_will_be_done(by: User) -> None:
    suppress("klaagt@zwolle.nl", SuppressionReason.COMPLAINT)
    RespondentFactory(
        email="bo@zwolle.nl", gemeente=gemeente("Zwolle"), name="Bo", functie="Communicatieadviseur"
    )
    RespondentFactory(email="weg@zwolle.nl", gemeente=gemeente("Zwolle"), left_on=date(2026, 1, 2))

    made = read(
        HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\n"
        "Zwolle;;geen-adres;;;Website;\n"
        "Zwolle;;klaagt@zwolle.nl;;;Website;\n"
        "Atlantis;;cas@elders.example;;;Website;\n"
        "gemeente zwolle;;AN@zwolle.nl;;;Website;\n"
        "Zwolle;;weg@zwolle.nl;;;Website;\n"
        "Zwole;Dirk;dirk@mail.zwolle.nl;;;Website;\n"
        "Zwolle;Bo;bo@zwolle.nl;;Adviseur;Website;\n"
        "Kampen;Els;els@hengelo.nl;;;Website;\n"
        "Kampen;;info@kampen.nl;;;Website;\n"
    )

    found = made.rows.with_problem().values_list("number", "problem", "action", "gemeente__name", "reason")
    assert list(found) == [
        (
            3,
            RowProblem.UNREADABLE,
            RowAction.SKIP,
            None,
            "email: Voer een geldig e-mailadres in. Vul één adres in, zonder spaties, komma’s, aanhalingstekens of "
            "letters met accenten.",
        ),
        (
            4,
            RowProblem.SUPPRESSED,
            RowAction.SKIP,
            "Zwolle",
            "Over mail aan dit adres is geklaagd. Het krijgt geen mail meer van ons.",
        ),
        (5, RowProblem.GEMEENTE_UNKNOWN, RowAction.SKIP, None, "Gemeente ‘Atlantis’ is niet bekend."),
        (
            6,
            RowProblem.DOUBLE,
            RowAction.SKIP,
            "Zwolle",
            "Dit adres staat al in rij 2, bij dezelfde gemeente: Zwolle.",
        ),
        (7, RowProblem.LEFT, RowAction.SKIP, "Zwolle", "Werkt daar niet meer sinds 02-01-2026, weten wij."),
        (
            8,
            RowProblem.GEMEENTE_PROPOSED,
            RowAction.IMPORT,
            "Zwolle",
            "Gemeente ‘Zwole’ is niet bekend. Het mailadres hoort bij Zwolle.",
        ),
        (
            9,
            RowProblem.DIFFERS,
            RowAction.UPDATE,
            "Zwolle",
            "Staat er al, met een andere functie (Communicatieadviseur).",
        ),
        (
            10,
            RowProblem.GEMEENTE_DIFFERS,
            RowAction.IMPORT,
            "Kampen",
            "In het bestand staat Kampen, maar het mailadres hoort bij Hengelo.",
        ),
        (
            11,
            RowProblem.GENERAL,
            RowAction.IMPORT,
            "Kampen",
            "Algemeen adres zonder naam. De brief begint dan met een algemene aanhef.",
        ),
    ]
    found_counts = counts(made)
    assert (found_counts.rows, found_counts.fine, found_counts.remarkable, found_counts.fatal) == (
        10,
        1,
        4,
        5,
    )
    assert (found_counts.going_in, found_counts.skipped) == (5, 5)


def test_confirming_stores_what_was_decided_and_wipes_the_file(by: User, edition: Edition) -> None:
    RespondentFactory(email="bo@zwolle.nl", gemeente=gemeente("Zwolle"), name="Bo", functie="Oud")
    made = read(
        HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;12-06-2023\n"
        "Zwolle;Bo;bo@zwolle.nl;;Nieuw;Almanak;\n"
        "Kampen;Els;els@hengelo.nl;;;Website;\n"
        ";Fen;fen@kampen.nl;;;Website;\n"
        "Atlantis;Gijs;gijs@elders.example;;;Website;\n"
        "Zwolle;;stuk;;;Website;\n",
        edition=edition,
    )
    choose(made, {4: "c1"})
    name_gemeente(made, 6, gemeente("Kampen"))

    outcome = confirm(made, by)

    assert people("name", "functie", "gemeente__name", "source") == [
        ("An", "", "Zwolle", "Website"),
        ("Bo", "Nieuw", "Zwolle", "Almanak"),
        ("Els", "", "Hengelo", "Website"),
        ("Fen", "", "Kampen", "Website"),
        ("Gijs", "", "Kampen", "Website"),
    ]
    assert outcome == {
        "read": 6,
        "skipped": 1,
        "added": 4,
        "filled": 0,
        "updated": 1,
        "known": 1,
        "invited": 5,
    }
    assert (made.state, made.file, made.first_rows, ImportRow.objects.count()) == (
        ImportState.STORED,
        None,
        [],
        0,
    )
    assert Invitation.objects.exclude(link_digest=None).filter(edition=edition).count() == 5
    entry = AuditEntry.objects.get(verb=AuditVerb.IMPORTED_CONTACTS)
    assert (entry.actor, entry.count) == (by, 4)


def test_confirming_twice_imports_once(by: User) -> None:
    made = read(HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\n")

    imports.confirm(made, seen=1, by=by)
    with pytest.raises(ImportRefused):
        imports.confirm(made, seen=1, by=by)
    imports.run()
    with pytest.raises(ImportRefused):
        imports.confirm(made, seen=1, by=by)
    imports.run()

    assert Respondent.objects.count() == 1
    assert AuditEntry.objects.filter(verb=AuditVerb.IMPORTED_CONTACTS).count() == 1


def test_confirming_another_number_than_was_seen_is_refused(by: User) -> None:
    made = read(HEADINGS + "Zwolle;;info@zwolle.nl;;;Website;\nZwolle;An;an@zwolle.nl;;;Website;\n")
    choose(made, {2: "skip"})

    with pytest.raises(ImportRefused, match="Het aantal rijen is nu anders"):
        imports.confirm(made, seen=2, by=by)
    imports.run()

    assert Respondent.objects.count() == 0


def test_with_nothing_to_import_there_is_nothing_to_confirm(by: User) -> None:
    made = read(HEADINGS + "Zwolle;;stuk;;;Website;\n")

    with pytest.raises(ImportRefused, match="geen enkele rij"):
        imports.confirm(made, seen=0, by=by)


@pytest.mark.django_db(transaction=True)
def test_two_of_the_team_and_two_workers_at_once_import_once() -> None:
    made = read(HEADINGS + "".join(f"Zwolle;;an{n}@zwolle.example;;;Website;\n" for n in range(50)))
    staff = StaffFactory.create_batch(2)

    def confirmed(by: User) -> bool:
        try:
            imports.confirm(made, seen=50, by=by)
        except ImportRefused:
            return False
        return True

    assert sorted(at_once([partial(confirmed, by) for by in staff])) == [False, True]
    at_once([imports.run, imports.run])

    assert Respondent.objects.count() == 50
    assert AuditEntry.objects.filter(verb=AuditVerb.IMPORTED_CONTACTS).count() == 1


def test_who_opted_out_after_the_check_stays_out(by: User, edition: Edition) -> None:
    made = read(
        HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\nZwolle;Bo;bo@zwolle.nl;;;Website;\n", edition=edition
    )
    suppress("an@zwolle.nl", SuppressionReason.OPT_OUT)

    outcome = confirm(made, by)

    assert (outcome["added"], outcome["skipped"], people("name")) == (1, 1, [("Bo",)])


def test_all_rows_of_a_kind_are_decided_at_once() -> None:
    made = read(
        HEADINGS
        + "".join(f"Kampen;Els;els{n}@hengelo.nl;;;Website;\n" for n in range(3))
        + "Kampen;;info@kampen.nl;;;Website;\n"
    )

    changed = choose_for_all(made, RowProblem.GEMEENTE_DIFFERS, "c1")
    choose_for_all(made, RowProblem.GENERAL, "skip")

    assert changed == 3
    assert [row[2:] for row in rows(made)] == [*[("import", "Hengelo")] * 3, ("skip", "Kampen")]
    choose_for_all(made, RowProblem.GEMEENTE_DIFFERS, "skip")
    assert counts(made).going_in == 0
    with pytest.raises(ImportRefused):
        choose_for_all(made, RowProblem.DOUBLE, "import")


@pytest.mark.parametrize("choice", ["import", "update", "c0", "c7", "c-1", "cx", "rubbish", ""])
def test_a_row_that_cannot_go_in_never_does(choice: str) -> None:
    made = read(HEADINGS + "Zwolle;;stuk;;;Website;\n")

    assert choose(made, {2: choice, 99: choice}) == 0
    assert counts(made).going_in == 0


def test_what_was_confirmed_cannot_be_chosen_any_more(by: User) -> None:
    made = read(HEADINGS + "Zwolle;;info@zwolle.nl;;;Website;\n")
    imports.confirm(made, seen=1, by=by)

    with pytest.raises(ImportRefused):
        choose(made, {2: "skip"})
    with pytest.raises(ImportRefused):
        imports.cancel(made)


def test_a_file_that_cannot_be_read_says_why_and_is_gone() -> None:
    made = read(b"%PDF-1.7 contacten.csv")

    assert (made.state, made.file) == (ImportState.REFUSED, None)
    assert made.message.startswith("Dit is geen Excel-bestand (.xlsx) en geen CSV-bestand.")


def test_without_headings_the_columns_are_told_by_their_cells() -> None:
    made = read("1;an@zwolle.nl;An;Zwolle;038 498 91 11\n2;bo@kampen.nl;Bo;Kampen;\n", source="Website")

    assert (made.columns, made.has_headings, made.message) == (
        {"email": 1, "gemeente": 3, "telefoon": 4},
        False,
        "",
    )
    assert list(made.rows.values_list("number", "values__email", "gemeente__name")) == [
        (1, "an@zwolle.nl", "Zwolle"),
        (2, "bo@kampen.nl", "Kampen"),
    ]


def test_english_headings_are_known() -> None:
    made = read(
        "Municipality,Full name,E-mail address,Job title,Phone,Source,Date\nZwolle,An,an@zwolle.nl,,,Web,\n"
    )

    assert made.columns == {
        "gemeente": 0,
        "naam": 1,
        "email": 2,
        "functie": 3,
        "telefoon": 4,
        "bron": 5,
        "datum": 6,
    }
    assert counts(made).fine == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Naam;Plaats\nAn;Zwolle\n", imports.NO_EMAIL),
        ("gemeente;email\nZwolle;an@zwolle.nl\n", imports.NO_SOURCE),
        ("gemeente;email;bron;uitkomst\nZwolle;an@zwolle.nl;Web;afgemeld\n", imports.NO_YEAR),
    ],
)
def test_what_is_missing_is_asked_for(text: str, message: str) -> None:
    made = read(text)

    assert (made.state, made.message, made.rows.count()) == (ImportState.CHECKED, message, 0)


def test_other_columns_are_read_anew(by: User) -> None:
    made = read("A;B;C\nZwolle;An;an@zwolle.nl\n")

    imports.lay_out(
        made, Layout({"email": 2, "naam": 1, "gemeente": 0}, True), Usual("Website", date(2026, 1, 2))
    )
    imports.run()
    made.refresh_from_db()
    confirm(made, by)

    assert people("name", "gemeente__name", "source", "sourced_on") == [
        ("An", "Zwolle", "Website", date(2026, 1, 2))
    ]


def test_an_excel_file_is_read_too() -> None:
    made = read(workbook([["gemeente", "email", "bron"], ["Zwolle", "an@zwolle.nl", "Web"]], [["iets"]]))

    assert (made.unread_sheets, counts(made).fine) == (["‘Blad2’"], 1)


def test_gemeenten_that_would_have_nobody_are_named(by: User) -> None:
    RespondentFactory(gemeente=gemeente("Kampen"))
    made = read(HEADINGS + "Zwolle;;info@zwolle.nl;;;Website;\n")
    before = [str(one) for one in without_contact(made)]
    choose(made, {2: "skip"})

    assert before == ["Hengelo"]
    assert [str(one) for one in without_contact(made)] == ["Hengelo", "Zwolle"]


def test_after_a_day_the_file_is_gone() -> None:
    made = read(HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\n")

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        imports.run()

    made.refresh_from_db()
    assert (made.state, made.file, made.first_rows, ImportRow.objects.count()) == (
        ImportState.CANCELLED,
        None,
        [],
        0,
    )


def test_throwing_it_away_wipes_it_at_once() -> None:
    made = read(HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\n")

    imports.cancel(made)

    made.refresh_from_db()
    assert (made.state, made.file, ImportRow.objects.count()) == (ImportState.CANCELLED, None, 0)
    with pytest.raises(ImportRefused):
        imports.cancel(made)


def test_what_stopped_a_worker_is_not_tried_again(by: User) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    reading = ContactImportFactory(claimed_at=long_ago)
    storing = read(HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\n")
    imports.confirm(storing, seen=1, by=by)
    ContactImport.objects.filter(pk=storing.pk).update(claimed_at=long_ago)
    ContactImport.objects.filter(pk=reading.pk).update(state=ImportState.READING, claimed_at=long_ago)

    imports.run()

    reading.refresh_from_db()
    storing.refresh_from_db()
    assert (reading.state, reading.message) == (ImportState.REFUSED, imports.INTERRUPTED)
    assert (storing.state, storing.message) == (ImportState.CHECKED, imports.NOT_STORED)
    assert confirm(storing, by)["added"] == 1


# Contacts of an earlier Barometer


def test_outcomes_come_in_and_who_opted_out_is_never_mailed(by: User, edition: Edition) -> None:
    made = read(
        "gemeente;naam;email;bron;uitkomst\n"
        "Zwolle;An;an@zwolle.nl;Barometer;ingevuld\n"
        "Zwolle;Bo;bo@zwolle.nl;Barometer;Afgemeld\n"
        "Zwolle;Cas;cas@zwolle.nl;Barometer;onbestelbaar\n"
        "Zwolle;Dirk;dirk@zwolle.nl;Barometer;uit dienst\n"
        "Zwolle;Els;els@zwolle.nl;Barometer;weigering\n"
        "Zwolle;Fen;fen@zwolle.nl;Barometer;\n"
        "Zwolle;Gijs;gijs@zwolle.nl;Barometer;wie weet\n",
        edition=edition,
        outcome_year=2021,
        sourced_on=date(2021, 6, 1),
    )
    problems = rows(made)

    outcome = confirm(made, by)

    assert [row[:3] for row in problems] == [
        (8, "unreadable", "skip"),
        (3, "no_mail", "import"),
        (4, "no_mail", "import"),
    ]
    assert people("name", "earlier_outcome", "earlier_year", "left_on") == [
        ("An", "answered", 2021, None),
        ("Bo", "opted_out", 2021, None),
        ("Cas", "bounced", 2021, None),
        ("Dirk", "left", 2021, date(2021, 6, 1)),
        ("Els", "declined", 2021, None),
        ("Fen", "", None, None),
    ]
    assert list(Respondent.objects.exclude(opted_out_at=None).values_list("name")) == [("Bo",)]
    assert sorted(edition.invitations.values_list("respondent__name", flat=True)) == ["An", "Els", "Fen"]
    assert outcome["invited"] == 3
    assert {
        row[1:] for row in rows(read("gemeente;email;bron\nZwolle;bo@zwolle.nl;x\nZwolle;cas@zwolle.nl;x\n"))
    } == {("suppressed", "skip", "Zwolle")}


def test_an_opt_out_counts_although_its_row_is_skipped(by: User) -> None:
    known = RespondentFactory(email="hanna@elders.example")
    made = read(
        "gemeente;email;bron;uitkomst;jaar\n"
        "Zwolle;an@zwolle.nl;Barometer;;\n"
        "Atlantis;bo@elders.example;Barometer;afgemeld;2021\n"
        "Zwolle;an@zwolle.nl;Barometer;afgemeld;2021\n"
        "Atlantis;hanna@elders.example;Barometer;afgemeld;2021\n"
    )

    confirm(made, by)

    known.refresh_from_db()
    assert (
        known.opted_out_at is not None,
        Respondent.objects.get(email="an@zwolle.nl").opted_out_at is not None,
    ) == (
        True,
        True,
    )
    again = read("gemeente;email;bron\nZwolle;bo@elders.example;x\n")
    assert [row[1] for row in rows(again)] == ["suppressed"]


def test_an_opted_out_respondent_stays_out_by_any_way(by: User, edition: Edition) -> None:
    opt_out.opt_out(RespondentFactory(email="an@zwolle.nl", gemeente=gemeente("Kampen")))
    made = read(HEADINGS + "Zwolle;An;an@zwolle.nl;;;Website;\n", edition=edition)

    assert rows(made) == [(2, "suppressed", "skip", "Zwolle")]
