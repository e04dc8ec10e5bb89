"""Ten thousand contacts as people keep them: eight files, each in another dialect and encoding."""

import csv
import io
from collections.abc import Sequence

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from respondents.domain import imports
from respondents.domain.import_choices import counts
from respondents.enums import ImportState, RowAction, RowProblem
from respondents.models import ContactImport, ImportRow, Invitation, Respondent
from surveys.domain import table_sizes
from surveys.models import Edition, Gemeente
from tests.factories.respondents import ContactImportFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory
from tests.staff import client_of
from tests.xlsx import workbook

pytestmark = pytest.mark.django_db

FILES, CONTACTS, DOUBLES_WITHIN = 8, 1250, 25
# Rows of each file that repeat one of the file before it.
DOUBLES_ACROSS = (0, 14, 14, 14, 14, 14, 15, 15)
DUTCH = ("Gemeente", "Naam", "E-mail", "Telefoon", "Functie", "Bron", "Datum")
ENGLISH = ("Municipality", "Name", "E-mail address", "Phone", "Job title", "Source", "Date")
Line = tuple[str, ...]


@pytest.fixture
def gemeenten() -> list[Gemeente]:
    return [GemeenteFactory(name=f"Plaats {number}") for number in range(40)]


def lines_of(number: int, gemeenten: Sequence[Gemeente]) -> list[Line]:
    """1,250 rows, of which 25 repeat a row of this file in another spelling, and some one of the file before."""
    across = DOUBLES_ACROSS[number]
    own = CONTACTS - DOUBLES_WITHIN - across
    lines = [line(number, place, gemeenten) for place in range(own)]
    lines += [line(number - 1, place, gemeenten) for place in range(across)]
    return [*lines, *(shouted(one) for one in lines[:DOUBLES_WITHIN])]


def line(number: int, place: int, gemeenten: Sequence[Gemeente]) -> Line:
    gemeente = gemeenten[place % len(gemeenten)]
    email = f"renee{number}-{place}@gemeente.example"
    return (
        gemeente.name,
        f"Renée {place} d’Arc",
        email,
        "038 498 91 11",
        "Adviseur",
        "Websites",
        "12-06-2026",
    )


def shouted(one: Line) -> Line:
    """The same mailbox in another spelling."""
    return (f"gemeente {one[0]}", one[1], one[2].upper(), *one[3:])


def text_of(lines: Sequence[Line], headings: Line | None, delimiter: str, ends: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows(
        [headings, *lines] if headings else lines
    )
    return text.getvalue()


def files(gemeenten: Sequence[Gemeente]) -> list[bytes]:
    lines = [lines_of(number, gemeenten) for number in range(FILES)]
    return [
        text_of(lines[0], DUTCH, ";").encode("utf-8-sig"),
        text_of(lines[1], DUTCH, ",", "\n").encode("utf-8"),
        text_of(lines[2], ENGLISH, "\t").encode("utf-16"),
        text_of(lines[3], DUTCH, ";").encode("cp1252"),
        b"sep=;\r\n" + text_of(lines[4], DUTCH, ";").encode("cp1252"),
        text_of(lines[5], ENGLISH, ",", "\r").encode("utf-16-be"),
        text_of(lines[6], None, ";", "\n").encode("utf-8"),
        workbook([DUTCH, *lines[7]]),
    ]


def imported(data: bytes, edition: Edition, by: User) -> tuple[ContactImport, dict[str, int]]:
    """What the check found by kind, and then confirmed as it was proposed."""
    made = ContactImportFactory(file=data, edition=edition, source="Websites")
    imports.run()
    made.refresh_from_db()
    assert (made.state, made.message) == (ImportState.CHECKED, "")
    found = {kind: made.rows.filter(problem=kind).count() for kind in ("", RowProblem.DOUBLE)}
    imports.confirm(made, seen=counts(made).going_in, by=by)
    imports.run()
    made.refresh_from_db()
    return made, found


def test_ten_thousand_contacts_in_eight_dialects(edition: Edition, gemeenten: list[Gemeente]) -> None:
    by = StaffFactory()

    results = [imported(data, edition, by) for data in files(gemeenten)]

    doubles = FILES * DOUBLES_WITHIN + sum(DOUBLES_ACROSS)
    people = FILES * CONTACTS - doubles
    assert (FILES * CONTACTS, doubles, people) == (10_000, 300, 9_700)
    assert [found for _, found in results] == [{"": 1225, "double": 25}] * FILES
    assert [made.outcome["added"] for made, _ in results] == [1225 - across for across in DOUBLES_ACROSS]
    assert Respondent.objects.count() == edition.invitations.exclude(link_digest=None).count() == people
    # The file without headings does not say which column is the name; the file after it fills in 15 of those.
    nameless = CONTACTS - DOUBLES_WITHIN - DOUBLES_ACROSS[6] - DOUBLES_ACROSS[7]
    named = Respondent.objects.filter(name__startswith="Renée ", name__endswith=" d’Arc")
    assert (named.count(), Respondent.objects.filter(name="").count()) == (people - nameless, nameless)
    assert Invitation.objects.values("respondent__normalized_email").distinct().count() == people
    assert ImportRow.objects.count() == 0


def add_many(made: ContactImport, gemeente: Gemeente, count: int) -> None:
    rows = [
        ImportRow(
            contact_import=made,
            number=number + 2,
            values={"gemeente": "Zwole", "naam": "An", "email": f"an{number}@zwolle.example"},
            gemeente=gemeente,
            candidates=[gemeente.pk],
            problem=RowProblem.GEMEENTE_PROPOSED,
            reason="Gemeente ‘Zwole’ is niet bekend.",
            action=RowAction.IMPORT,
        )
        for number in range(count)
    ]
    ImportRow.objects.bulk_create(rows)
    people = [
        Respondent(
            email=f"bo{number}@zwolle.example",
            normalized_email=f"bo{number}@zwolle.example",
            gemeente=gemeente,
            source="Websites",
        )
        for number in range(count)
    ]
    Respondent.objects.bulk_create(people)
    table_sizes.look_again(ImportRow, Respondent)


@pytest.mark.parametrize("count", [1, 8000])
def test_each_list_asks_as_little_at_eight_thousand(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    team: Client = client_of("projectteam")
    made = ContactImportFactory(state=ImportState.CHECKED, columns={}, has_headings=True, first_rows=[["a"]])
    add_many(made, GemeenteFactory(), count)
    pages = {
        reverse("imports:page", args=[made.pk]): 12,
        f"{reverse('imports:page', args=[made.pk])}?soort=gemeente_proposed": 12,
        f"{reverse('coverage:edition', args=[edition.slug])}?contacten={'een' if count == 1 else 'meer'}": 11,
        reverse("sample:edition", args=[edition.slug]): 12,
        reverse("admin:respondents_respondent_changelist"): 9,
    }

    for address, queries in pages.items():
        with django_assert_num_queries(queries, info=address):
            assert team.get(address).status_code == 200
