"""The import of 8,000 contacts from the file to their invitations, against storing the same rows bare."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from respondents.domain import imports
from respondents.domain.import_choices import counts
from respondents.enums import ImportState
from respondents.models import ContactImport, Invitation, Respondent
from surveys.domain import gemeenten
from surveys.models import Edition, Gemeente
from tests.benchmarks import Figure, cpu_seconds, seconds
from tests.factories.respondents import ContactImportFactory, StaffFactory
from tests.factories.surveys import EditionFactory

CONTACTS, PROMISED = 8000, 5.0


def figures() -> Iterator[Figure]:
    gemeenten.load()
    edition = EditionFactory(closes_at=timezone.now() + timedelta(days=1))
    places = list(edition.gemeenten)
    data = file_of(places)
    by = StaffFactory()
    imported: list[ContactImport] = []

    def read() -> None:
        forget()
        imported.append(ContactImportFactory(file=data, edition=edition, created_by=by))
        imports.run()

    def store() -> None:
        imports.confirm(imported[-1], seen=counts(imported[-1]).going_in, by=by)
        imports.run()

    def bare() -> None:
        forget()
        store_bare(edition, places)

    for measure, by_what, rounds in ((seconds, "clock", 1), (cpu_seconds, "CPU", 3)):
        spent_bare, spent_reading, spent_storing = measure([bare, read, store], rounds=rounds)
        whole = spent_reading + spent_storing
        parts = (
            f"{whole:.1f} s ({spent_reading:.1f} to read and judge, {spent_storing:.1f} to store and invite)"
        )
        yield Figure(f"import of {CONTACTS:,} contacts, by the {by_what}", parts, f"<= {PROMISED:.0f} s")
        yield Figure(f"the same rows stored bare / import, by the {by_what}", f"{spent_bare / whole:.2f}")
    imported[-1].refresh_from_db()
    assert imported[-1].state == ImportState.STORED
    assert edition.invitations.count() == Respondent.objects.count() == CONTACTS


def file_of(places: list[Gemeente]) -> bytes:
    end = "038 498 91 11;Adviseur;Web;12-06-2023"
    lines = [
        f"{places[number % len(places)]};Renée {number};r{number}@gemeente.example;{end}"
        for number in range(CONTACTS)
    ]
    return "\n".join(["gemeente;naam;email;telefoon;functie;bron;datum", *lines]).encode()


@transaction.atomic
def store_bare(edition: Edition, places: list[Gemeente]) -> None:
    people = Respondent.objects.bulk_create(
        Respondent(
            name=f"Renée {number}",
            email=f"r{number}@gemeente.example",
            normalized_email=f"r{number}@gemeente.example",
            gemeente=places[number % len(places)],
            source="Web",
            created_at=timezone.now(),
        )
        for number in range(CONTACTS)
    )
    Invitation.objects.bulk_create(
        Invitation(edition=edition, respondent=person, created_at=timezone.now()) for person in people
    )


def forget() -> None:
    """So that each round adds everybody anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM respondents_invitation")
        cursor.execute("DELETE FROM respondents_respondent")
