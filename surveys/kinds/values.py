"""How a variable is taken out of the answers: in Python for one response, and in SQL for all of them at once.

Both say the same; a test compares them over random answers. The SQL gives text, or NULL for no answer. It sees the
whole document as `r.answers`, and each key that a value names as a column of `a`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.enums import Missing

Answers = Mapping[str, Any]
# PostgreSQL cuts longer names of columns, so what is stored under such a name is looked up in the document.
LONGEST_NAME = 63
# Lists of so many lines are written out in SQL.
SHORT_LIST = 4


class Stored(StrEnum):
    """As what SQL takes a key out of the document."""

    TEXT = "text"
    JSON = "jsonb"


class Type(StrEnum):
    """What a value is where it is not a code; by the name that SQL has for it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "numeric"
    DATE = "date"


@dataclass(frozen=True)
class Value:
    """`not_shown` is a condition in SQL: the box hangs on an answer that was not given.

    `is_true` is one too, where the value says 1 or 0. `head` is SQL that begins with the same sign as the value, where
    the whole of it costs much to make.
    """

    read: Callable[[Answers], Any]
    sql: str
    keys: Mapping[str, Stored]
    type: Type = Type.TEXT
    not_shown: str = ""
    is_true: str = ""
    head: str = ""


def cell(key: str, stored: Stored) -> str:
    """A key of the document in SQL. Keys are codes, in which no quote can stand."""
    return f'a."{key}"' if len(key) <= LONGEST_NAME else looked_up(key, stored)


def looked_up(key: str, stored: Stored) -> str:
    """In the document itself; NULL where it holds null."""
    if stored is Stored.TEXT:
        return f"(r.answers ->> '{key}')"
    return f"nullif(r.answers -> '{key}', 'null')"


def given(key: str, type_: Type = Type.TEXT) -> Value:
    """A text, a code, or a whole number, as it is stored."""
    return Value(lambda answers: answers.get(key), cell(key, Stored.TEXT), {key: Stored.TEXT}, type_)


def number(key: str) -> Value:
    """What was typed as a number; a text that could not be read as one is no answer."""

    def read(answers: Answers) -> int | float | None:
        typed = answers.get(key)
        return None if isinstance(typed, str) else typed

    return Value(read, _if_json(key, "number"), {key: Stored.JSON}, Type.NUMBER)


def single(key: str) -> Value:
    """A code; several at once contradict each other and are no answer."""

    def read(answers: Answers) -> str | None:
        chosen = answers.get(key)
        return None if isinstance(chosen, list) else chosen

    return Value(read, _if_json(key, "string"), {key: Stored.JSON})


def _if_json(key: str, json_type: str) -> str:
    stored = cell(key, Stored.JSON)
    return f"CASE jsonb_typeof({stored}) WHEN '{json_type}' THEN {stored} #>> '{{}}' END"


def ticked(key: str, code: str) -> Value:
    """1 or 0: whether the code is in the list."""

    def read(answers: Answers) -> int | None:
        chosen = answers.get(key)
        return None if chosen is None else int(code in chosen)

    is_true = f"{cell(key, Stored.JSON)} ? '{code}'"
    sql = f"CASE {is_true} WHEN true THEN '1' WHEN false THEN '0' END"
    return Value(read, sql, {key: Stored.JSON}, Type.INTEGER, is_true=is_true)


def at_place(key: str, index: int) -> Value:
    """The code at that place of the list, from 0."""

    def read(answers: Answers) -> str | None:
        ranked = answers.get(key) or []
        return ranked[index] if index < len(ranked) else None

    return Value(read, f"({cell(key, Stored.JSON)} ->> {index})", {key: Stored.JSON})


def lines(key: str) -> Value:
    """The texts of the list, under each other."""

    def read(answers: Answers) -> str | None:
        return "\n".join(answers.get(key) or []) or None

    stored = cell(key, Stored.JSON)
    items = f"jsonb_array_elements_text({stored}) WITH ORDINALITY AS item (line, place)"
    joined = f"(SELECT string_agg(line, E'\\n' ORDER BY place) FROM {items})"  # noqa: S608 - a key is a code
    # Taking a list apart costs more than all the other cells of a response together, and most lists are short.
    whens = " ".join(f"WHEN {count} THEN {_joined(stored, count)}" for count in range(1, SHORT_LIST + 1))
    sql = _if_list(key, f"nullif(CASE jsonb_array_length({stored}) {whens} ELSE {joined} END, '')")
    return Value(read, sql, {key: Stored.JSON}, head=f"({stored} ->> 0)")


def _joined(stored: str, count: int) -> str:
    return " || E'\\n' || ".join(f"({stored} ->> {place})" for place in range(count))


def filled(key: str) -> Value:
    """1 if there is a text, and else no answer."""
    sql = f"CASE WHEN {cell(key, Stored.TEXT)} <> '' THEN '1' END"
    return Value(lambda answers: 1 if answers.get(key) else None, sql, {key: Stored.TEXT}, Type.INTEGER)


def line_count(key: str) -> Value:
    """How many lines the list has; an empty one is no answer."""
    length = f"nullif(jsonb_array_length({cell(key, Stored.JSON)}), 0)::text"
    sql = _if_list(key, length)
    return Value(lambda answers: len(answers.get(key) or []) or None, sql, {key: Stored.JSON}, Type.INTEGER)


def listed(key: str) -> Value:
    """The whole list, as JSON; an empty one is no answer."""

    def read(answers: Answers) -> str | None:
        chosen = answers.get(key)
        return json.dumps(chosen, ensure_ascii=False) if chosen else None

    text = f"nullif(({cell(key, Stored.JSON)})::text, '[]')"
    return Value(read, _if_list(key, text), {key: Stored.JSON})


def _if_list(key: str, then: str) -> str:
    """Only a list has items; to ask them of anything else is an error."""
    return f"CASE jsonb_typeof({cell(key, Stored.JSON)}) WHEN 'array' THEN {then} END"


def text_with(key: str, *, chosen: str, code: str, among: bool) -> Value:
    """The text in the box that belongs to one answer; `among` says that several answers can be chosen."""

    def read(answers: Answers) -> Any:
        answer = answers.get(chosen)
        if answer is None:
            return None
        is_asked = code in answer if isinstance(answer, list) else code == answer
        return answers.get(key) if is_asked else Missing.NOT_SHOWN

    stored = Stored.JSON if among else Stored.TEXT
    answer = cell(chosen, stored)
    other = f"NOT {answer} ? '{code}'" if among else f"{answer} <> '{code}'"
    sql = f"CASE WHEN {answer} IS NOT NULL THEN {cell(key, Stored.TEXT)} END"
    return Value(read, sql, {key: Stored.TEXT, chosen: stored}, not_shown=other)
