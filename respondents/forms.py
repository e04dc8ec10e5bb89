"""Forms about who answers; forms about what is answered are made by `surveys.forms`."""

from collections.abc import Callable
import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from respondents.domain import texts
from respondents.domain.addresses import normalize_email
from respondents.models import Respondent, Wave
from surveys.domain.editions import unsaved_edition
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


class NewEditionForm(forms.ModelForm):
    """A survey and a year; the dates of that year are proposed."""

    class Meta:
        model = Edition
        fields = ("survey", "year")

    year = forms.IntegerField(label="jaar", min_value=2020, max_value=2100)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"survey", "year"} <= data.keys():
            self.instance = unsaved_edition(data["survey"], data["year"])
            if Edition.objects.filter(slug=self.instance.slug).exists():
                raise forms.ValidationError(
                    f"De editie {self.instance.slug} is er al. Kies een ander jaar, of wijzig die editie."
                )
        return data


class RespondentForm(forms.ModelForm):
    """One person; the rules that also hold for an import are the model's."""

    class Meta:
        model = Respondent
        fields = ("name", "functie", "email", "phone", "gemeente", "source", "sourced_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "email" in data:
            self.instance.normalized_email = normalize_email(data["email"])
            same = Respondent.objects.filter(
                normalized_email=self.instance.normalized_email, gemeente=data.get("gemeente")
            )
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error(
                    "email", "Dit adres staat al bij deze gemeente. Zoek de respondent op en wijzig die."
                )
        return data


class WaveForm(forms.ModelForm):
    """A mailing whose text is looked at before it is kept."""

    class Meta:
        model = Wave
        fields = ("edition", "kind", "planned_at", "subject", "body")

    def clean_subject(self) -> str:
        return self._without(texts.subject_problems, "subject")

    def clean_body(self) -> str:
        return self._without(texts.body_problems, "body")

    def _without(self, problems_of: Callable[[str], list[str]], name: str) -> str:
        text = self.cleaned_data[name]
        problems = problems_of(text)
        if problems:
            raise forms.ValidationError(problems)
        return text
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
        self.giver_name = giver_name
        if not has_answers:
            del self.fields["with_answers"]
        if not giver_name:
            del self.fields["names_giver"]
