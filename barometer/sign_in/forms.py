"""allauth's forms in our words, with our limits on guessing."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.core.cache import cache

from barometer.sign_in import limits
from barometer.sign_in.limits import Guess
from respondents.forms.staff_accounts import FirstPasswordForm

CODE_LIVES = 30 * (1 + 2 * settings.MFA_TOTP_TOLERANCE)
CODE_BOX = {"autocomplete": "one-time-code", "spellcheck": "false"}
# What fido2 says of an answer that no passkey gave.
RUBBISH = (InvalidSignature, ValueError, TypeError, KeyError, AttributeError)


def reword(form: forms.Form, name: str, label: str, missing: str, **attributes: str) -> None:
    field = form.fields[name]
    field.label, field.help_text, field.error_messages["required"] = label, "", missing
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attributes


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "login", "Gebruikersnaam", "Vul uw gebruikersnaam in.", autocapitalize="none")
        reword(self, "password", "Wachtwoord", "Vul uw wachtwoord in.")


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password", "Wachtwoord", "Vul uw wachtwoord in.")


class NewPasswordForm(FirstPasswordForm, PasswordChangeForm):
    """The old one is counted as a guess: whoever found a browser open does not try for long."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "old_password", "Uw wachtwoord van nu", "Vul uw wachtwoord van nu in.")
        self.error_messages = self.error_messages | {
            "password_incorrect": "Dit is niet uw wachtwoord van nu."
        }

    def clean_old_password(self) -> str:
        name = self.user.get_username().lower()
        limits.count(context.request, Guess.PASSWORD, name, self.user)
        old: str = super().clean_old_password()
        limits.forget(context.request, Guess.PASSWORD, name)
        return old


def guessed(user: User, check: Callable[[], Any]) -> Any:
    """What the check gives; counted as a guess until it turns out to be right."""
    limits.count(context.request, Guess.CODE, str(user.pk), user)
    found = check()
    limits.forget(context.request, Guess.CODE, str(user.pk))
    return found


class OwnCode(forms.Form):
    """A code of the app or a recovery code; the same one does not work twice."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "code", "Code", "Vul de code in.", **CODE_BOX)
        self.fields["code"].help_text = "Typ de code uit uw app, of een van uw herstelcodes."

    def clean_code(self) -> str:
        code: str = guessed(self.user, super().clean_code)  # type: ignore[misc]
        if not cache.add(f"sign-in-code:{self.user.pk}:{code}", 1, timeout=CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OwnCode, AuthenticateForm):
    pass


class ConfirmingCodeForm(OwnCode, CodeAgainForm):
    pass


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Vul de code in die uw app nu toont."
        reword(self, "code", "Code van 6 cijfers", missing, inputmode="numeric", **CODE_BOX)


class OwnPasskey(forms.Form):
    """The answer of a passkey, which the browser asked for."""

    user: User

    def clean_credential(self) -> Any:
        try:
            return guessed(self.user, super().clean_credential)  # type: ignore[misc]
        except RUBBISH as error:
            raise no_passkey() from error


class PasskeyForm(OwnPasskey, AuthenticateWebAuthnForm):
    pass


class ConfirmingPasskeyForm(OwnPasskey, ReauthenticateWebAuthnForm):
    pass


class NewPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label="Naam van deze passkey",
            required=False,
            max_length=60,
            help_text="Bijvoorbeeld: laptop van het werk.",
            error_messages={"max_length": "Deze naam is te lang. Houd het bij 60 tekens."},
        )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except RUBBISH as error:
            raise no_passkey() from error


def no_passkey() -> forms.ValidationError:
    return forms.ValidationError("Uw passkey werd niet herkend. Probeer het opnieuw, of gebruik een code.")
