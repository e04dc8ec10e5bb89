"""The keys of links and digests: the one of now, and those of the past that are still read."""

import hashlib
import hmac

from django.conf import settings


def current() -> str:
    return settings.LINK_KEY


def all_keys() -> list[str]:
    """The one of now first."""
    return [settings.LINK_KEY, *settings.LINK_KEY_OLD]


def name_of(key: str) -> str:
    """Eight signs by which a key is known again, and that say nothing of it."""
    return digest("name", key).hex()[:8]


def digest(text: str, key: str | None = None) -> bytes:
    """With the key of now, unless another is given."""
    return hmac.digest((key or settings.LINK_KEY).encode(), text.encode(), hashlib.sha256)
