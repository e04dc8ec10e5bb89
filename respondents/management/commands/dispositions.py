import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from respondents.domain.outcome_rates import E, OutcomeRate
from respondents.domain.outcome_table import OutcomeTable, outcome_table
from surveys.management.editions import edition_or_exit


class Command(BaseCommand):
    help = "Schrijft als JSON hoe de personen en gemeenten van een editie eindigden, in de codes en maten van AAPOR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", metavar="EDITION")

    def handle(self, *, edition: str, **options: Any) -> None:
        table = outcome_table(edition_or_exit(edition))
        document = {
            "edition": edition,
            "is_final": table.is_final,
            "persons": level(table, "persons", table.persons),
            "gemeenten": level(table, "gemeenten", table.gemeenten),
            "outside_sample": table.outside,
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))


def level(table: OutcomeTable, name: str, total: int) -> dict[str, Any]:
    counts = [(line.disposition, getattr(line, name)) for line in table.lines]
    return {
        "total": total,
        "dispositions": [
            {"name": one.value, "code": one.code, "class": one.counts_as.value, "count": count}
            for one, count in counts
            if count is not None
        ],
        "e": float(E),
        "rates": {line.formula.name: as_json(getattr(line, name)) for line in table.rates},
    }


def as_json(rate: OutcomeRate) -> dict[str, Any]:
    return {"count": rate.count, "base": float(rate.base), "percent": rate.percent}
