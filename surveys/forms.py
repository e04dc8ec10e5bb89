"""A page of a questionnaire as a form, and the forms of the staff pages."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.models import User
from django.forms.utils import ErrorDict, ErrorList

from surveys.domain import audit_log
from surveys.enums import AuditVerb
from surveys.exports import FORMATS
from surveys.kinds import Problem, kind_of
from surveys.kinds.layout import QuestionForm
from surveys.models import Question


class PageForm(QuestionForm):
    """The boxes of some questions, filled with stored answers, with the problems beside them.

    It draws; reading and judging what was typed is done by the kinds.
    """

    use_required_attribute = False

    def __init__(
        self,
        questions: Iterable[Question],
        answers: Mapping[str, Any],
        problems: Iterable[Problem] = (),
        rotation: int | None = None,
    ) -> None:
        questions = list(questions)
        initial: dict[str, Any] = {}
        for question in questions:
            initial |= kind_of(question).form_data(question, answers)
        super().__init__(initial=initial)
        for question in questions:
            self.fields.update(kind_of(question).fields(question))
        self.rotation = rotation or 0
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


class ExportForm(forms.Form):
    """What file, and why: the reason goes to the audit log."""

    format = forms.ChoiceField(
        label="Soort bestand",
        choices=[(format_.code, format_.label) for format_ in FORMATS.values()],
        widget=forms.RadioSelect,
        initial="csv-nl",
        error_messages={"required": "Kies een soort bestand.", "invalid_choice": "Kies een soort bestand."},
    )
    labels = forms.BooleanField(
        required=False,
        label="Zet de woorden van de vragenlijst in het bestand, in plaats van codes",
        help_text="Bijvoorbeeld ‘Weet niet’ in plaats van weet_niet.",
    )
    reason = forms.CharField(
        label="Waarvoor hebt u de antwoorden nodig?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Een paar woorden, zoals ‘figuren voor het rapport’. Ze komen in het logboek. Noem geen namen.",
        error_messages={
            "required": "Vul in waarvoor u de antwoorden nodig hebt. Een paar woorden zijn genoeg.",
            "max_length": "Maak de reden korter. Er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.",
        },
    )


class CountForm(forms.Form):
    """Whether a response counts, and why; the button bears the choice, and the reason goes to the audit log."""

    YES, NO = "ja", "nee"

    counts = forms.ChoiceField(
        choices=[(YES, "Telt wel mee"), (NO, "Telt niet mee")],
        error_messages={
            "required": "Kies of deze respons meetelt.",
            "invalid_choice": "Kies of deze respons meetelt.",
        },
    )
    reason = forms.CharField(
        label="Waarom?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        error_messages={
            "required": "Vul in waarom. Een paar woorden zijn genoeg. Noem geen namen.",
            "max_length": "Maak de reden korter. Er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.",
        },
    )
    use_required_attribute = False


class AuditLogForm(forms.Form):
    """What of the audit log is wanted; the names are those in the address."""

    wie = forms.ModelChoiceField(
        User.objects.order_by("username"), label="Wie", required=False, empty_label="Iedereen"
    )
    wat = forms.ChoiceField(
        label="Wat", choices=[("", "Alles"), *sorted(AuditVerb.choices, key=itemgetter(1))], required=False
    )
    dag = forms.DateField(
        label="Dag",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Dit is geen dag. Kies een dag, of maak dit leeg."},
    )
    waaraan = forms.CharField(
        label="Waaraan (niet verplicht)",
        max_length=60,
        required=False,
        help_text="Soort en nummer, zoals ‘editie 3’.",
    )

    def clean_waaraan(self) -> str:
        words = self.cleaned_data["waaraan"]
        target = audit_log.target_of(words)
        if words and not target:
            raise forms.ValidationError("Typ een soort en een nummer, zoals ‘editie 3’, of maak dit leeg.")
        return target

    @property
    def wanted(self) -> dict[str, Any]:
        data = self.cleaned_data
        verb = AuditVerb(data["wat"]) if data["wat"] else None
        return {"actor": data["wie"], "verb": verb, "day": data["dag"], "target": data["waaraan"]}
