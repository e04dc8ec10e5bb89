from typing import Any

from django.core.management.base import BaseCommand

from surveys.domain import gemeenten


class Command(BaseCommand):
    help = "Laadt de gemeenten en herindelingen. Nog eens laden verandert niets."

    def handle(self, **options: Any) -> None:
        count, changes = gemeenten.load()
        self.stdout.write(f"{count} gemeenten en {changes} herindelingen staan in de database.")
