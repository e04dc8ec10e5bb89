"""Where an open link stands, who put it there and when."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from respondents.models import OpenLink
from respondents.models.open_link import LONGEST_TAG, NO_NAME, NO_TAG, TAG
from respondents.validators import one_line

NULLS = {
    "null_characters_not_allowed": "Er staat een teken in dat niet te zien is. Typ het opnieuw, zonder plakken."
}
TOO_LONG = "Dit is te lang. Houd het bij 100 tekens."
IN_USE = (
    "Met dit label kwamen al antwoorden binnen, dus het ligt vast. Een andere naam verandert geen aantal."
)
tag_signs = RegexValidator(TAG, NO_TAG)


class OpenLinkForm(forms.Form):
    name = forms.CharField(
        label="Waar staat de link?",
        max_length=100,
        validators=[one_line],
        help_text="Bijvoorbeeld: Nieuwsbrief Publiek Denken juni.",
        error_messages={"required": NO_NAME, "max_length": TOO_LONG, **NULLS},
    )
    placed_by = forms.CharField(
        label="Wie plaatst hem? (niet verplicht)",
        max_length=100,
        required=False,
        validators=[one_line],
        error_messages={"max_length": TOO_LONG, **NULLS},
    )
    placed_on = forms.DateField(
        label="Op welke dag? (niet verplicht)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Vul een dag in, zoals 12-06-2026."},
    )


class ChangeForm(OpenLinkForm):
    """Its tag too, until answers came in by it."""

    tag = forms.CharField(
        label="Label",
        max_length=LONGEST_TAG,
        validators=[tag_signs],
        help_text="Staat in de link, achter ?bron=. Verander het alleen als de link nog nergens staat.",
        error_messages={
            "required": "Vul een label in.",
            "max_length": f"Dit is te lang. Houd het bij {LONGEST_TAG} tekens.",
            **NULLS,
        },
    )

    def __init__(self, link: OpenLink, data: Any = None, *, is_in_use: bool) -> None:
        names = ("name", "placed_by", "placed_on", "tag")
        super().__init__(data, initial={name: getattr(link, name) for name in names})
        if is_in_use:
            self.fields["tag"].disabled = True
            self.fields["tag"].help_text = IN_USE
