"""The gemeenten of the package: which there are, from when until when, and in what order people look for them."""

import csv
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from surveys.domain import gemeente_changes
from surveys.enums import Provincie
from surveys.models import Gemeente, GemeenteChange

DATA = Path(__file__).parent.parent / "data"
PROVINCIE_BY_LABEL = {str(provincie.label): provincie for provincie in Provincie}


def sort_key(name: str) -> str:
    """The name as one looks it up: without accents and capitals, *'s-Gravenhage* under the G.

    The embedded PostgreSQL has no Dutch collation, so the order is stored.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return plain.removeprefix("'s-").replace("-", " ")


@transaction.atomic
def load() -> tuple[int, int]:
    """Stores the gemeenten and changes of the package; gives how many there are of each. Again changes nothing."""
    gemeenten = [_gemeente(row) for row in _rows("gemeenten.csv")]
    fields = [field.name for field in Gemeente._meta.concrete_fields if field.name not in ("id", "code")]
    Gemeente.objects.bulk_create(
        gemeenten, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    by_code = dict(Gemeente.objects.values_list("code", "pk"))
    changes = [_change(row, by_code) for row in _rows("changes.csv")]
    GemeenteChange.objects.bulk_create(
        changes, update_conflicts=True, unique_fields=["old", "new"], update_fields=["effective_on"]
    )
    gemeente_changes.keep_ends()
    return len(gemeenten), len(changes)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _gemeente(row: dict[str, str]) -> Gemeente:
    return Gemeente(
        code=row["code"],
        name=row["name"],
        sort_key=sort_key(row["name"]),
        provincie=PROVINCIE_BY_LABEL[row["provincie"]],
        aliases=[alias for alias in row["aliases"].split("|") if alias],
        domain=row["domain"],
        inhabitants=int(row["inhabitants"]) if row["inhabitants"] else None,
        inhabitants_on=_day(row["inhabitants_on"]),
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
    )


def _change(row: dict[str, str], by_code: dict[str, int]) -> GemeenteChange:
    return GemeenteChange(
        effective_on=date.fromisoformat(row["effective_on"]),
        old_id=by_code[row["old"]],
        new_id=by_code[row["new"]],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
