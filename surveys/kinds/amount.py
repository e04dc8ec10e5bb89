"""An amount in euro: Dutch notation in, a number stored."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict

from surveys.kinds import aside, paper, values
from surveys.kinds.base import Kind, Needs, Problem, Variable, read_text
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.tallies import Count, Table, Tally, given_in, spread_of
from surveys.models import Question

# Digits with dots per thousand, then an optional comma with cents; "25.000", "25000,50", "€ 1.250,-".
DUTCH_AMOUNT = re.compile(
    r"^(?:€|EUR|euro)?\s*(\d{1,3}(?:[. ]\d{3}){1,4}|\d{1,12})(?:,(?:(\d{2})|[-–]{1,2}))?\s*(?:€|EUR|euro)?$",
    re.I,
)
REFUSAL = "Vul alleen een bedrag in, in cijfers: 25.000 of 1.250,50. Laat letters en woorden weg."


class AmountSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit: str = "euro"


def parse_amount(text: str) -> int | float | None:
    """Euros, whole where there are no cents; None if the text is no amount in Dutch notation."""
    match = DUTCH_AMOUNT.match(text.replace("\u00a0", " ").strip())
    if match is None:
        return None
    euros = int(re.sub(r"[. ]", "", match[1]))
    cents = int(match[2]) if match[2] else 0
    return euros + cents / 100 if cents else euros


def format_amount(amount: int | float) -> str:
    """The amount in Dutch notation, without the sign of the euro."""
    text = f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"
    return text.translate(str.maketrans(",.", ".,"))


class Amount(Kind):
    code = "amount"
    label = "Bedrag"
    chart = "median_and_range"
    base = "wie de vraag kreeg"
    options = Needs.MAYBE
    roles = frozenset({"exclusive", "dont_know", "not_applicable"})
    settings_model = AmountSettings

    def variable_codes(self, question: Question) -> list[str]:
        return [question.code, *aside.aside_names(question)]

    def fields(self, question: Question) -> dict[str, forms.Field]:
        return {
            question.code: forms.CharField(required=False, label=question.text),
            **aside.aside_fields(question),
        }

    def layout(self, question: Question) -> QuestionLayout:
        return QuestionLayout(
            question,
            self.code,
            lambda form: {"field": form[question.code], "choice": aside.aside_value(question, form)},
        )

    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        text = read_text(data, question.code)
        amount = parse_amount(text) if text else None
        return {question.code: text if amount is None else amount, **aside.read_aside(question, data)}

    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        amount = answers.get(question.code)
        typed = amount if amount is None or isinstance(amount, str) else format_amount(amount)
        return {
            question.code: typed,
            **{name: aside.asides(question, answers) for name in aside.aside_names(question)},
        }

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        amount = answers.get(question.code)
        if isinstance(amount, str):
            return [Problem(question.code, REFUSAL)]
        return aside.aside_problems(question, amount is not None, answers)

    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool:
        return answers.get(question.code) is not None or bool(aside.asides(question, answers))

    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        amount = answers.get(question.code)
        if amount is None:
            return [(question.text, aside.aside_labels(question, answers))]
        return [(question.text, [amount if isinstance(amount, str) else f"€ {format_amount(amount)}"])]

    def on_paper(self, question: Question) -> list[paper.Shape]:
        return [paper.Lines(1, sign="€"), *paper.asides(question)]

    def variables(self, question: Question) -> list[Variable]:
        tables = (question.code,)
        amount = Variable(question.code, question.text, values.number(question.code), tables=tables)
        return [amount, *aside.aside_variables(question, tables)]

    def measures(self, question: Question) -> dict[str, values.Value]:
        return {question.code: values.number(question.code), **aside.aside_measures(question)}

    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """Base: everybody to whom it was shown; who named an amount, and the asides. The spread is of the amounts."""
        tally = tallies[question.code]
        amounts = given_in(tally)
        named = Count("named", "Bedrag genoemd", sum(amounts.values()))
        counts = (named, *aside.count_asides(question, tallies))
        spread = spread_of({float(amount): persons for amount, persons in amounts.items()})
        return [Table(question.code, question.text, sum(tally.values()), counts, spread)]


KIND = Amount()
