"""The one layout object that crispy knows: a question, drawn by the template of its kind."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.template import Context
from django.template.loader import render_to_string

from surveys.models import Question

TEMPLATE = "barometer/layout/{}.html"


class QuestionForm(forms.Form):
    """The boxes of some questions; `rotation` says how far lists are turned that may be."""

    rotation: int = 0


class QuestionLayout:
    """Draws one question; `values` gives, for a form, what the template needs beside the question."""

    def __init__(
        self,
        question: Question,
        template: str,
        values: Callable[[QuestionForm], Mapping[str, Any]],
    ) -> None:
        self.question = question
        self.template = TEMPLATE.format(template)
        self.values = values

    def render(self, form: QuestionForm, context: Context, template_pack: str = "", **kwargs: Any) -> str:
        return render_to_string(self.template, {"question": self.question, "form": form, **self.values(form)})
