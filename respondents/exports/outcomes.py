"""What the team takes along as a file: counts, and nothing of a person."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from respondents.domain.outcome_rates import OutcomeRate
from respondents.domain.outcome_table import OutcomeTable
from respondents.enums import Disposition
from surveys.exports.csv import DUTCH_EXCEL

HEADER = [
    "soort",
    "naam",
    "code",
    "klasse",
    "omschrijving",
    "personen",
    "van personen",
    "personen %",
    "gemeenten",
    "van gemeenten",
    "gemeenten %",
]


def outcomes_as_csv(table: OutcomeTable) -> bytes:
    """For Dutch Excel; a cell is empty where nothing can be counted."""
    buffer = io.StringIO(newline="")
    buffer.write(DUTCH_EXCEL.start)
    csv.writer(buffer, delimiter=DUTCH_EXCEL.delimiter).writerows(_rows(table))
    return buffer.getvalue().encode()


def _rows(table: OutcomeTable) -> Iterator[list[Any]]:
    yield HEADER
    for line in table.lines:
        one = line.disposition
        start = ["uitkomst", one.value, _code(one), one.counts_as.value, one.label]
        yield [*start, line.persons, "", "", line.gemeenten, "", ""]
    yield ["totaal", "", "", "", "", table.persons, "", "", table.gemeenten, "", ""]
    yield [
        "buiten de steekproef",
        Disposition.OUTSIDE.value,
        _code(Disposition.OUTSIDE),
        "UO",
        "",
        table.outside,
        *[""] * 5,
    ]
    for rate in table.rates:
        start = ["maat", rate.formula.name, "", "", rate.formula.words]
        yield [*start, *_cells([rate.persons, rate.gemeenten])]


def _code(one: Disposition) -> str:
    """With a word before it, or Dutch Excel reads 2.112 as two thousand."""
    return f"AAPOR {one.code}"


def _cells(found: Iterable[OutcomeRate]) -> Iterator[Any]:
    for rate in found:
        percent = "" if rate.percent is None else str(rate.percent).replace(".", DUTCH_EXCEL.decimal)
        yield from (rate.count, rate.base, percent)
