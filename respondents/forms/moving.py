"""What is moved, and to when."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime

from respondents.domain import moving
from respondents.models import Wave
from surveys.models import Edition

CLOSE = "sluiting"
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")


class MoveForm(forms.Form):
    """The close or a wave that has not begun; `seen` is where it stood when somebody looked at what follows."""

    what = forms.ChoiceField(label="Wat wilt u verplaatsen?")
    new = forms.DateTimeField(
        label="Naar welk moment?",
        widget=MOMENT,
        error_messages={"invalid": "Vul een dag en een tijd in.", "required": "Vul een dag en een tijd in."},
    )

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.waves = {str(wave.pk): wave for wave in moving.movable(edition).select_related("edition")}
        choices = [(CLOSE, f"De sluiting: nu {moment(edition.closes_at)}")]
        choices += [
            (pk, f"{wave.get_kind_display()}: nu {moment(wave.planned_at)}")
            for pk, wave in self.waves.items()
        ]
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = "Dit kan niet meer worden verplaatst. Kies iets anders."

    @property
    def wave(self) -> Wave | None:
        """None if it is the close."""
        return self.waves.get(self.cleaned_data["what"])

    @property
    def stands(self) -> datetime:
        return self.wave.planned_at if self.wave else self.edition.closes_at

    def consequences(self) -> moving.Consequences:
        new = self.cleaned_data["new"]
        return moving.of_wave(self.wave, new) if self.wave else moving.of_close(self.edition, new)


def moment(when: datetime) -> str:
    return f"{date_format(localtime(when), 'l j F Y, H:i')} uur"
