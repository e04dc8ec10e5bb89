"""The same scale for several rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict

from surveys.enums import OptionRole
from surveys.kinds import paper, values
from surveys.kinds.base import (
    Kind,
    Needs,
    Variable,
    apart_of,
    choices_of,
    known,
    labels_of,
    roles_of,
    settings_of,
)
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Count, Table, Tally, count_options, given_in
from surveys.models import Question, Row

# Few and short answers stay side by side on a phone; measured at 375 px.
SHORT_SCALE, SHORT_LABEL = 4, 16


# The same answer on fewer rows than this is nothing remarkable.
FEWEST_STRAIGHT = 4


class Definition(BaseModel):
    model_config = ConfigDict(extra="forbid")

    term: str
    text: str


class MatrixSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    definitions: list[Definition] = []
    # The answers that a report takes together, such as the best two of a scale.
    top: list[str] = []
    # The words once above the rows, on a wide screen; on a phone each row is a card with all of them.
    grid: bool = False


class RowField(forms.ChoiceField):
    """The answers to one row; `number` stands before its label."""

    widget = forms.RadioSelect

    def __init__(self, *, number: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.number = number


class Matrix(Kind):
    code = "matrix"
    label = "Matrix"
    chart = "stacked_bars"
    base = "wie op deze rij een antwoord gaf"
    rows = Needs.ALWAYS
    options = Needs.ALWAYS
    roles = frozenset({OptionRole.REGULAR, OptionRole.DONT_KNOW, OptionRole.NOT_APPLICABLE})
    settings_model = MatrixSettings

    def variable_codes(self, question: Question) -> list[str]:
        return [self._name(question, row) for row in question.rows.all()]

    @staticmethod
    def _name(question: Question, row: Row) -> str:
        return f"{question.code}_{row.code}"

    def fields(self, question: Question) -> dict[str, forms.Field]:
        scale = choices_of(question)
        return {
            self._name(question, row): RowField(label=row.label, number=row.number, choices=scale)
            for row in question.rows.all()
        }

    def layout(self, question: Question) -> QuestionLayout:
        scale = choices_of(question)
        short = len(scale) <= SHORT_SCALE and all(len(label) <= SHORT_LABEL for _, label in scale)
        return QuestionLayout(
            question,
            self.code,
            lambda form: {
                "rows": [form[name] for name in self.variable_codes(question)],
                "scale": scale,
                "apart": apart_of(question),
                "settings": settings_of(self, question),
                "short": short,
            },
        )

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        return {
            name: next(iter(known(question, data.getlist(name)[-1:])), None)
            for name in self.variable_codes(question)
        }

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: answers.get(name) for name in self.variable_codes(question)}

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return any(answers.get(name) is not None for name in self.variable_codes(question))

    def is_complete(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return all(answers.get(name) is not None for name in self.variable_codes(question))

    def is_straight(self, question: Question, answers: Mapping[str, Any]) -> bool:
        given = [answers.get(self._name(question, row)) for row in question.rows.all()]
        return len(given) >= FEWEST_STRAIGHT and None not in given and len(set(given)) == 1

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        labels = labels_of(question)
        codes = ((row.label, answers.get(self._name(question, row))) for row in question.rows.all())
        return [(label, [labels[code]] if code else []) for label, code in codes]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        terms = tuple(paper.Term(item.term, item.text) for item in settings_of(self, question).definitions)
        rows = tuple(paper.GridRow(row.label, row.number) for row in question.rows.all())
        grid = paper.Grid(rows, columns=tuple(labels_of(question).values()))
        return [paper.Terms(terms), grid] if terms else [grid]

    def variables(self, question: Question) -> list[Variable]:
        labels = labels_of(question)
        return [self._variable(question, row, labels) for row in question.rows.all()]

    def _variable(self, question: Question, row: Row, labels: dict[str, str]) -> Variable:
        name = self._name(question, row)
        label = f"{question.text} {row.label}"
        return Variable(
            name,
            label,
            values.given(name),
            labels,
            roles_of(question),
            tables=(name,),
            part=row.code,
            part_label=row.label,
            top=frozenset(settings_of(self, question).top),
        )

    def measures(self, question: Question) -> dict[str, values.Value]:
        names = [self._name(question, row) for row in question.rows.all()]
        return {name: values.given(name) for name in names}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """A table per row. Base: who gave any answer on that row; *weet niet* is a category like the others."""
        rows = {self._name(question, row): row for row in question.rows.all()}
        return [self._tabulate_row(question, name, row, tallies[name]) for name, row in rows.items()]

    def _tabulate_row(self, question: Question, name: str, row: Row, tally: Tally) -> Table:
        given = given_in(tally)
        counts = count_options(question, given)
        return Table(name, row.label, sum(given.values()), counts, top=self._top(question, counts))

    @staticmethod
    def _top(question: Question, counts: Sequence[Count]) -> Count | None:
        best = [count for count in counts if count.code in settings_of(KIND, question).top]
        if not best:
            return None
        return Count("top", " of ".join(count.label for count in best), sum(count.count for count in best))


KIND = Matrix()
