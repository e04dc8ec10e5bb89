"""A mark from 1 to 10, as at school."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict

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
from surveys.kinds.tallies import Count, Table, Tally, spread_of
from surveys.kinds.values import Type
from surveys.models import Question

MARKS = {str(mark): mark for mark in range(1, 11)}


class MarkSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    low: str = "zeer slecht"
    high: str = "uitstekend"


class Mark(Kind):
    code = "mark"
    label = "Rapportcijfer"
    chart = "distribution"
    base = "wie een cijfer gaf"
    options = Needs.MAYBE
    roles = frozenset({"dont_know", "not_applicable"})
    settings_model = MarkSettings

    def variable_codes(self, question: Question) -> list[str]:
        return [question.code]

    def fields(self, question: Question) -> dict[str, forms.Field]:
        choices = [*((text, text) for text in MARKS), *choices_of(question)]
        return {
            question.code: forms.ChoiceField(
                required=False, label=question.text, choices=choices, widget=forms.RadioSelect
            )
        }

    def layout(self, question: Question) -> QuestionLayout:
        return QuestionLayout(
            question,
            self.code,
            lambda form: {
                "field": form[question.code],
                "apart": apart_of(question),
                "settings": settings_of(self, question),
            },
        )

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        posted = data.get(question.code) or ""
        return {question.code: MARKS.get(posted) or next(iter(known(question, [posted])), None)}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        mark = answers.get(question.code)
        return {question.code: None if mark is None else str(mark)}

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return answers.get(question.code) is not None

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        mark = answers.get(question.code)
        return [(question.text, [] if mark is None else [labels_of(question).get(mark, str(mark))])]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        settings = settings_of(self, question)
        return [paper.Scale(len(MARKS), settings.low, settings.high), *paper.asides(question)]

    def variables(self, question: Question) -> list[Variable]:
        return [
            Variable(
                question.code,
                question.text,
                values.given(question.code, Type.INTEGER),
                labels_of(question),
                roles_of(question),
                tables=(question.code,),
            )
        ]

    def measures(self, question: Question) -> dict[str, values.Value]:
        return {question.code: values.given(question.code, Type.INTEGER)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: who gave a mark; *weet niet* says nothing about a mean."""
        tally = tallies[question.code]
        counts = tuple(Count(text, text, tally.get(text, 0)) for text in MARKS)
        spread = spread_of({mark: tally[text] for text, mark in MARKS.items() if tally.get(text)})
        return [Table(question.code, question.text, sum(count.count for count in counts), counts, spread)]


KIND = Mark()
