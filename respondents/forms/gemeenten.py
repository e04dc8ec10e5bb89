"""What the team types on the pages of a gemeente: a note, and what it goes into."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from surveys.domain.gemeente_names import GemeenteFinder
from surveys.models import Gemeente

UNKNOWN = "We kennen geen gemeente ‘{}’. Schrijf de naam of de CBS-code, één gemeente op een regel."
SEVERAL = "‘{}’ kan {} zijn. Schrijf de CBS-code."


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Nieuwe notitie",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Iedereen van het projectteam leest dit. Schrijf niets op dat niet nodig is voor het veldwerk.",
        error_messages={
            "required": "Schrijf eerst iets op.",
            "max_length": "Dit is te lang. Houd het bij 1.000 tekens.",
            "null_characters_not_allowed": "Er staan tekens in die niet bewaard kunnen worden. Typ de notitie opnieuw.",
        },
    )
    use_required_attribute = False


class HerindelingForm(forms.Form):
    """Into which gemeenten another goes, and from which day."""

    use_required_attribute = False

    naar = forms.CharField(
        label="Gaat op in",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Naam of CBS-code. Wordt de gemeente gesplitst, zet dan elke gemeente op een eigen regel.",
        error_messages={
            "required": "Vul in in welke gemeente deze gemeente opgaat.",
            "max_length": "Dit is te lang. Schrijf alleen de namen, één gemeente op een regel.",
        },
    )
    op = forms.DateField(
        label="Vanaf",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="De eerste dag zonder de oude gemeente, meestal 1 januari.",
        error_messages={
            "required": "Vul in vanaf welke dag.",
            "invalid": "Dit is geen datum. Schrijf hem als 01-01-2027.",
        },
    )

    def clean_naar(self) -> list[Gemeente]:
        finder = GemeenteFinder(
            Gemeente.objects.valid_on(localdate()) | Gemeente.objects.filter(valid_until=None)
        )
        lines = [line.strip() for line in self.cleaned_data["naar"].splitlines()]
        return list(dict.fromkeys(self._one(finder, line) for line in lines if line))

    def _one(self, finder: GemeenteFinder, line: str) -> Gemeente:
        found = finder.find(line)
        if len(found) > 1:
            names = " of ".join(f"{one} ({one.code})" for one in found)
            raise forms.ValidationError(SEVERAL.format(line, names))
        if not found:
            raise forms.ValidationError(UNKNOWN.format(line))
        return found[0]


class PlaceForm(forms.Form):
    """Of each person of a gemeente that is split, to which gemeente they go."""

    use_required_attribute = False

    def __init__(self, *args: Any, people: list[Any], new: list[Gemeente], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Kies een gemeente"), *((one.pk, str(one)) for one in new)]
        for person in people:
            self.fields[f"persoon-{person.pk}"] = forms.TypedChoiceField(
                label=f"{person}, {person.functie}" if person.functie else str(person),
                choices=choices,
                coerce=int,
                initial=person.moves_to_id or "",
                error_messages={
                    "required": f"Kies naar welke gemeente {person} gaat.",
                    "invalid_choice": "Kies een van de gemeenten uit de lijst.",
                },
            )

    @property
    def places(self) -> dict[int, int]:
        return {int(name.removeprefix("persoon-")): to for name, to in self.cleaned_data.items()}
