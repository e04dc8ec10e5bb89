from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.exceptions import QuestionnairePublished, QuestionnaireRefused


class Command(BaseCommand):
    help = "Leest een vragenlijst uit een YAML-bestand. Dezelfde vragenlijst nog eens verandert niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="publiceer deze versie meteen")

    def handle(self, *, file: Path, publish: bool, **options: Any) -> None:
        try:
            questionnaire = questionnaires.store(read_file(file))
        except QuestionnaireRefused as refusal:
            raise CommandError("\n".join(refusal.problems), returncode=2) from refusal
        except QuestionnairePublished as refusal:
            raise CommandError(
                f"{refusal} is al gepubliceerd met een andere inhoud. Verhoog ‘version’ in {file}.",
                returncode=2,
            ) from refusal
        if publish:
            questionnaire = questionnaires.publish(questionnaire, by=None)
        self.stdout.write(f"{questionnaire} ({questionnaire.get_status_display().lower()})")
