from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respondents.domain import contacts
from respondents.domain.contact_files import ContactFile, read_file
from respondents.domain.contacts import Changes, Plan
from respondents.exceptions import ContactsRefused
from surveys.management.editions import edition_or_exit

COLUMNS = "gemeente, naam, email, telefoon, functie, bron, datum, uitkomst, jaar"


class Command(BaseCommand):
    help = f"Importeert contacten uit CSV of Excel (.xlsx), met deze kolommen: {COLUMNS}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--edition", metavar="SLUG", help="nodig de contacten ook uit voor deze editie")
        parser.add_argument("--source", default="", help="de bron van elk adres zonder bron")
        parser.add_argument(
            "--date", default="", help="de datum van de bron, zoals 12-06-2023, waar die ontbreekt"
        )
        parser.add_argument("--year", default="", help="het jaar van de uitkomsten, waar dat ontbreekt")
        parser.add_argument("--dry-run", action="store_true", help="laat zien wat er gebeurt; bewaar niets")

    def handle(self, *, file: Path, edition: str | None, dry_run: bool, **options: Any) -> None:
        usual = {"bron": options["source"], "datum": options["date"], "jaar": options["year"]}
        found = edition_or_exit(edition) if edition else None
        try:
            read = read_file(file, {column: text for column, text in usual.items() if text})
        except ContactsRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        plan = contacts.make_plan(read, edition=found)
        changes = plan.changes if dry_run else contacts.store(plan, by=None)
        if dry_run:
            self.stdout.write("Dit is een proef: er is niets bewaard.")
        self.report(read, plan, changes)
        if plan.refused:
            raise CommandError(
                "Er zijn rijen geweigerd. Verbeter ze en importeer het bestand nog eens: "
                "wat er al staat, komt er geen tweede keer in.",
                returncode=1,
            )

    def report(self, file: ContactFile, plan: Plan, changes: Changes) -> None:
        """Counts, and numbers of rows with reasons; never an address."""
        self.stdout.write(f"Gelezen rijen: {len(file.rows)}")
        self.stdout.write(f"Nieuw: {changes.added}")
        self.stdout.write(f"Stond er al: {plan.known}, waarvan aangevuld: {changes.filled}")
        if plan.edition:
            self.stdout.write(f"Nieuwe uitnodigingen voor {plan.edition.slug}: {changes.invited}")
        self.stdout.write(f"Geweigerd: {len(plan.refused)}")
        for refusal in plan.refused:
            self.stdout.write(f"  rij {refusal.number}: {refusal.reason}")
        if file.ignored_columns:
            self.stdout.write(f"Niet gebruikte kolommen: {', '.join(file.ignored_columns)}")
        if file.unread_sheets:
            self.stdout.write(f"Niet gelezen tabbladen: {', '.join(file.unread_sheets)}")
        if not changes:
            self.stdout.write("Er is niets veranderd.")
