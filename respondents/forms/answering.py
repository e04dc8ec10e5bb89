"""What respondents are asked about who answers; what is answered is asked by `surveys.forms`."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from respondents.validators import one_address
from surveys.models import Edition, Gemeente

# A word that says nothing, so that no browser fills it in by itself; people do not see the box.
HONEYPOT = "k7w"


class OpenStartForm(forms.Form):
    """The one question that the open link must ask, where the questionnaire does: which gemeente the answers are of.

    The other two fields are for programs: a box that only they fill in, and the proof that a crowd asks for.
    """

    use_required_attribute = False

    gemeente = forms.ModelChoiceField(
        queryset=Gemeente.objects.none(),
        to_field_name="code",
        error_messages={
            "required": "Kies uw gemeente in de lijst.",
            "invalid_choice": "Deze gemeente staat niet in de lijst. Kies uw gemeente in de lijst.",
        },
    )
    proof = forms.CharField(required=False)

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields[HONEYPOT] = forms.CharField(required=False)
        if edition.questionnaire is not None and edition.questionnaire.gemeente_text:
            self.fields["gemeente"].queryset = edition.gemeenten  # type: ignore[attr-defined]
        else:
            del self.fields["gemeente"]

    @property
    def gemeenten(self) -> list[tuple[str, str]]:
        """The lines of the list; drawn from here, for the field would ask the database twice."""
        return [(gemeente.code, name_in_list(gemeente)) for gemeente in self.edition.gemeenten]

    @property
    def gemeente_code(self) -> str:
        gemeente = self.cleaned_data.get("gemeente")
        return gemeente.code if gemeente else ""

    @property
    def is_caught(self) -> bool:
        """Whether the box that people do not see was filled in."""
        return bool(self.cleaned_data[HONEYPOT])


def name_in_list(gemeente: Gemeente) -> str:
    """With the name under which people look for it, where that is another one."""
    alias = next((alias for alias in gemeente.aliases if alias.startswith("Den ")), None)
    return f"{gemeente.name} ({alias})" if alias else gemeente.name


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


class NotMeForm(forms.Form):
    """Whoever holds the personal link says that another person typed their address."""

    use_required_attribute = False

    not_me = forms.BooleanField(
        label="Dat was ik niet. Ik vul de vragenlijst zelf in.",
        error_messages={"required": "Zet een vinkje als u dit niet was. Was u het wel? Dan bent u klaar."},
    )


class InvitedForm(forms.Form):
    """The address at which somebody was invited who answered by the open link."""

    use_required_attribute = False

    email = forms.EmailField(
        label="Het e-mailadres waarop u de uitnodiging kreeg",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={
            "required": "Vul het e-mailadres in waarop u de uitnodiging kreeg.",
            "invalid": "Dit is geen e-mailadres. Vul het in zoals naam@gemeente.nl.",
            "max_length": "Dit e-mailadres is te lang. Vul het in zoals naam@gemeente.nl.",
        },
    )
