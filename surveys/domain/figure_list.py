"""A list of printed figures, of any report: CSV, JSON, or the file of what was published of 2023."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from surveys.domain.possible_figures import Printed
from surveys.exceptions import FiguresRefused

NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
COLUMNS = {
    "label": ("label", "omschrijving"),
    "percent": ("percent", "percentage", "%"),
    "mean": ("mean", "gemiddelde"),
    "base": ("base", "basis", "n"),
}
# In the published file these are numbers of things, not shares of persons.
THINGS = "examples_named"


def read_figures(content: bytes) -> list[Printed]:
    """FiguresRefused with every row that cannot be read; a figure that is null in JSON was not printed."""
    text = _decode(content).strip()
    if not text:
        raise FiguresRefused(["Het bestand is leeg."])
    found, problems = [], []
    for number, row in _from_json(text) if text[0] in "[{" else _from_csv(text):
        try:
            found.append(_figure(row))
        except ValueError as problem:
            problems.append(f"Rij {number}: {problem}")
    if problems or not found:
        raise FiguresRefused(problems or ["Er staan geen cijfers in het bestand."])
    return found


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _from_csv(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The first row names the columns; a number is that of the row, the first row being 1."""
    header = text.splitlines()[0]
    delimiter = max(";\t,", key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise FiguresRefused(["Het bestand is geen leesbare CSV of JSON."]) from error
    places = {name: _place(rows[0], names) for name, names in COLUMNS.items()}
    if places["label"] is None or places["base"] is None or places["percent"] is places["mean"]:
        raise FiguresRefused(["Rij 1: noem hier de kolommen label, percent of mean, en base."])
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            yield number, {name: row[at] for name, at in places.items() if at is not None and at < len(row)}


def _place(header: list[str], names: tuple[str, ...]) -> int | None:
    found = [at for at, cell in enumerate(header) if cell.strip().lower() in names]
    return found[0] if found else None


def _from_json(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FiguresRefused(["Het bestand is geen leesbare CSV of JSON."]) from error
    if isinstance(document, dict) and "questions" in document:
        rows = list(_published(document))
    else:
        rows = document.get("figures", []) if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FiguresRefused(["Het bestand is geen lijst van cijfers met label, percent of mean, en base."])
    for number, row in enumerate(rows, 1):
        if row.get("percent", row.get("mean", "")) is not None:
            yield number, row


def _published(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every number under the questions is a percentage of all who completed, but for means and numbers of things."""
    fieldwork = document.get("fieldwork")
    base = fieldwork.get("completed") if isinstance(fieldwork, dict) else None
    questions = document["questions"]
    for question in questions if isinstance(questions, list) else []:
        topic = question.get("topic", "") if isinstance(question, dict) else ""
        for path, number in _numbers(question, ()):
            kind = "mean" if path[-1:] == ("mean",) else "percent"
            yield {"label": " – ".join([topic, *path]), kind: number, "base": base}


def _numbers(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in (THINGS, "number"):
                yield from _numbers(value, (*path, key))
    elif isinstance(node, str) and NUMBER.fullmatch(node):
        yield path, node


def _figure(row: Mapping[str, Any]) -> Printed:
    values = {name: str(row[name]).strip() for name in COLUMNS if row.get(name) not in (None, "")}
    percent, mean = (_number(values.get(name, "")) for name in ("percent", "mean"))
    if percent is None and mean is None:
        raise ValueError("er staat geen percentage en geen gemiddelde.")
    base = values.get("base", "")
    if not re.fullmatch(r"0*[1-9]\d{0,8}", base, re.ASCII):
        raise ValueError(f"de basis ‘{base[:40]}’ is geen aantal. Schrijf een heel getal van 1 of meer.")
    return Printed(values.get("label", ""), int(base), percent, mean)


def _number(text: str) -> Decimal | None:
    plain = text.removesuffix("%").strip()
    if not plain:
        return None
    if not NUMBER.fullmatch(plain) or not plain.isascii():
        raise ValueError(f"‘{text[:40]}’ is geen getal. Schrijf bijvoorbeeld 34 of 21,9.")
    return Decimal(plain.replace(",", "."))
