"""A page of a questionnaire as a form, and the forms of the staff pages."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.forms.utils import ErrorDict, ErrorList

from surveys.domain import audit_log
from surveys.domain.quotes import LONGEST
from surveys.enums import AnswerFilter, AuditVerb, Sifted
from surveys.exports import FORMATS
from surveys.kinds import Problem, kind_of
from surveys.kinds.base import clean_text
from surveys.kinds.layout import QuestionForm
from surveys.models import Question, Theme


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


def reason_box(label: str, required: str, help_text: str = "") -> forms.CharField:
    """It goes to the audit log."""
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=help_text,
        error_messages={
            "required": required,
            "max_length": "Maak de reden korter. Er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.",
        },
    )


class ExportForm(forms.Form):
    """What file, and why."""

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
    reason = reason_box(
        "Waarvoor hebt u de antwoorden nodig?",
        "Vul in waarvoor u de antwoorden nodig hebt. Een paar woorden zijn genoeg.",
        "Een paar woorden, zoals ‘figuren voor het rapport’. Ze komen in het logboek. Noem geen namen.",
    )


class ReasonForm(forms.Form):
    """Why something is done with a response."""

    reason = reason_box("Waarom?", "Vul in waarom. Een paar woorden zijn genoeg. Noem geen namen.")
    use_required_attribute = False


class CountForm(ReasonForm):
    """Whether a response counts, and why; the button bears the choice."""

    YES, NO = "ja", "nee"

    counts = forms.ChoiceField(
        choices=[(YES, "Telt wel mee"), (NO, "Telt niet mee")],
        error_messages={
            "required": "Kies of deze respons meetelt.",
            "invalid_choice": "Kies of deze respons meetelt.",
        },
    )
    field_order = ("counts", "reason")


class CombineForm(ReasonForm):
    """With which other response of the same person a response is filled up."""

    other = forms.IntegerField(
        label="Nummer van de andere respons",
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Vul het nummer van de andere respons in.",
            "invalid": "Vul alleen het nummer in, zoals 12.",
            "min_value": "Vul alleen het nummer in, zoals 12.",
            "max_value": "Zo’n hoog nummer is er niet. Kijk het na in de lijst.",
        },
    )
    field_order = ("other", "reason")


class GemeenteOfResponseForm(ReasonForm):
    """For which gemeente a response counts, and why that is another than was chosen."""

    gemeente = forms.CharField(
        label="Hoort bij",
        max_length=60,
        help_text="Naam of CBS-code van de gemeente.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        error_messages={
            "required": "Vul in bij welke gemeente dit antwoord hoort.",
            "max_length": "Dit is te lang voor een naam. Vul de naam of de CBS-code in.",
        },
    )
    field_order = ("gemeente", "reason")


class SiftForm(forms.Form):
    toon = forms.ChoiceField(label="Toon", choices=Sifted.choices, required=False)

    def clean_toon(self) -> str:
        return self.cleaned_data["toon"] or Sifted.ALL


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


class AnswersForm(forms.Form):
    """Which open answers are wanted; the names are those in the address."""

    zoek = forms.CharField(label="Zoek woorden", max_length=100, required=False)
    tonen = forms.ChoiceField(label="Toon", choices=AnswerFilter.choices, required=False)
    thema = forms.ModelChoiceField(
        Theme.objects.none(), to_field_name="code", label="Thema", required=False, empty_label="Alle thema’s"
    )
    use_required_attribute = False

    def __init__(self, *args: Any, themes: QuerySet[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["thema"].queryset = themes  # type: ignore[attr-defined]


class ThemeForm(forms.Form):
    """The name of a theme and when it is given."""

    label = forms.CharField(
        label="Naam van het thema",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        error_messages={
            "required": "Vul een naam in, zoals ‘Tijd en capaciteit’.",
            "max_length": "Maak de naam korter. Er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.",
        },
    )
    description = forms.CharField(
        label="Wanneer geeft u dit thema? (niet verplicht)",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Met deze zin kiezen twee codeurs hetzelfde.",
        error_messages={
            "max_length": "Maak de uitleg korter. Er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.",
        },
    )
    use_required_attribute = False


class QuoteForm(forms.Form):
    """The words that may be quoted, and that what is still marked in them names nobody."""

    text = forms.CharField(
        label="Het citaat",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text="Zet … waar u iets weghaalt, en [ ] om wat u zelf toevoegt. Het antwoord zelf blijft zoals het is. "
        f"Hooguit {LONGEST} tekens.",
    )
    no_names = forms.BooleanField(
        required=False,
        label="Ik heb gekeken: wat gemarkeerd is, wijst geen persoon, plaats of gemeente aan.",
    )
    shown = forms.CharField(required=False, max_length=64)
    use_required_attribute = False

    def clean_text(self) -> str:
        """Line ends as everywhere else, or no text would be the one that was shown."""
        return clean_text(self.cleaned_data["text"])
