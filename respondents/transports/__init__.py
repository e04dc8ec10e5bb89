"""Ways to hand a mail over: SMTP, or the API of a mail provider. `EMAIL_PROVIDER` says which.

Each has `prepare`, before the one-way door, and `deliver`, behind it, which ends as `outcomes` says.
"""

from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage

from respondents.transports.smtp import StagedEmailBackend


class Transport(Protocol):
    """One for each round of a worker; it keeps its connection until it is closed.

    One that takes bytes can be given a `Mail` that was made in another way.
    """

    takes_bytes: bool

    def prepare(self, message: EmailMessage, reference: str) -> Any:
        """What `deliver` takes. A webhook about the mail bears the reference, where there are webhooks."""

    def deliver(self, mail: Any) -> str:
        """Gives the id of who took it. Raises NotNow, NotWelcome, Refused or InDoubt."""

    def close(self) -> None: ...


def current() -> Transport:
    if not settings.EMAIL_PROVIDER:
        return StagedEmailBackend()
    # The libraries of providers are heavy, and only a worker needs them.
    from respondents.transports.providers import ProviderTransport

    return ProviderTransport(settings.EMAIL_PROVIDER)
