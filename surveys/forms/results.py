"""Of which people an analyst wants to see the results."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from surveys.enums import Channel, FunctieFamily, Provincie, SizeClass
from surveys.models.headline import LONGEST_HEADLINE
from surveys.validators import one_line


class HeadlineForm(forms.Form):
    """What stands above a figure; line ends become spaces, and no full stop ends it, like the rules' own."""

    text = forms.CharField(
        label="Kop",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Eén zin die klopt met deze cijfers, zonder punt aan het eind. "
        f"Noem geen personen en geen gemeenten. Hooguit {LONGEST_HEADLINE} tekens.",
        error_messages={"required": "Schrijf een kop, of zet de kop van de regels terug."},
    )
    use_required_attribute = False

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split()).removesuffix(".").rstrip()
        one_line(text)
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        if len(text) > LONGEST_HEADLINE:
            raise forms.ValidationError(
                f"Maak de kop korter. Er passen {LONGEST_HEADLINE} tekens in, dit zijn er {len(text)}."
            )
        return text


def filter_box(label: str, choices: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    unknown = f"Deze keuze bij {label.lower()} is er niet. Kies er een uit de lijst."
    return forms.ChoiceField(
        label=label,
        choices=[("", "Alle"), *choices],
        required=False,
        error_messages={"invalid_choice": unknown},
    )


class ResultsFilterForm(forms.Form):
    """Of which people the results are shown; the names are those of the breakdowns."""

    provincie = filter_box("Provincie", Provincie.choices)
    grootteklasse = filter_box("Inwoners van de gemeente", SizeClass.choices)
    functiefamilie = filter_box("Soort functie", FunctieFamily.choices)
    kanaal = filter_box("Kanaal", Channel.choices)

    def __init__(self, data: Mapping[str, Any], *, asks_functie: bool) -> None:
        super().__init__(data)
        if not asks_functie:
            del self.fields["functiefamilie"]

    @property
    def within(self) -> dict[str, str]:
        """The group that was chosen, by the code of its breakdown; none while the form is not right."""
        return {code: group for code, group in self.cleaned_data.items() if group} if self.is_valid() else {}

    @property
    def words(self) -> list[str]:
        """What was chosen, as it is read."""
        fields = ((self.fields[code], group) for code, group in self.within.items())
        return [f"{field.label}: {dict(field.choices)[group]}" for field, group in fields]  # type: ignore[attr-defined]
