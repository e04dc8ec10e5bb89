"""*Anders, namelijk*: the text box that belongs to one option; shared by the kinds that offer it."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from surveys.enums import OptionRole
from surveys.kinds import values
from surveys.kinds.base import Problem, Variable, options_of, read_text, too_long
from surveys.models import Option, Question

LIMIT = 200


def other_option(question: Question) -> Option | None:
    return next((option for option in options_of(question) if option.role == OptionRole.OTHER), None)


def other_name(question: Question) -> str:
    return f"{question.code}_anders"


def other_names(question: Question) -> list[str]:
    """The name of the text box, or nothing where no option asks for one."""
    return [other_name(question)] if other_option(question) else []


def other_fields(question: Question) -> dict[str, forms.Field]:
    option = other_option(question)
    if option is None:
        return {}
    return {other_name(question): forms.CharField(required=False, label=option.text or option.label)}


def other_values(question: Question, form: forms.Form) -> dict[str, Any]:
    option = other_option(question)
    if option is None:
        return {"other": None, "other_code": ""}
    return {"other": form[other_name(question)], "other_code": option.code}


def read_other(question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
    return {name: read_text(data, name) for name in other_names(question)}


def other_problems(question: Question, chosen: Collection[str], answers: Mapping[str, Any]) -> list[Problem]:
    """Chosen without saying what; text without the choice is kept, and counts for nothing."""
    option = other_option(question)
    if option is None or option.code not in chosen:
        return []
    name = other_name(question)
    if not answers.get(name):
        return [Problem(name, f"Vul in wat u bedoelt met ‘{option.label}’, of kies dat antwoord niet.")]
    return too_long(name, answers[name], LIMIT)


def label_with_other(question: Question, code: str, answers: Mapping[str, Any]) -> str:
    option = next(option for option in options_of(question) if option.code == code)
    text = answers.get(other_name(question)) if option.role == OptionRole.OTHER else None
    return f"{option.label}: {text}" if text else option.label


def other_variables(question: Question, *, among: bool) -> list[Variable]:
    """`among` says that several answers can be chosen."""
    option = other_option(question)
    if option is None:
        return []
    value = values.text_with(other_name(question), chosen=question.code, code=option.code, among=among)
    # Not the name of the box: that may be the variable of the tick itself.
    return [
        Variable(f"{question.code}_{option.code}_tekst", option.text or option.label, value, is_open=True)
    ]
