import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from surveys.domain.response_rates import Rate, response_table
from surveys.management.editions import edition_or_exit


class Command(BaseCommand):
    help = (
        "Schrijft als JSON hoeveel gemeenten hebben geantwoord, per provincie en in totaal, en per functie."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", metavar="EDITION")

    def handle(self, *, edition: str, **options: Any) -> None:
        table = response_table(edition_or_exit(edition))
        document = {
            "provincies": {row.label: as_json(row) for row in table.rows},
            "total": as_json(table.total),
            "functies": {functie.label: functie.persons for functie in table.functies},
            "persons": table.persons,
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))


def as_json(row: Rate) -> dict[str, Any]:
    return {"responded": row.responded, "gemeenten": row.gemeenten, "percent": row.percent}
