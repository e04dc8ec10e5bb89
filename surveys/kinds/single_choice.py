"""One answer out of a list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from surveys.kinds import other, paper, values
from surveys.kinds.base import (
    Kind,
    Needs,
    Problem,
    Variable,
    apart_of,
    choices_of,
    known,
    labels_of,
    roles_of,
)
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Table, Tally, count_options, given_in
from surveys.models import Question


class SingleChoice(Kind):
    code = "single_choice"
    label = "Eén antwoord"
    chart = "bars"
    base = "wie een antwoord gaf"
    options = Needs.ALWAYS
    divides_people = True

    def variable_codes(self, question: Question) -> list[str]:
        return [question.code, *other.other_names(question)]

    def fields(self, question: Question) -> dict[str, forms.Field]:
        choice = forms.ChoiceField(
            required=False, label=question.text, choices=choices_of(question), widget=forms.RadioSelect
        )
        return {question.code: choice, **other.other_fields(question)}

    def layout(self, question: Question) -> QuestionLayout:
        return QuestionLayout(
            question,
            self.code,
            lambda form: {
                "field": form[question.code],
                "apart": apart_of(question),
                **other.other_values(question, form),
            },
        )

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        chosen = known(question, data.getlist(question.code)[-1:])
        return {question.code: chosen[0] if chosen else None, **other.read_other(question, data)}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {code: answers.get(code) for code in self.variable_codes(question)}

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        return other.other_problems(question, [answers.get(question.code) or ""], answers)

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return answers.get(question.code) is not None

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        code = answers.get(question.code)
        return [(question.text, [other.label_with_other(question, code, answers)] if code else [])]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        return [paper.choices(question, several=False)]

    def variables(self, question: Question) -> list[Variable]:
        given = values.given(question.code)
        chosen = Variable(
            question.code,
            question.text,
            given,
            labels_of(question),
            roles_of(question),
            tables=(question.code,),
        )
        return [chosen, *other.other_variables(question, among=False)]

    def measures(self, question: Question) -> dict[str, values.Value]:
        return {question.code: values.given(question.code)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: who chose an answer, *weet niet* included."""
        given = given_in(tallies[question.code])
        counts = count_options(question, given)
        return [Table(question.code, question.text, sum(given.values()), counts)]


KIND = SingleChoice()
