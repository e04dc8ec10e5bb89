"""Any number of answers out of a list; an exclusive one only alone."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from surveys.kinds import other, paper, values
from surveys.kinds.base import Kind, Needs, Problem, Variable, apart_of, choices_of, labels_of, options_of
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Table, Tally, count_listed, given_in
from surveys.models import Option, Question


class MultipleChoice(Kind):
    code = "multiple_choice"
    label = "Meer antwoorden"
    chart = "sorted_bars"
    base = "wie ten minste één antwoord koos"
    options = Needs.ALWAYS

    def variable_codes(self, question: Question) -> list[str]:
        return [question.code, *other.other_names(question)]

    def fields(self, question: Question) -> dict[str, forms.Field]:
        choice = forms.MultipleChoiceField(
            required=False,
            label=question.text,
            choices=choices_of(question),
            widget=forms.CheckboxSelectMultiple,
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
        posted = set(data.getlist(question.code))
        chosen = [option.code for option in options_of(question) if option.code in posted]
        return {question.code: chosen or None, **other.read_other(question, data)}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {code: answers.get(code) for code in self.variable_codes(question)}

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        chosen = answers.get(question.code) or []
        alone = [code for code in apart_of(question) if code in chosen]
        problems = other.other_problems(question, chosen, answers)
        if alone and len(chosen) > 1:
            label = labels_of(question)[alone[0]]
            problems.insert(
                0, Problem(question.code, f"Kies óf ‘{label}’, óf andere antwoorden. Beide kan niet.")
            )
        return problems

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return bool(answers.get(question.code))

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        chosen = answers.get(question.code) or []
        return [(question.text, [other.label_with_other(question, code, answers) for code in chosen])]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        return [paper.choices(question, several=True)]

    def variables(self, question: Question) -> list[Variable]:
        ticks = [self._tick(question, option) for option in options_of(question)]
        return [*ticks, *other.other_variables(question, among=True)]

    def _tick(self, question: Question, option: Option) -> Variable:
        return Variable(
            f"{question.code}_{option.code}",
            f"{question.text} {option.label}",
            values.ticked(question.code, option.code),
            {"0": "Niet gekozen", "1": "Gekozen"},
            multiple_response_set=question.code,
            tables=(question.code,),
            part=option.code,
            part_label=option.label,
        )

    def measures(self, question: Question) -> dict[str, values.Value]:
        return {question.code: values.listed(question.code)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: who ticked at least one answer."""
        given = given_in(tallies[question.code])
        counts = count_listed(question, given)
        return [Table(question.code, question.text, sum(given.values()), counts)]


KIND = MultipleChoice()
