"""All figures of an edition out of two files that anybody can export: the CSV with codes, and the codebook.

Written as an analyst outside would write it: with polars, the standard library and `docs/exports.md`. It shares
nothing with what the application counts, so that a mistake there cannot hide here.

`python figures_from_csv.py ANSWERS.csv CODEBOOK.csv` prints them as `manage.py figures` does.
"""

import json
import statistics
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import polars as pl

NOT_SHOWN, SKIPPED, NOT_REACHED = "-7", "-8", "-9"
MISSING = (NOT_SHOWN, SKIPPED, NOT_REACHED)
MARKS = [str(mark) for mark in range(1, 11)]

Line = dict[str, str]
# Variables by their name, each with its lines in the codebook.
Variables = dict[str, list[Line]]
# Code, words, how many.
Item = tuple[str, str, int]


def read(file: Path | bytes) -> pl.DataFrame:
    return pl.read_csv(file, infer_schema=False).fill_null("")


def document(answers: pl.DataFrame, codebook: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"figures": [], "means": []}
    for question, variables in reported(codebook).items():
        kind = next(iter(variables.values()))[0]["soort"]
        for table, base, items in KINDS[kind](answers, variables):
            found["figures"] += [figure(question, table, base, item) for item in items]
        if kind in ("Bedrag", "Rapportcijfer"):
            found["means"] += spread(question, numbers(answers[question]))
    return found


def reported(codebook: pl.DataFrame) -> dict[str, Variables]:
    """The questions of which there are figures; with them the variables that only another version has."""
    questions: dict[str, Variables] = {}
    for line in codebook.iter_rows(named=True):
        if line["tabellen"]:
            questions.setdefault(line["vraagcode"], {}).setdefault(line["variabele"], []).append(line)
    return {code: of for code, of in questions.items() if any(map(in_figures, of.values()))}


def figure(question: str, table: str, base: int, item: Item) -> dict[str, Any]:
    code, label, count = item
    is_of_persons = code != "examples"
    return {
        "question": question,
        "table": table,
        "item": code,
        "label": label,
        "count": count,
        "base": base,
        "percent": percent(count, base) if is_of_persons and base else None,
    }


def percent(count: int, base: int) -> int:
    return int((Decimal(100 * count) / base).quantize(Decimal(1), ROUND_HALF_UP))


def spread(question: str, given: list[float]) -> list[dict[str, Any]]:
    if not given:
        return []
    return [
        {
            "question": question,
            "mean": statistics.mean(given),
            "median": statistics.median(given),
            "lowest": min(given),
            "highest": max(given),
            "base": len(given),
        }
    ]


def numbers(cells: pl.Series) -> list[float]:
    """An amount or a mark; beside it a word such as *weet_niet*, or the reason why there is none, can stand."""
    return [float(cell) for cell in cells if cell[:1].isdigit()]


def shown(cells: pl.Series) -> int:
    return sum(cell != NOT_SHOWN for cell in cells)


def answered(cells: pl.Series) -> pl.Series:
    return cells.filter(~cells.is_in(MISSING) & (cells != ""))


def in_figures(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["in_cijfers"]]


def chosen(lines: list[Line], given: pl.Series) -> list[Item]:
    return [
        (line["waarde"], line["betekenis"], (given == line["waarde"]).sum()) for line in in_figures(lines)
    ]


def top(lines: list[Line], given: pl.Series) -> list[Item]:
    best = [line for line in lines if line["top"]]
    if not best:
        return []
    count = given.is_in([line["waarde"] for line in best]).sum()
    return [("top", " of ".join(line["betekenis"] for line in best), count)]


Tables = Iterator[tuple[str, int, list[Item]]]


def of_one_answer(answers: pl.DataFrame, variables: Variables) -> Tables:
    """A choice, or each row of a matrix: who gave an answer, and among those each of the answers."""
    for name, lines in variables.items():
        if in_figures(lines):
            given = answered(answers[name])
            yield lines[0]["tabellen"], len(given), [*chosen(lines, given), *top(lines, given)]


def of_several_answers(answers: pl.DataFrame, variables: Variables) -> Tables:
    """Who ticked anything, also what only an older version offers; and among those each of the answers."""
    ticks = answers.select(pl.col(list(variables)) == "1")
    (first, *_) = variables.values()
    items = [
        (line["onderdeel"], line["tekst_onderdeel"], ticks[name].sum())
        for name, lines in variables.items()
        for line in in_figures(lines)
    ]
    yield first[0]["tabellen"], ticks.select(pl.any_horizontal(pl.all())).to_series().sum(), items


def of_a_ranking(answers: pl.DataFrame, variables: Variables) -> Tables:
    """Who filled in a place; who put each answer first, and who put it anywhere."""
    places = answers.select(list(variables))
    base = sum(any(cell not in ("", *MISSING) for cell in row) for row in places.rows())
    (lines, *_) = variables.values()
    for table, width in zip(lines[0]["tabellen"].split(" "), (1, len(variables)), strict=True):
        rows = [row[:width] for row in places.rows()]
        items = [
            (line["waarde"], line["betekenis"], sum(line["waarde"] in row for row in rows))
            for line in in_figures(lines)
        ]
        yield table, base, items


def of_a_mark(answers: pl.DataFrame, variables: Variables) -> Tables:
    for name in variables:
        given = [str(int(mark)) for mark in numbers(answers[name])]
        yield name, len(given), [(mark, mark, given.count(mark)) for mark in MARKS]


def of_an_amount(answers: pl.DataFrame, variables: Variables) -> Tables:
    """Who saw the question: who named an amount, and who chose an answer beside it."""
    name, *beside = variables
    named = ("named", "Bedrag genoemd", len(numbers(answers[name])))
    asides = [item for aside in beside for item in chosen(variables[aside], answered(answers[aside]))]
    yield name, shown(answers[name]), [named, *asides]


def of_a_text(answers: pl.DataFrame, variables: Variables) -> Tables:
    """Who saw the box: who wrote something and who did not; the answers beside the boxes are a table of their own."""
    for name, lines in variables.items():
        if not in_figures(lines):
            continue
        base, given = shown(answers[name]), answered(answers[name])
        is_box = not lines[0]["waarde"]
        written = [("answered", "Ingevuld", len(given)), ("not_answered", "Niet ingevuld", base - len(given))]
        yield name, base, written if is_box else chosen(lines, given)


def of_examples(answers: pl.DataFrame, variables: Variables) -> Tables:
    """Who saw the question: who named an example, and how many there are. Each stands on a line of the cell."""
    for name in variables:
        given = answered(answers[name])
        examples = sum(cell.count("\n") + 1 for cell in given)
        yield (
            name,
            shown(answers[name]),
            [("answered", "Ingevuld", len(given)), ("examples", "Voorbeelden", examples)],
        )


KINDS = {
    "Eén antwoord": of_one_answer,
    "Matrix": of_one_answer,
    "Meer antwoorden": of_several_answers,
    "Rangorde": of_a_ranking,
    "Rapportcijfer": of_a_mark,
    "Bedrag": of_an_amount,
    "Open vraag": of_a_text,
    "Lijst van voorbeelden": of_examples,
}

if __name__ == "__main__":
    found = document(*(read(Path(name)) for name in sys.argv[1:3]))
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
