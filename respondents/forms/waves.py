"""When a mailing leaves, what it says, and that somebody has looked at it."""

from typing import Any

from django import forms

from respondents.domain import schedule, texts
from respondents.enums import LetterKind, WaveKind
from respondents.exceptions import MomentRefused
from surveys.models import Edition

LONGEST_BODY = 8000
NO_NULL = "Er staat een teken in dat niet te zien is. Typ de tekst opnieuw, zonder plakken."
NULLS = {"null_characters_not_allowed": NO_NULL}


class MomentForm(forms.Form):
    """A day and a time on the clocks of Amsterdam; what is unusual about them is asked once."""

    day = forms.DateField(
        label="Dag",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Kies een dag.", "invalid": "Vul een dag in, zoals 12-06-2026."},
    )
    hour = forms.TimeField(
        label="Tijd",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Kies een tijd.", "invalid": "Vul een tijd in, zoals 09:00."},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.remarks: list[str] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"day", "hour"} <= data.keys():
            self._look_at_moment(data)
        return data

    def _look_at_moment(self, data: dict[str, Any]) -> None:
        """The button to keep an unusual moment bears that moment, so that it holds for no other."""
        try:
            data["moment"] = schedule.moment(data["day"], data["hour"])
            schedule.check(data["moment"], self.edition)
        except MomentRefused as refusal:
            self.add_error("hour", str(refusal))
            return
        if self.data.get("keep") != self.kept_as:
            self.remarks = schedule.remarks(data["moment"])

    @property
    def kept_as(self) -> str:
        moment = self.cleaned_data.get("moment")
        return moment.isoformat() if moment else ""


class NewWaveForm(MomentForm):
    kind = forms.ChoiceField(label="Soort", choices=WaveKind.choices, initial=WaveKind.REMINDER)

    field_order = ["kind", "day", "hour"]


class TextForm(forms.Form):
    """The words of a mailing, looked at before they are kept."""

    subject = forms.CharField(
        label="Onderwerp",
        max_length=150,
        error_messages={"required": "Vul een onderwerp in.", **NULLS},
    )
    body = forms.CharField(
        label="Tekst",
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": "Vul een tekst in.", **NULLS},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        subject = self.cleaned_data["subject"]
        return self._without(texts.subject_problems(subject), subject)

    def clean_body(self) -> str:
        """A browser sends other line breaks than we keep."""
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip("\n") + "\n"
        return self._without(texts.body_problems(self.kind, body), body)

    def _without(self, problems: list[str], text: str) -> str:
        if problems:
            raise forms.ValidationError(problems)
        return text


class ReleaseForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label="Ik heb de voorbeelden bekeken",
        error_messages={"required": "Bekijk de voorbeelden en zet daarna het vinkje."},
    )
