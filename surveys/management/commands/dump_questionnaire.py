from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.domain import questionnaires
from surveys.domain.definition_file import write_definition
from surveys.models import Questionnaire


class Command(BaseCommand):
    help = "Schrijft een vragenlijst als YAML; load_questionnaire maakt er dezelfde vragenlijst van."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--number", type=int, help="het nummer van de versie; standaard de laatste")

    def handle(self, *, code: str, number: int | None, **options: Any) -> None:
        versions = Questionnaire.objects.filter(code=code).order_by("version")
        found = versions.filter(version=number).first() if number else versions.last()
        if found is None:
            known = ", ".join(Questionnaire.objects.values_list("code", flat=True).distinct()) or "geen"
            raise CommandError(f"Vragenlijst ‘{code}’ bestaat niet. Bekend: {known}.", returncode=2)
        self.stdout.write(write_definition(questionnaires.definition_of(found)), ending="")
