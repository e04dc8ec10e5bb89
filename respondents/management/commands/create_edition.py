from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localtime

from respondents.domain.waves import propose_waves
from surveys.domain.editions import create_edition
from surveys.models import Survey


class Command(BaseCommand):
    help = "Maakt de editie van een jaar, met voorgestelde verzendingen. Nog eens verandert niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("year", metavar="YEAR", type=int)

    def handle(self, *, survey: str, year: int, **options: Any) -> None:
        found = Survey.objects.filter(slug=survey).first()
        if found is None:
            known = ", ".join(Survey.objects.values_list("slug", flat=True)) or "nog geen"
            raise CommandError(f"Onderzoek ‘{survey}’ bestaat niet. Er zijn: {known}.", returncode=2)
        if not 2020 <= year <= 2100:
            raise CommandError(
                f"{year} is geen jaar voor een editie. Kies 2020 tot en met 2100.", returncode=2
            )
        with transaction.atomic():
            edition = create_edition(found, year)
            waves = propose_waves(edition)
        self.stdout.write(f"{edition.slug}: open van {edition.opens_at:%d-%m-%Y}")
        for wave in waves:
            moment = localtime(wave.planned_at)
            self.stdout.write(f"  {wave.get_kind_display()} {moment:%d-%m-%Y %H:%M} {wave.proposal}".rstrip())
