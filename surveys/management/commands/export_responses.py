from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.exports import FORMATS, ExportedFile, Format, TooManyRows, export
from surveys.management.editions import edition_or_exit
from surveys.models import Edition

REASON = "opdracht op de server"


class Command(BaseCommand):
    help = "Schrijft de verzonden antwoorden van een editie, zonder namen en gemeenten. Elke keer komt in het logboek."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", metavar="EDITION")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--labels", action="store_true", help="labels in plaats van codes")
        parser.add_argument("--output", type=Path, metavar="FILE", help="zonder: standaarduitvoer")

    def handle(self, *, edition: str, labels: bool, output: Path | None, **options: Any) -> None:
        found, format_ = edition_or_exit(edition), FORMATS[options["format"]]
        if output is None:
            if format_.is_heavy and not hasattr(self.stdout, "buffer"):
                raise CommandError(
                    "Dit bestand is geen tekst. Geef er een naam aan met --output.", returncode=2
                )
            self._print(exported(found, format_, labels))
            return
        try:
            with output.open("wb") as target:
                file = exported(found, format_, labels)
                target.writelines(file.chunks)
            for extension, chunks in file.beside(output.name):
                with output.with_suffix(f".{extension}").open("wb") as target:
                    target.writelines(chunks)
        except OSError as error:
            text = f"{output} is niet te schrijven ({error.strerror}). Kies een andere map of naam."
            raise CommandError(text, returncode=2) from error
        self.stdout.write(f"{output}: {file.count} verzonden antwoorden")

    def _print(self, file: ExportedFile) -> None:
        """As bytes, whatever encoding the terminal has; a caller in Python may hand in a stream of text."""
        binary = getattr(self.stdout, "buffer", None)
        for chunk in file.chunks:
            if binary is None:
                self.stdout.write(chunk.decode(), ending="")
            else:
                binary.write(chunk)


def exported(edition: Edition, format_: Format, labels: bool) -> ExportedFile:
    try:
        return export(edition, format_, labels=labels, by=None, reason=REASON)
    except TooManyRows as error:
        raise CommandError(str(error), returncode=2) from error
