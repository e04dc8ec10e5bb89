"""Of two contacts that are one person: which remains, and with whose name, functie, address and telephone."""

from typing import Any

from django import forms

from respondents.domain.same_person import PARTS
from respondents.models import Respondent

LABELS = {"name": "Naam", "functie": "Functie", "email": "E-mailadres", "phone": "Telefoon"}


class SamePersonForm(forms.Form):
    """A part is asked for only where the two differ and both have one."""

    use_required_attribute = False

    blijft = forms.TypedChoiceField(
        label="Welk contact blijft?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies welk contact blijft.",
            "invalid_choice": "Kies een van de twee contacten.",
        },
    )

    def __init__(self, *args: Any, one: Respondent, other: Respondent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one, other.pk: other}
        self.fields["blijft"].choices = [(pk, _described(person)) for pk, person in self.people.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("blijft", one.pk)
        for part in PARTS:
            values = {pk: getattr(person, part) for pk, person in self.people.items()}
            if all(values.values()) and len(set(values.values())) > 1:
                self._ask(part, values)

    def _ask(self, part: str, values: dict[int, str]) -> None:
        self.fields[part] = forms.TypedChoiceField(
            label=LABELS[part],
            choices=list(values.items()),
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={
                "required": f"Kies: {LABELS[part].lower()}.",
                "invalid_choice": "Kies een van de twee.",
            },
        )
        self.initial.setdefault(part, min(values))

    @property
    def kept(self) -> Respondent:
        return self.people[self.cleaned_data["blijft"]]

    @property
    def gone(self) -> Respondent:
        return next(person for pk, person in self.people.items() if pk != self.kept.pk)

    @property
    def of_gone(self) -> set[str]:
        return {part for part in PARTS if self.cleaned_data.get(part) == self.gone.pk}

    @property
    def outcome(self) -> list[tuple[str, str]]:
        """What the contact that remains will have, in words; an empty part is filled from the other."""
        kept, gone = self.kept, self.gone
        chosen = {part: gone if part in self.of_gone or not getattr(kept, part) else kept for part in PARTS}
        return [(LABELS[part], getattr(person, part) or "–") for part, person in chosen.items()]


def _described(person: Respondent) -> str:
    return f"{person}, {person.gemeente}" if person.gemeente else f"{person}, zonder gemeente"
