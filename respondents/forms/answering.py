"""What respondents are asked about who answers; what is answered is asked by `surveys.forms`."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from respondents.validators import one_address
from surveys.models import Edition, Gemeente


class GemeenteChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Gemeente) -> str:
        """With the name under which people look for it, where that is another one."""
        alias = next((alias for alias in obj.aliases if alias.startswith("Den ")), None)
        return f"{obj.name} ({alias})" if alias else obj.name


class GemeenteForm(forms.Form):
    """The one question that the open link must ask: without it the answers are of nobody."""

    use_required_attribute = False

    gemeente = GemeenteChoice(
        queryset=Gemeente.objects.none(),
        to_field_name="code",
        empty_label="Kies uw gemeente",
        error_messages={
            "required": "Kies uw gemeente in de lijst.",
            "invalid_choice": "Deze gemeente staat niet in de lijst. Kies uw gemeente in de lijst.",
        },
    )

    def __init__(self, edition: Edition, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["gemeente"]
        assert isinstance(field, GemeenteChoice)
        field.queryset = edition.gemeenten


# Letters, and what stands between them in a name. A dot only after initials and abbreviations: "kwaad.example" in a
# salutation would be a link in the mail that we send to somebody else.
NAME = re.compile(r"^(?:[^\W\d_]|[ '’-]|\.(?=\s|$|[^\W\d_]\.))+$")


class AddressForm(forms.Form):
    """One mail address; `problems` are what the list above the form shows."""

    use_required_attribute = False

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Vul een e-mailadres in.",
            "invalid": "Vul één e-mailadres in, zoals naam@gemeente.nl.",
            "max_length": "Dit e-mailadres is te lang. Kijk of het klopt.",
        },
    )

    def clean_email(self) -> str:
        """Stricter than the field, as the database is: no quoted comma and no accents."""
        email: str = self.cleaned_data["email"]
        one_address(email)
        return email

    @property
    def problems(self) -> list[dict[str, str]]:
        return [{"id": name, "text": str(text)} for name, texts in self.errors.items() for text in texts]


class HandOverForm(AddressForm):
    """Who takes over; what cannot go along is not asked."""

    name = forms.CharField(
        max_length=80,
        required=False,
        validators=[
            RegexValidator(
                NAME, "Vul alleen de naam in, zoals Fatima El Amrani. Cijfers en tekens horen er niet bij."
            )
        ],
        error_messages={"max_length": "Deze naam is te lang. Vul hoogstens 80 letters in."},
    )
    with_answers = forms.BooleanField(required=False)
    names_giver = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, has_answers: bool, giver_name: str) -> None:
        super().__init__(data)
        if not has_answers:
            del self.fields["with_answers"]
        if not giver_name:
            del self.fields["names_giver"]
