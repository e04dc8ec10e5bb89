"""What a caller types: how a call ended, and how to reach somebody."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from respondents.domain.calling.people import Contact
from respondents.enums import CallOutcome
from respondents.forms.waves import NULLS
from respondents.models import Respondent
from respondents.validators import one_address, one_line

MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M")
LONGEST_NOTE = 1000
NO_MOMENT = "Vul een dag en een tijd in, zoals 03-09-2026 10:00."
PHONE = RegexValidator(
    r"^\+?[0-9][0-9 ()./-]{2,}( ?(tst|toestel|ext)\.? ?[0-9]+)?$",
    message="Vul een telefoonnummer in, zoals 038 498 91 11.",
)


class NoteForm(forms.Form):
    use_required_attribute = False

    note = forms.CharField(
        label="Notitie",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": f"De notitie is te lang. Houd het bij {LONGEST_NOTE} tekens.",
            **NULLS,
        },
    )


class CallForm(NoteForm):
    """How the call ended; the button says the outcome."""

    outcome = forms.ChoiceField(
        choices=[choice for choice in CallOutcome.choices if choice[0] != CallOutcome.INTERVIEW],
        error_messages={"required": "Kies een uitkomst.", "invalid_choice": "Kies een uitkomst."},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": "Laad de pagina opnieuw en kies dan."}
    )
    callback = forms.CharField(
        label="Terugbellen op",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages=NULLS,
    )

    def clean_callback(self) -> datetime | None:
        """On the clocks of Amsterdam, without a zone: whether it exists there is the domain's to say."""
        text = self.cleaned_data["callback"]
        if not text or self.data.get("outcome") != CallOutcome.APPOINTMENT:
            return None
        for form in MOMENTS:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007
            except ValueError:
                continue
        raise forms.ValidationError(NO_MOMENT)


class AddressField(forms.EmailField):
    """Both of its validators may refuse an address; it is said once."""

    def run_validators(self, value: str) -> None:
        try:
            super().run_validators(value)
        except forms.ValidationError as fault:
            raise fault.error_list[0] from fault


class ContactForm(forms.Form):
    """Somebody of the gemeente, as they are or as they are said to be."""

    use_required_attribute = False

    name = forms.CharField(
        label="Naam",
        max_length=150,
        validators=[one_line],
        error_messages={"required": "Vul de naam in.", "max_length": "Houd de naam bij 150 tekens.", **NULLS},
    )
    functie = forms.CharField(
        label="Functie",
        max_length=150,
        required=False,
        validators=[one_line],
        error_messages={"max_length": "Houd de functie bij 150 tekens.", **NULLS},
    )
    phone = forms.CharField(
        label="Telefoon",
        max_length=40,
        required=False,
        validators=[one_line, PHONE],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"max_length": "Houd het telefoonnummer bij 40 tekens.", **NULLS},
    )
    email = AddressField(
        label="E-mailadres",
        max_length=254,
        validators=[one_address],
        error_messages={
            "required": "Vul het e-mailadres in.",
            "invalid": "Dit is geen e-mailadres. Schrijf het als naam@gemeente.nl.",
            "max_length": "Dit adres is te lang.",
            **NULLS,
        },
    )

    @property
    def contact(self) -> Contact:
        return Contact(**self.cleaned_data)


def correction_of(respondent: Respondent, pk: int, data: Any = None) -> ContactForm:
    fields = ("name", "functie", "phone", "email")
    initial = {name: getattr(respondent, name) for name in fields}
    return ContactForm(data, initial=initial, prefix=f"p{pk}")


def other_person(data: Any = None) -> ContactForm:
    return ContactForm(data, prefix="nieuw")


class ScriptForm(forms.Form):
    body = forms.CharField(
        label="Beltekst",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"max_length": "De tekst is te lang. Houd het bij 8000 tekens.", **NULLS},
    )
