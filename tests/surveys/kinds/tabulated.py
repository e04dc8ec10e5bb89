"""The tables of a question over a few answers, tallied in Python as the database does it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from surveys.kinds import Table, kind_of
from surveys.kinds.values import Value
from surveys.models import Question


def tabulated(question: Question, shown_to: Sequence[Mapping[str, Any]]) -> list[Table]:
    kind = kind_of(question)
    tallies = {
        code: Counter(as_text(value, answers) for answers in shown_to)
        for code, value in kind.measures(question).items()
    }
    return kind.tabulate(question, tallies)


def as_text(value: Value, answers: Mapping[str, Any]) -> str | None:
    read = value.read(answers)
    return None if read is None else str(read)
