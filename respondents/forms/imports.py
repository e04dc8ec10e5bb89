"""What somebody fills in to import contacts: the file, and then which column is which."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from respondents.domain.contact_columns import COLUMNS, Layout
from respondents.domain.contact_files import MOST_BYTES, TOO_LARGE
from respondents.domain.contact_rows import FIRST_YEAR
from respondents.domain.earlier_outcomes import FIRST_YEAR as FIRST_OUTCOMES
from respondents.domain.imports import Usual
from respondents.models import ContactImport
from respondents.validators import one_line
from surveys.models import Edition

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
COLUMN_WORDS = {
    "gemeente": "gemeente of CBS-code",
    "naam": "naam",
    "email": "e-mailadres",
    "telefoon": "telefoon",
    "functie": "functie",
    "bron": "bron van het adres",
    "datum": "datum van de bron",
    "uitkomst": "uitkomst in een eerdere Barometer",
    "jaar": "jaar van die uitkomst",
}
NOT_USED = ("", "niet gebruiken")


class UsualForm(forms.Form):
    """What holds for the whole file, where its rows do not say it."""

    use_required_attribute = False

    source = forms.CharField(
        label="Bron van de adressen",
        max_length=200,
        required=False,
        validators=[one_line],
        help_text="Waar de adressen vandaan komen, zoals ‘websites van gemeenten’. Staat er een bron in een rij, "
        "dan geldt die.",
        error_messages={"max_length": "Dit is te lang. Houd het bij 200 tekens."},
    )
    sourced_on = forms.DateField(
        label="Datum van de bron",
        required=False,
        widget=DAY,
        help_text="Wanneer de adressen zijn gevonden.",
        error_messages={"invalid": "Vul een datum in, zoals 12-06-2026."},
    )

    def clean_sourced_on(self) -> Any:
        day = self.cleaned_data["sourced_on"]
        if day and day.year < FIRST_YEAR:
            raise forms.ValidationError(f"Deze datum ligt voor {FIRST_YEAR}. Kijk het jaar na.")
        if day and day > timezone.localdate():
            raise forms.ValidationError("Deze datum ligt in de toekomst. Kijk hem na.")
        return day


class FileForm(UsualForm):
    """Step 1: which file, and for which edition."""

    file = forms.FileField(
        label="Bestand",
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt", "data-most": MOST_BYTES}),
        help_text="Excel (.xlsx) of CSV, hoogstens 10 MB en 50.000 rijen.",
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg. Kies een bestand met een rij per contact.",
            "missing": "Kies een bestand.",
            "max_length": "De naam van het bestand is te lang. Geef het een kortere naam.",
        },
    )
    edition = forms.ModelChoiceField(
        label="Uitnodigen voor",
        queryset=Edition.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Niemand uitnodigen, alleen opslaan",
        help_text="Wie geïmporteerd wordt, krijgt een uitnodiging. De mail vertrekt pas met een verzending.",
        error_messages={"invalid_choice": "Kies een editie uit de lijst."},
    )
    field_order = ["file", "edition", "source", "sourced_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Nobody is invited for an edition that is over."""
        super().__init__(*args, **kwargs)
        not_over = Edition.objects.filter(closes_at__gt=timezone.now())
        cast(forms.ModelChoiceField, self.fields["edition"]).queryset = not_over

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def usual(self) -> Usual:
        return Usual(self.cleaned_data["source"], self.cleaned_data["sourced_on"])


class ColumnsForm(UsualForm):
    """Which column is which; a box for each column of the file."""

    outcome_year = forms.IntegerField(
        label="Jaar van de uitkomsten",
        required=False,
        help_text="Alleen nodig bij een kolom met uitkomsten van een eerdere Barometer.",
        error_messages={"invalid": "Vul een jaar in, zoals 2021."},
    )
    has_headings = forms.BooleanField(label="De eerste rij heeft de namen van de kolommen", required=False)

    def __init__(self, data: Any, *, of: ContactImport) -> None:
        super().__init__(
            data,
            initial={
                "source": of.source,
                "sourced_on": of.sourced_on,
                "outcome_year": of.outcome_year,
                "has_headings": of.has_headings,
            },
        )
        self._width = max(map(len, of.first_rows), default=0)
        column_at = {place: column for column, place in (of.columns or {}).items()}
        for place in range(self._width):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"Kolom {place + 1}",
                choices=[NOT_USED, *COLUMN_WORDS.items()],
                required=False,
                initial=column_at.get(place, ""),
            )

    def columns(self, first_rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """For the page: the box of each column, beside the first cells in it."""
        return [
            {
                "field": self[f"column_{place}"],
                "cells": [row[place] if place < len(row) else "" for row in first_rows],
            }
            for place in range(self._width)
        ]

    def clean_outcome_year(self) -> Any:
        year = self.cleaned_data["outcome_year"]
        if year is not None and not FIRST_OUTCOMES <= year <= timezone.localdate().year:
            raise forms.ValidationError(f"Vul een jaar in van {FIRST_OUTCOMES} tot en met nu.")
        return year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [data.get(f"column_{place}") for place in range(self._width)]
        for column in COLUMNS:
            if chosen.count(column) > 1:
                raise forms.ValidationError(
                    f"U koos twee keer ‘{COLUMN_WORDS[column]}’. Laat een van de twee staan."
                )
        if "email" not in chosen:
            raise forms.ValidationError("Kies in welke kolom het e-mailadres staat.")
        return data

    def layout(self) -> Layout:
        data = self.cleaned_data
        places = {data[f"column_{place}"]: place for place in range(self._width) if data[f"column_{place}"]}
        return Layout(places, data["has_headings"])

    def usual(self) -> Usual:
        data = self.cleaned_data
        return Usual(data["source"], data["sourced_on"], data["outcome_year"])
