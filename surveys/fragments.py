"""The boxes of a question as text that was drawn once; for each visit only what was answered is put in.

Drawing by crispy and templates takes milliseconds a page, filling in microseconds. A page with problems, or with more
lines than were drawn, is drawn anew.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.utils import render_crispy_form
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from surveys.forms import PageForm
from surveys.kinds import Problem, kind_of
from surveys.models import Question

# The boxes that our templates draw; a drawn question has no others.
BOX = re.compile(
    r'(?P<tick><input type="(?:radio|checkbox)" name="(?P<tick_name>[^"]*)"[^>]* value="(?P<tick_value>[^"]*)")'
    r'|(?P<line><input class="input"[^>]* name="(?P<line_name>[^"]*)"[^>]* value=")'
    r'|(?P<text><textarea [^>]*name="(?P<text_name>[^"]*)"[^>]*>\n)'
    r'|(?P<select><select [^>]*name="(?P<select_name>[^"]*)")'
    r'|(?P<option><option value="(?P<option_value>[^"]*)")(?P<selected> selected)?'
)


@dataclass(frozen=True)
class Slot:
    """Where something is put in. `mark` is put in if `value` was chosen; without a mark, the text itself."""

    name: str
    value: str = ""
    mark: str = ""
    index: int = 0


class DoesNotFit(Exception):
    """More lines were typed than there are boxes."""


class Fragment:
    """One drawn question: `texts` around `slots`, one more text than slots."""

    def __init__(self, html: str) -> None:
        self.texts: list[str] = []
        self.slots: list[Slot] = []
        boxes: Counter[str] = Counter()
        select, begin = "", 0
        for found in BOX.finditer(html):
            select = found["select_name"] or select
            slot = _slot(found, select, boxes)
            if slot is not None:
                end = found.end("option") if found["option"] else found.end()
                self.texts.append(html[begin:end])
                self.slots.append(slot)
                begin = found.end()
        self.texts.append(html[begin:])
        self.lines = {name: count for name, count in boxes.items() if count > 1}

    def fill(self, values: Mapping[str, Any]) -> str:
        """Raises DoesNotFit if a list has no empty box left after its last line."""
        if any(len(values.get(name) or ()) >= count for name, count in self.lines.items()):
            raise DoesNotFit
        parts: list[str] = []
        for text, slot in zip(self.texts, self.slots, strict=False):
            parts += (text, _content(slot, values.get(slot.name)))
        return "".join((*parts, self.texts[-1]))


def _slot(found: re.Match[str], select: str, boxes: Counter[str]) -> Slot | None:
    if found["tick"]:
        return Slot(found["tick_name"], found["tick_value"], " checked")
    if found["option"]:
        return Slot(select, found["option_value"], " selected")
    name = found["line_name"] or found["text_name"]
    if name is None:
        return None
    boxes[name] += 1
    return Slot(name, index=boxes[name] - 1)


def _content(slot: Slot, value: Any) -> str:
    if slot.mark:
        chosen = value if isinstance(value, list) else [value or ""]
        return slot.mark if slot.value in chosen else ""
    if isinstance(value, list):
        return escape(value[slot.index]) if slot.index < len(value) else ""
    return "" if value is None else escape(value)


_FRAGMENTS: dict[tuple[int, int], Fragment] = {}


def draw(
    questions: Iterable[Question],
    answers: Mapping[str, Any],
    problems: Iterable[Problem] = (),
    *,
    is_published: bool,
    rotation: int | None = None,
) -> SafeString:
    """The boxes of the questions, in order; only those of a published questionnaire may be kept."""
    questions, problems = list(questions), list(problems)
    if problems or not is_published:
        return _draw_anew(questions, answers, problems, rotation)
    return mark_safe("".join(_fill(question, answers, rotation or 0) for question in questions))  # noqa: S308 - drawn by our templates


def _fill(question: Question, answers: Mapping[str, Any], rotation: int) -> str:
    turn = rotation % kind_of(question).turns(question)
    fragment = _FRAGMENTS.get((question.pk, turn))
    if fragment is None:
        drawn = _draw_anew([question], {}, rotation=turn)
        fragment = _FRAGMENTS[question.pk, turn] = Fragment(drawn)
    try:
        return fragment.fill(kind_of(question).form_data(question, answers))
    except DoesNotFit:
        return _draw_anew([question], answers)


def _draw_anew(
    questions: Iterable[Question],
    answers: Mapping[str, Any],
    problems: Iterable[Problem] = (),
    rotation: int | None = None,
) -> SafeString:
    return render_crispy_form(PageForm(questions, answers, problems, rotation))
