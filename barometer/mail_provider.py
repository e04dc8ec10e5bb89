"""The settings of a mail provider, read from the variables that Anymail names; an incomplete set stops the start."""

import json
import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# What each provider cannot do without. Amazon's keys are found by its own library, in several places.
REQUIRED = {
    "brevo": ("BREVO_API_KEY",),
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "postmark": ("POSTMARK_SERVER_TOKEN",),
    "amazon_ses": (),
}
PREFIX = "ANYMAIL_"
SHORTEST_SECRET = 20


def provider_settings(provider: str, *, timeout: int) -> dict[str, Any]:
    """Every ANYMAIL_… of the environment, without the prefix, if a provider was chosen."""
    if not provider:
        return {}
    if provider not in REQUIRED:
        raise ImproperlyConfigured(f"EMAIL_PROVIDER={provider} is onbekend. Kies uit: {', '.join(REQUIRED)}.")
    given = {name.removeprefix(PREFIX): os.environ[name] for name in os.environ if name.startswith(PREFIX)}
    missing = [PREFIX + name for name in REQUIRED[provider] if not given.get(name)]
    if missing:
        raise ImproperlyConfigured(f"Voor EMAIL_PROVIDER={provider} ontbreekt: {', '.join(missing)}.")
    _check_secret(given.get("WEBHOOK_SECRET", ""))
    return {name: _value(text) for name, text in given.items()} | {
        "REQUESTS_TIMEOUT": timeout,
        "AMAZON_SES_CLIENT_PARAMS": _amazon(given.get("AMAZON_SES_CLIENT_PARAMS", "{}"), timeout),
    }


def _check_secret(secret: str) -> None:
    user, _, password = secret.partition(":")
    if not user or len(password) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            "ANYMAIL_WEBHOOK_SECRET ontbreekt of is te kort. Zet er een naam, een dubbele punt en "
            f"een geheim van minstens {SHORTEST_SECRET} tekens in, en geef beide op bij de mailprovider."
        )


def _value(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text


def _amazon(text: str, timeout: int) -> dict[str, Any]:
    """Nobody but us tries again: Amazon's library does so by itself, which may send a mail twice."""
    given = json.loads(text)
    once = {"connect_timeout": timeout, "read_timeout": timeout, "retries": {"total_max_attempts": 1}}
    return given | {"config": given.get("config", {}) | once}
