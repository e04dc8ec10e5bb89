"""The first few out of a list, in order."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict, Field

from surveys.enums import OptionRole
from surveys.kinds import other, paper, values
from surveys.kinds.base import (
    Kind,
    Needs,
    Problem,
    Variable,
    choices_of,
    known,
    labels_of,
    options_of,
    settings_of,
)
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Table, Tally, count_listed, given_in
from surveys.models import Option, Question

ORDINALS = ("Eerste", "Tweede", "Derde", "Vierde", "Vijfde")


class RankingSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    places: int = Field(default=3, ge=2, le=len(ORDINALS))
    # What stands first is chosen more often, so each respondent sees the list turned, unless its order has a meaning.
    rotate: bool = True


class Ranking(Kind):
    code = "ranking"
    label = "Rangorde"
    chart = "first_and_top"
    base = "wie ten minste één plaats invulde"
    options = Needs.ALWAYS
    roles = frozenset({"", "other"})
    settings_model = RankingSettings

    def variable_codes(self, question: Question) -> list[str]:
        return [question.code, *other.other_names(question)]

    def _places(self, question: Question) -> list[str]:
        """The names of the select boxes, best place first."""
        return [f"{question.code}_{place}" for place in range(1, self._count(question) + 1)]

    def _count(self, question: Question) -> int:
        return settings_of(self, question).places

    def fields(self, question: Question) -> dict[str, forms.Field]:
        choices = [("", "Maak een keuze"), *choices_of(question)]
        places = {
            name: forms.ChoiceField(required=False, label=f"{ordinal} plaats", choices=choices)
            for name, ordinal in zip(self._places(question), ORDINALS, strict=False)
        }
        return {**places, **other.other_fields(question)}

    def turns(self, question: Question) -> int:
        return len(self._turning(question)) if settings_of(self, question).rotate else 1

    @staticmethod
    def _turning(question: Question) -> list[Option]:
        """All but *anders*, which stays last."""
        return [option for option in options_of(question) if option.role != OptionRole.OTHER]

    def _in_order(self, question: Question, rotation: int) -> list[Option]:
        turning = self._turning(question)
        turn = rotation % self.turns(question)
        last = [option for option in options_of(question) if option not in turning]
        return [*turning[turn:], *turning[:turn], *last]

    def layout(self, question: Question) -> QuestionLayout:
        return QuestionLayout(
            question,
            self.code,
            lambda form: {
                "rows": [form[name] for name in self._places(question)],
                "options": self._in_order(question, form.rotation),
                "errors": {error: None for name in self._places(question) for error in form[name].errors},
                **other.other_values(question, form),
            },
        )

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        posted = [data.get(name) or "" for name in self._places(question)]
        return {question.code: known(question, posted) or None, **other.read_other(question, data)}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        ranked = answers.get(question.code) or []
        places = dict(zip(self._places(question), ranked, strict=False))
        return {**places, **{name: answers.get(name) for name in other.other_names(question)}}

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        ranked = answers.get(question.code) or []
        problems = other.other_problems(question, ranked, answers)
        if len(set(ranked)) < len(ranked):
            text = "U koos hetzelfde antwoord twee keer. Kies op elke plaats een ander antwoord."
            problems.insert(0, Problem(self._places(question)[0], text))
        return problems

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return bool(answers.get(question.code))

    def can_begin(self, question: Question, values: Mapping[str, Any]) -> bool:
        """Not if every box has the same answer: so does a program that puts every list at its first option."""
        ranked = values.get(question.code) or []
        same_in_all = len(ranked) == len(self._places(question)) and len(set(ranked)) == 1
        return super().can_begin(question, {**values, question.code: None} if same_in_all else values)

    def is_complete(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return len(answers.get(question.code) or []) == len(self._places(question))

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        ranked = answers.get(question.code) or []
        labels = [other.label_with_other(question, code, answers) for code in ranked]
        return [(question.text, [f"{place}. {label}" for place, label in enumerate(labels, 1)])]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        rows = tuple(
            paper.GridRow(option.label, write=paper.written_after(option)) for option in options_of(question)
        )
        return [paper.Grid(rows, columns=tuple(f"{place}e" for place in range(1, self._count(question) + 1)))]

    def variables(self, question: Question) -> list[Variable]:
        places = [self._place(question, index, name) for index, name in enumerate(self._places(question))]
        return [*places, *other.other_variables(question, among=True)]

    def _place(self, question: Question, index: int, name: str) -> Variable:
        label = f"{question.text} {ORDINALS[index]} plaats"
        place = values.at_place(question.code, index)
        tables = self._tables(question) if index == 0 else self._tables(question)[1:]
        return Variable(name, label, place, labels_of(question), tables=tables)

    @staticmethod
    def _tables(question: Question) -> tuple[str, str]:
        return f"{question.code}_first", f"{question.code}_top"

    def measures(self, question: Question) -> dict[str, values.Value]:
        return {question.code: values.listed(question.code)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: who ranked at least one. Two tables: who put it first, and who ranked it at all."""
        ranked = given_in(tallies[question.code])
        base = sum(ranked.values())
        first, top = count_listed(question, ranked, first=1), count_listed(question, ranked)
        return [
            Table(code, question.text, base, counts)
            for code, counts in zip(self._tables(question), (first, top), strict=True)
        ]


KIND = Ranking()
