"""Why somebody must see the answers of one respondent."""

from django import forms

from respondents.validators import one_line


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Waarom moet u deze antwoorden zien?",
        max_length=200,
        min_length=10,
        validators=[one_line],
        help_text="De reden komt in het logboek. Noem geen naam, adres of telefoonnummer.",
        error_messages={
            "required": "Vul in waarom u de antwoorden moet zien.",
            "min_length": "Schrijf iets meer op: een collega moet de reden later begrijpen.",
            "max_length": "Dit is te lang. Houd het bij 200 tekens.",
        },
    )
