"""Words of one's own, in one box or in one box for each row."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict, Field

from surveys.kinds import aside, paper, values
from surveys.kinds.base import (
    LONGEST_STORED_TEXT,
    Kind,
    Needs,
    Problem,
    Variable,
    read_text,
    settings_of,
    too_long,
)
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Count, Table, Tally
from surveys.models import Question


class OpenTextSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=1000, ge=20, le=LONGEST_STORED_TEXT)


class OpenText(Kind):
    code = "open_text"
    label = "Open vraag"
    chart = "answered"
    base = "wie de vraag kreeg"
    rows = Needs.MAYBE
    options = Needs.MAYBE
    roles = frozenset({"exclusive", "dont_know", "not_applicable"})
    settings_model = OpenTextSettings

    def variable_codes(self, question: Question) -> list[str]:
        return [*self._boxes(question), *aside.aside_names(question)]

    def _boxes(self, question: Question) -> dict[str, str]:
        """The label of each box by its name; one box, under the question itself, where there are no rows."""
        rows = {f"{question.code}_{row.code}": row.label for row in question.rows.all()}
        return rows or {question.code: question.text}

    def fields(self, question: Question) -> dict[str, forms.Field]:
        boxes = {
            name: forms.CharField(required=False, label=label, widget=forms.Textarea(attrs={"rows": 4}))
            for name, label in self._boxes(question).items()
        }
        return {**boxes, **aside.aside_fields(question)}

    def layout(self, question: Question) -> QuestionLayout:
        return QuestionLayout(
            question,
            self.code,
            lambda form: {
                "rows": [form[name] for name in self._boxes(question)],
                "choice": aside.aside_value(question, form),
                "settings": settings_of(self, question),
                "has_errors": any(form[name].errors for name in self.variable_codes(question)),
            },
        )

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        boxes = {name: read_text(data, name) for name in self._boxes(question)}
        return {**boxes, **aside.read_aside(question, data)}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        boxes = {name: answers.get(name) for name in self._boxes(question)}
        return {**boxes, **{name: aside.asides(question, answers) for name in aside.aside_names(question)}}

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        limit = settings_of(self, question).limit
        long = [
            problem for name in self._boxes(question) for problem in too_long(name, answers.get(name), limit)
        ]
        return [*long, *aside.aside_problems(question, self._is_typed(question, answers), answers)]

    def _is_typed(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return any(answers.get(name) for name in self._boxes(question))

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return self._is_typed(question, answers) or bool(aside.asides(question, answers))

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        chosen = aside.aside_labels(question, answers)
        boxes = self._boxes(question).items()
        return [(label, [text] if (text := answers.get(name)) else chosen) for name, label in boxes]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        headings = [row.label for row in question.rows.all()]
        boxes = [paper.Lines(3, heading) for heading in headings] or [paper.Lines(4)]
        return [*boxes, *paper.asides(question)]

    def variables(self, question: Question) -> list[Variable]:
        boxes = [
            Variable(name, label, values.given(name), tables=(name,), is_open=True)
            for name, label in self._boxes(question).items()
        ]
        return [*boxes, *aside.aside_variables(question, tuple(aside.aside_names(question)))]

    def measures(self, question: Question) -> dict[str, values.Value]:
        boxes = {name: values.filled(name) for name in self._boxes(question)}
        return {**boxes, **aside.aside_measures(question)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: everybody to whom it was shown; per box who wrote something and who did not, then the asides."""
        boxes = self._boxes(question).items()
        tables = [self._tabulate_box(name, label, tallies[name]) for name, label in boxes]
        asides = [
            Table(name, question.text, sum(tallies[name].values()), aside.count_asides(question, tallies))
            for name in aside.aside_names(question)
        ]
        return [*tables, *asides]

    @staticmethod
    def _tabulate_box(name: str, label: str, tally: Tally) -> Table:
        base, empty = sum(tally.values()), tally.get(None, 0)
        counts = (
            Count("answered", "Ingevuld", base - empty),
            Count("not_answered", "Niet ingevuld", empty),
        )
        return Table(name, label, base, counts)


KIND = OpenText()
