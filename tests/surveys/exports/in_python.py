"""The rows and the CSV of an edition made in Python, one answer at a time: what the SQL is compared with."""

import csv
import hashlib
import io
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveys.domain import routing
from surveys.domain.questionnaires import compiled
from surveys.enums import Missing, SizeClass
from surveys.exports.cells import FORMULA_SIGNS
from surveys.exports.columns import Column, exported_responses, read_extract
from surveys.exports.csv import Dialect
from surveys.kinds import kind_of
from surveys.models import Edition, Response


def csv_file(edition: Edition, dialect: Dialect, labels: bool) -> bytes:
    columns = read_extract(edition).columns
    buffer = io.StringIO(newline="")
    buffer.write(dialect.start)
    writer = csv.writer(buffer, delimiter=dialect.delimiter)
    writer.writerow(column.code for column in columns)
    for row in rows(edition):
        writer.writerow(printed(row[column.code], column, dialect, labels) for column in columns)
    return buffer.getvalue().encode()


def printed(value: Any, column: Column, dialect: Dialect, labels: bool) -> Any:
    words = column.value_labels if labels else {}
    if isinstance(value, Missing):
        return value.label if labels else value.value
    if isinstance(value, str):
        text = words.get(value, value)
        return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
    if isinstance(value, float | Decimal):
        return str(value).replace(".", dialect.decimal)
    return words.get(str(value), value)


def rows(edition: Edition) -> Iterator[dict[str, Any]]:
    """A value or a `Missing` for every column, in the order of the pseudonyms."""
    found = exported_responses(edition).select_related("gemeente", "questionnaire")
    codes = [column.code for column in read_extract(edition).columns]
    for response in sorted(found, key=pseudonym):
        yield dict.fromkeys(codes, Missing.NOT_SHOWN) | background(response) | values(response)


def pseudonym(response: Response) -> str:
    key = salted_hmac("surveys.exports.pseudonym", "response", algorithm="sha256").hexdigest()
    return hashlib.sha256(f"{key}{response.pk}".encode()).hexdigest()


def background(response: Response) -> dict[str, Any]:
    gemeente = response.gemeente
    inhabitants = None if gemeente is None else gemeente.inhabitants
    took = response.completed_at - response.started_at
    minutes = Decimal(took.days * 86400 + took.seconds) + Decimal(took.microseconds) / 1_000_000
    return {
        "respons": f"r{pseudonym(response)[:16]}",
        "vragenlijst": str(response.questionnaire),
        "provincie": None if gemeente is None else gemeente.provincie,
        "grootteklasse": None if inhabitants is None else SizeClass.of(inhabitants),
        "kanaal": response.channel,
        "bron": response.source or None,
        "begonnen_op": timezone.localdate(response.started_at),
        "verzonden_op": timezone.localdate(response.completed_at),
        "minuten": (minutes / 60).quantize(Decimal("0.1"), ROUND_HALF_UP),
    }


def values(response: Response) -> dict[str, Any]:
    answers = response.answers
    row: dict[str, Any] = {}
    for question in routing.shown(compiled(response.questionnaire_id).questions, answers):
        kind = kind_of(question)
        names = kind.variable_codes(question)
        empty = Missing.NOT_REACHED if answers.keys().isdisjoint(names) else Missing.SKIPPED
        for variable in kind.variables(question):
            value = variable.read(answers)
            row[variable.code] = empty if value is None else value
    return row
