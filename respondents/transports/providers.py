"""Mail providers through Anymail: Brevo, Mailjet, Postmark and Amazon SES."""

import uuid
from collections.abc import Callable

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage, get_connection

from respondents.transports import failures
from respondents.transports.outcomes import InDoubt, Refused

# How often a mail in doubt is offered again to a provider that knows it by its key. Three times-out of
# EMAIL_TIMEOUT are far within the fifteen minutes that Brevo keeps a key, and within a sweep of ours.
SAME_MAIL_AGAIN = 2
KEY_SPACE = uuid.UUID("5f0bb6d3-9f0c-4c1a-8f61-3f2f8d8a5b11")


class ProviderTransport:
    """One kept connection to the API of a provider."""

    takes_bytes = False

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self.backend = get_connection(f"anymail.backends.{provider}.EmailBackend")
        self.is_open = False

    def prepare(self, message: EmailMessage, reference: str) -> EmailMessage:
        message.metadata = {"letter": reference}  # type: ignore[attr-defined]
        message.extra_headers["List-Id"] = _ascii_list_id(message.extra_headers["List-Id"])
        PARTICULARS.get(self.provider, _nothing)(message)
        return message

    def deliver(self, mail: EmailMessage) -> str:
        for _ in range(SAME_MAIL_AGAIN if self.provider == "brevo" else 0):
            try:
                return self._deliver(mail)
            except InDoubt:
                continue
        return self._deliver(mail)

    def _deliver(self, mail: EmailMessage) -> str:
        try:
            self._open()
            self.backend.send_messages([mail])
        except AnymailRecipientsRefused as error:
            raise Refused(failures.words_of(error)) from error
        except AnymailAPIError as error:
            if failures.was_taken_before(error):
                return ""
            raise failures.outcome(error) from error
        except (AnymailError, ValueError) as error:
            # It could not be put into the words of the API, so nothing left.
            raise Refused(str(error)) from error
        return _id_of(mail)

    def _open(self) -> None:
        if not self.is_open:
            self.backend.open()
            self.is_open = True

    def close(self) -> None:
        self.backend.close()


def _id_of(mail: EmailMessage) -> str:
    """Mailjet answers that a mail failed in a way that Anymail calls no error."""
    status = mail.anymail_status  # type: ignore[attr-defined]
    if status.status and not status.status & {"sent", "queued"}:
        raise Refused(failures.words_of_response(status.esp_response))
    return str(status.message_id or "")


def _ascii_list_id(value: str) -> str:
    """Brevo sends a header with other letters as it came, and such mail is refused; the id alone says it too."""
    return value if value.isascii() else value[value.index("<") :]


def _nothing(message: EmailMessage) -> None:
    pass


def _brevo(message: EmailMessage) -> None:
    """The same mail has the same key, so that offering it again gives no second one."""
    key = uuid.uuid5(KEY_SPACE, message.extra_headers["Message-ID"])
    message.extra_headers["idempotencyKey"] = str(key)


def _untracked(message: EmailMessage) -> None:
    message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]


def _postmark(message: EmailMessage) -> None:
    _untracked(message)
    message.extra_headers["X-PM-KeepID"] = "true"


PARTICULARS: dict[str, Callable[[EmailMessage], None]] = {
    "brevo": _brevo,
    "mailjet": _untracked,
    "postmark": _postmark,
}
