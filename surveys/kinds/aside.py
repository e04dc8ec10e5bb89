"""An answer beside a box, such as *Weet niet*; shared by the kinds whose answer is typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from surveys.kinds import values
from surveys.kinds.base import Problem, Variable, choices_of, labels_of, options_of, roles_of
from surveys.kinds.tallies import Count, Tally, count_options, given_in
from surveys.models import Question


def aside_name(question: Question) -> str:
    return f"{question.code}_keuze"


def aside_names(question: Question) -> list[str]:
    return [aside_name(question)] if options_of(question) else []


def aside_fields(question: Question) -> dict[str, forms.Field]:
    """Tick boxes and not radios: without JavaScript a radio cannot be taken back."""
    field = forms.MultipleChoiceField(
        required=False, label=question.text, choices=choices_of(question), widget=forms.CheckboxSelectMultiple
    )
    return dict.fromkeys(aside_names(question), field)


def aside_value(question: Question, form: forms.Form) -> Any:
    return form[aside_name(question)] if options_of(question) else None


def read_aside(question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
    """The code that was ticked; a list only while several are, which `aside_problems` refuses."""
    result: dict[str, Any] = {}
    for name in aside_names(question):
        posted = set(data.getlist(name))
        chosen = [option.code for option in options_of(question) if option.code in posted]
        result[name] = chosen if len(chosen) > 1 else next(iter(chosen), None)
    return result


def asides(question: Question, answers: Mapping[str, Any]) -> list[str]:
    chosen = answers.get(aside_name(question))
    if chosen is None:
        return []
    return chosen if isinstance(chosen, list) else [chosen]


def aside_problems(question: Question, typed: bool, answers: Mapping[str, Any]) -> list[Problem]:
    chosen = asides(question, answers)
    if len(chosen) > 1:
        return [Problem(aside_name(question), "Kies hooguit één van deze antwoorden.")]
    if chosen and typed:
        label = labels_of(question)[chosen[0]]
        return [
            Problem(aside_name(question), f"U vulde iets in én koos ‘{label}’. Haal een van de twee weg.")
        ]
    return []


def aside_labels(question: Question, answers: Mapping[str, Any]) -> list[str]:
    labels = labels_of(question)
    return [labels[code] for code in asides(question, answers)]


def aside_variables(question: Question, tables: tuple[str, ...]) -> list[Variable]:
    if not options_of(question):
        return []
    name = aside_name(question)
    label = f"{question.text} (keuze)"
    chosen = values.single(name)
    return [Variable(name, label, chosen, labels_of(question), roles_of(question), tables=tables)]


def aside_measures(question: Question) -> dict[str, values.Value]:
    return {name: values.single(name) for name in aside_names(question)}


def count_asides(question: Question, tallies: Mapping[str, Tally]) -> tuple[Count, ...]:
    given = [given_in(tallies[name]) for name in aside_names(question)]
    return count_options(question, given[0]) if given else ()
