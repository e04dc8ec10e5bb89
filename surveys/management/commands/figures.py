import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from surveys.domain.data_set import data_set
from surveys.domain.figures import figures, means
from surveys.domain.tabulation import tabulate
from surveys.management.editions import edition_or_exit


class Command(BaseCommand):
    help = "Schrijft alle cijfers van het rapport als JSON: vraag, antwoord, aantal, basis en percentage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", metavar="EDITION")

    def handle(self, *, edition: str, **options: Any) -> None:
        found = edition_or_exit(edition)
        tabulated = tabulate(found).questions
        document = {
            "edition": found.slug,
            "set": asdict(data_set(found)),
            "figures": [asdict(figure) for figure in figures(tabulated)],
            "means": [asdict(mean) for mean in means(tabulated)],
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
