"""Under which name the key stands with which mail is signed."""

from django import forms
from django.core.validators import RegexValidator

from surveys.models.organisation import SELECTOR


class SelectorForm(forms.Form):
    selector = forms.CharField(
        label="DKIM-selector (niet verplicht)",
        max_length=63,
        required=False,
        validators=[
            RegexValidator(SELECTOR, message="Een selector heeft letters, cijfers, punten en streepjes.")
        ],
        error_messages={"max_length": "Een selector heeft hoogstens 63 tekens."},
    )
