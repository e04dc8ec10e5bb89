import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.domain.figure_list import read_figures
from surveys.domain.possible_figures import Printed
from surveys.exceptions import FiguresRefused

MOST_BASES = 5


class Command(BaseCommand):
    help = (
        "Leest de cijfers van een rapport (CSV of JSON met label, percent of mean, en base) en zegt welke niet van "
        "hun basis kunnen komen. Status 1 als er zo een is, 2 als het bestand niet te lezen is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="- leest de standaardinvoer")

    def handle(self, *, file: str, **options: Any) -> None:
        figures = _read(file)
        impossible = [figure for figure in figures if not figure.is_possible]
        for figure in impossible:
            self.stdout.write(_sentence(figure))
        if impossible:
            raise CommandError(_summary(len(impossible), len(figures)), returncode=1)
        self.stdout.write(f"Alle {len(figures)} cijfers kunnen van hun basis komen.")


def _read(file: str) -> list[Printed]:
    try:
        return read_figures(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    except OSError as error:
        raise CommandError(f"{file} is niet te lezen: {error.strerror}.", returncode=2) from error
    except FiguresRefused as refusal:
        raise CommandError("\n".join(refusal.problems), returncode=2) from refusal


def _summary(impossible: int, figures: int) -> str:
    verb = "kan" if impossible == 1 else "kunnen"
    return f"{impossible} van {figures} cijfers {verb} niet van de basis komen die erbij staat."


def _sentence(figure: Printed) -> str:
    bases = ", ".join(str(base) for base in figure.fitting_bases[:MOST_BASES])
    where = f"Wel bij n = {bases}." if bases else "Ook niet bij een basis in de buurt."
    return f"{figure.label}: {_printed(figure)} kan niet bij n = {figure.base}. {where}"


def _printed(figure: Printed) -> str:
    percent = "" if figure.percent is None else f"{figure.percent}%"
    mean = "" if figure.mean is None else f"gemiddelde {figure.mean}"
    return " en ".join(filter(None, [percent, mean])).replace(".", ",")
