"""What the team fills in about editions, people and mail."""

from collections.abc import Callable
from typing import Any

from django import forms

from respondents.domain import texts
from respondents.domain.addresses import normalize_email
from respondents.models import Respondent, Wave
from surveys.domain.editions import unsaved_edition
from surveys.models import Edition


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
