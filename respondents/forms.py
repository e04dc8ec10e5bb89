"""Forms about who answers; forms about what is answered are made by `surveys.forms`."""

from django import forms

from surveys.models import Edition, Gemeente


class GemeenteChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Gemeente) -> str:
        """With the name under which people look for it, where that is another one."""
        alias = next((alias for alias in obj.aliases if alias.startswith("Den ")), None)
        return f"{obj.name} ({alias})" if alias else obj.name


class GemeenteForm(forms.Form):
    """The one question that the open link must ask: without it the answers are of nobody."""

    use_required_attribute = False

    gemeente = GemeenteChoice(
        queryset=Gemeente.objects.none(),
        to_field_name="code",
        empty_label="Kies uw gemeente",
        error_messages={
            "required": "Kies uw gemeente in de lijst.",
            "invalid_choice": "Deze gemeente staat niet in de lijst. Kies uw gemeente in de lijst.",
        },
    )

    def __init__(self, edition: Edition, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["gemeente"]
        assert isinstance(field, GemeenteChoice)
        field.queryset = edition.gemeenten
