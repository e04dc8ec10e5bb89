"""Inviting a colleague, and choosing a password by that invitation."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User

from respondents.enums import Role
from respondents.validators import one_line

ASK_ROLE = "Kies een rol."


class InviteForm(forms.Form):
    name = forms.CharField(
        label="Naam",
        max_length=100,
        validators=[one_line],
        error_messages={
            "required": "Vul de naam van uw collega in.",
            "max_length": "Houd het bij 100 tekens.",
        },
    )
    email = forms.EmailField(
        label="E-mailadres",
        max_length=150,
        help_text="Hiermee logt uw collega straks in.",
        error_messages={
            "required": "Vul het e-mailadres van uw collega in.",
            "invalid": "Dit is geen e-mailadres. Een adres ziet er zo uit: naam@bureau.nl.",
        },
    )
    role = forms.ChoiceField(
        label="Rol",
        choices=[("", "Kies een rol"), *Role.choices],
        error_messages={"required": ASK_ROLE, "invalid_choice": ASK_ROLE},
    )


class FirstPasswordForm(SetPasswordForm):
    """Django's rules for a password, said beforehand."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "Kies een wachtwoord", "Nog een keer hetzelfde wachtwoord"
        first.help_text = (
            "Minstens 12 tekens, en geen wachtwoord dat veel mensen gebruiken. Een korte zin werkt goed."
        )
        second.help_text = ""
        first.error_messages["required"] = "Kies een wachtwoord."
        second.error_messages["required"] = "Vul uw wachtwoord nog een keer in."
        self.error_messages = self.error_messages | {
            "password_mismatch": "De twee wachtwoorden zijn niet gelijk. Vul ze allebei opnieuw in."
        }
