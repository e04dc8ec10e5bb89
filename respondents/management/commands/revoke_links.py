from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respondents.domain import rekeying
from surveys.models import Edition


class Command(BaseCommand):
    help = "Trekt alle verstuurde links van edities in en maakt nieuwe. De antwoorden blijven."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("editions", metavar="EDITION", nargs="+")

    def handle(self, *, editions: list[str], **options: Any) -> None:
        found = {edition.slug: edition for edition in Edition.objects.filter(slug__in=editions)}
        if unknown := [slug for slug in editions if slug not in found]:
            known = ", ".join(Edition.objects.values_list("slug", flat=True)) or "nog geen"
            raise CommandError(f"Niet gevonden: {', '.join(unknown)}. Er zijn: {known}.", returncode=2)
        for slug, edition in found.items():
            self.stdout.write(f"{slug}: {rekeying.revoke(edition)} links ingetrokken en opnieuw gemaakt.")
