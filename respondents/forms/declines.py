"""That a gemeente takes no part: who said so, and why."""

from django import forms

from respondents.validators import one_line


class DeclineForm(forms.Form):
    said_by = forms.CharField(
        label="Wie zei dat?",
        max_length=150,
        validators=[one_line],
        help_text="Bijvoorbeeld: gemeentesecretaris, per telefoon.",
        error_messages={
            "required": "Vul in wie zei dat de gemeente niet meedoet.",
            "max_length": "Dit is te lang. Houd het bij 150 tekens.",
        },
    )
    reason = forms.CharField(
        label="Waarom? (niet verplicht)",
        max_length=300,
        required=False,
        validators=[one_line],
        error_messages={"max_length": "Dit is te lang. Houd het bij 300 tekens."},
    )
