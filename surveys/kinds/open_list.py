"""Several short texts, each in a box of one line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict, Field

from surveys.kinds import paper, values
from surveys.kinds.base import Kind, Problem, Variable, clean_text, settings_of, too_long
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Count, Table, Tally, given_in
from surveys.models import Question

# A list grows with *Nog een*; past this many lines it is no list of examples any more.
MOST_LINES = 20


class OpenListSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    boxes: int = Field(default=3, ge=1, le=MOST_LINES)
    limit: int = Field(default=200, ge=20, le=1000)


class LinesWidget(forms.TextInput):
    """The lines of one name; the template draws a box for each."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name)


class LinesField(forms.Field):
    widget = LinesWidget


class OpenList(Kind):
    code = "open_list"
    label = "Lijst van voorbeelden"
    chart = "number_of_examples"
    base = "wie de vraag kreeg"
    settings_model = OpenListSettings

    def variable_codes(self, question: Question) -> list[str]:
        return [question.code]

    def fields(self, question: Question) -> dict[str, forms.Field]:
        return {question.code: LinesField(required=False, label=question.text)}

    def layout(self, question: Question) -> QuestionLayout:
        settings = settings_of(self, question)
        return QuestionLayout(
            question,
            self.code,
            lambda form: {
                "field": form[question.code],
                "lines": self._boxes(question, form[question.code].value() or [], settings),
                "most_lines": MOST_LINES,
            },
        )

    @staticmethod
    def _boxes(question: Question, lines: list[str], settings: OpenListSettings) -> list[dict[str, Any]]:
        """Every line that was typed in a box of its own, one empty box after them, and never fewer than asked."""
        wanted = max(settings.boxes, min(len(lines) + 1, MOST_LINES))
        padded = [*lines, *[""] * (wanted - len(lines))]
        return [
            {
                "id": f"id_{question.code}_{number}",
                "name": question.code,
                "value": line,
                "is_too_long": len(line) > settings.limit,
            }
            for number, line in enumerate(padded, 1)
        ]

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        lines = [clean_text(line).replace("\n", " ") for line in data.getlist(question.code)]
        return {question.code: [line for line in lines if line][:MOST_LINES] or None}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {question.code: answers.get(question.code)}

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        limit = settings_of(self, question).limit
        lines = answers.get(question.code) or []
        return [problem for line in lines for problem in too_long(question.code, line, limit)][:1]

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return bool(answers.get(question.code))

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        return [(question.text, answers.get(question.code) or [])]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        return [paper.Lines(settings_of(self, question).boxes)]

    def variables(self, question: Question) -> list[Variable]:
        examples = values.lines(question.code)
        return [Variable(question.code, question.text, examples, tables=(question.code,), is_open=True)]

    def measures(self, question: Question) -> dict[str, values.Value]:
        return {question.code: values.line_count(question.code)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: everybody to whom it was shown; counts persons, and examples over all of them."""
        tally = tallies[question.code]
        given = given_in(tally)
        examples = sum(int(lines) * persons for lines, persons in given.items())
        counts = (
            Count("answered", "Ingevuld", sum(given.values())),
            Count("examples", "Voorbeelden", examples, is_of_persons=False),
        )
        return [Table(question.code, question.text, sum(tally.values()), counts)]


KIND = OpenList()
