"""What the team fills in about editions and people."""

from typing import Any

from django import forms

from respondents.domain.addresses import normalize_email
from respondents.models import Respondent
from surveys.domain import version_change
from surveys.domain.editions import unsaved_edition
from surveys.domain.version_change import Change
from surveys.exceptions import QuestionnaireUnfit
from surveys.models import Edition, Questionnaire


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


class EditionForm(forms.ModelForm):
    """The settings of an edition; with answers, other questions than it has are taken when somebody knows of them.

    The tick for that is there only when it is needed, and holds for the questionnaire that it stands under.
    """

    class Meta:
        model = Edition
        fields = ("questionnaire",)

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "questionnaire" in data:
            self._look_at_change(data, data["questionnaire"])
        return data

    def _look_at_change(self, data: dict[str, Any], to: Questionnaire | None) -> None:
        stored = Edition.objects.select_related("questionnaire", "survey").get(pk=self.instance.pk)
        try:
            change = version_change.change_to(stored, to)
        except QuestionnaireUnfit as refusal:
            self.add_error("questionnaire", str(refusal))
            return
        if to is not None and change.needs_confirmation:
            data["confirmed"] = self.data.get(self.add_prefix("confirmed")) == str(to.pk)
            self._show_tick(to, change, is_ticked=data["confirmed"])
            if not data["confirmed"]:
                self.add_error("questionnaire", what_is_asked(change))

    def _show_tick(self, to: Questionnaire, change: Change, *, is_ticked: bool) -> None:
        box = forms.CheckboxInput(attrs={"value": to.pk}, check_test=lambda _: is_ticked)
        self.fields["confirmed"].widget = box
        self["confirmed"].label = what_is_known(change)


def what_is_asked(change: Change) -> list[str]:
    return [
        f"Deze vragenlijst is anders dan de huidige. Er {verb(change.under_way)} {answers(change.under_way)} onderweg "
        f"en {answers(change.sent)} verzonden.",
        *change.differences,
        "Klopt dat? Zet dan hieronder het vinkje en sla opnieuw op. Kies anders de oude versie.",
    ]


def what_is_known(change: Change) -> str:
    """What somebody ticks who gives an edition with answers another questionnaire."""
    if change.under_way == 0:
        return f"Ik weet dat er al {answers(change.sent)} verzonden {verb(change.sent)} op de oude versie"
    finish = "het maakt" if change.under_way == 1 else "zij maken"
    return f"Ik weet dat er {answers(change.under_way)} onderweg {verb(change.under_way)}; {finish} de oude versie af"


def answers(count: int) -> str:
    return f"{count} {'antwoord' if count == 1 else 'antwoorden'}"


def verb(count: int) -> str:
    return "is" if count == 1 else "zijn"


class RespondentForm(forms.ModelForm):
    """One person; the rules that also hold for an import are the model's."""

    class Meta:
        model = Respondent
        fields = (
            "name",
            "functie",
            "email",
            "phone",
            "gemeente",
            "source",
            "sourced_on",
            "absent_until",
            "left_on",
        )

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


class ContactExportForm(forms.Form):
    """Why: it goes to the audit log."""

    reason = forms.CharField(
        label="Waarvoor hebt u de contacten nodig?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text="Een paar woorden, zoals ‘adressen nakijken’. Ze komen in het logboek. Noem geen namen.",
        error_messages={
            "required": "Vul in waarvoor u de contacten nodig hebt. Een paar woorden zijn genoeg.",
            "max_length": "Maak de reden korter. Er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.",
        },
    )
    use_required_attribute = False
