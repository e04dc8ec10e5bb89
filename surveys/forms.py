"""A page of a questionnaire as a form. It draws; reading and judging what was typed is done by the kinds."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict, ErrorList

from surveys.kinds import Problem, kind_of
from surveys.models import Question


class PageForm(forms.Form):
    """The boxes of some questions, filled with stored answers, with the problems beside them."""

    use_required_attribute = False

    def __init__(
        self, questions: Iterable[Question], answers: Mapping[str, Any], problems: Iterable[Problem] = ()
    ) -> None:
        questions = list(questions)
        initial: dict[str, Any] = {}
        for question in questions:
            initial |= kind_of(question).form_data(question, answers)
        super().__init__(initial=initial)
        for question in questions:
            self.fields.update(kind_of(question).fields(question))
        self._errors = self._errors_of(problems)
        self.helper = self._helper(questions)

    @staticmethod
    def _errors_of(problems: Iterable[Problem]) -> ErrorDict:
        errors = ErrorDict()
        for problem in problems:
            errors.setdefault(problem.field, ErrorList()).append(problem.text)
        return errors

    @staticmethod
    def _helper(questions: Iterable[Question]) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # No cookie on these pages; the origin of a post is checked instead.
        helper.layout = Layout(*(kind_of(question).layout(question) for question in questions))
        return helper
