from typing import Any

from django.core.management.base import BaseCommand

from surveys.exports import sql_views


class Command(BaseCommand):
    help = (
        "Maakt de views waarmee psql en BI-programma's de antwoorden lezen. De worker doet dit ook vanzelf."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{sql_views.make_all()} views gemaakt")
