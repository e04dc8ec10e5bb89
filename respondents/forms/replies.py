"""What the team takes over from a mail that came back: filled in as found, to be mended where that is wrong."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from respondents.domain.replies import Taken
from respondents.enums import ReplyKind
from respondents.models import Reply
from respondents.validators import one_address, one_line

LONGEST_ABSENCE = timedelta(days=730)


class TakenForm(forms.Form):
    """Empty for a mail of which there is nothing to mend."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, reply: Reply) -> None:
        initial = {"absent_until": reply.absent_until, "name": reply.name, "email": reply.email}
        super().__init__(data, initial=initial, auto_id=f"mail{reply.pk}_%s")
        self.kind = reply.kind
        for name in set(self.fields) - FIELDS_OF.get(ReplyKind(reply.kind), set()):
            del self.fields[name]
        if reply.kind == ReplyKind.LEFT:
            self.fields["email"].required = False

    absent_until = forms.DateField(
        label="Afwezig tot en met",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Vul in tot en met welke dag deze persoon afwezig is.",
            "invalid": "Dit is geen datum. Schrijf hem als 14-07-2027.",
        },
    )
    name = forms.CharField(
        label="Naam van de collega",
        required=False,
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Maak de naam korter: er passen 80 tekens in."},
    )
    email = forms.EmailField(
        label="E-mailadres van de collega",
        max_length=254,
        validators=[one_address],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Vul het adres van de collega in. Weet u dat niet, kies dan Niet overnemen.",
            "invalid": "Vul één e-mailadres in, zoals naam@gemeente.nl.",
            "max_length": "Dit e-mailadres is te lang. Kijk of het klopt.",
        },
    )

    def clean_absent_until(self) -> Any:
        day = self.cleaned_data["absent_until"]
        if not localdate() - LONGEST_ABSENCE < day < localdate() + LONGEST_ABSENCE:
            raise forms.ValidationError("Deze datum ligt meer dan twee jaar weg. Kijk het jaar na.")
        return day

    @property
    def taken(self) -> Taken:
        return Taken(**self.cleaned_data)


FIELDS_OF = {
    ReplyKind.ABSENT: {"absent_until"},
    ReplyKind.LEFT: {"name", "email"},
    ReplyKind.NOT_THE_PERSON: {"name", "email"},
}
