"""Choosing a password."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User


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
