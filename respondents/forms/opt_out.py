"""Why somebody wants no mail any more, if they like to say so."""

from django import forms

from respondents.enums import OptOutReason
from respondents.validators import one_line


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label="Waarom wilt u geen mail meer?",
        choices=[(reason.value, reason.label) for reason in OptOutReason if reason.value],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies een van de redenen, of laat het leeg."},
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        validators=[one_line],
        error_messages={"max_length": "Dit is te lang. Houd het bij 200 tekens."},
    )
