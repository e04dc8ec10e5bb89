import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from respondents.domain import demo


class Command(BaseCommand):
    help = "Maakt de gegevens van de demonstratie. Nog eens verandert niets."

    def handle(self, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD", "")
        if not settings.LOCAL or len(password) < 12:
            raise CommandError(
                "De demonstratie is er alleen op een eigen machine. Start haar met `make run`.", returncode=2
            )
        made = demo.make(password)
        self.stdout.write(f"ambtenaren-2023: {made.answers} verzonden antwoorden")
        self.stdout.write(f"{made.open_edition.slug}: open tot en met {made.open_edition.closes_at:%d-%m-%Y}")
