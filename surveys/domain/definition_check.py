"""What keeps a questionnaire that was written in the staff area from being published, by the place in words."""

from collections.abc import Sequence
from typing import Any

from surveys.domain.definition import Definition, faults_of
from surveys.domain.kind_rules import kind_faults


def problems_of(definition: Definition) -> list[str]:
    """A sentence for each fault; the same faults as those of a file."""
    faults = [*faults_of(definition), *kind_faults(definition)]
    return [f"{_place(definition, fault.path)}: {fault.text}" for fault in faults]


def _place(definition: Definition, path: Sequence[str | int]) -> str:
    """The deepest part with a name on the way to the fault, such as *vraag ‘budget’*."""
    words = {"sections": "deel", "questions": "vraag", "rows": "rij", "options": "antwoord"}
    place, part, kind = "vragenlijst", definition, ""
    for step in path:
        part = _child(part, step)
        kind = step if isinstance(step, str) else kind
        if isinstance(step, int) and kind in words:
            place = f"{words[kind]} ‘{part.code}’"
    return place


def _child(part: Any, step: str | int) -> Any:
    return part[step] if isinstance(step, int) else getattr(part, step, None)
