"""What an error of a provider's API means for the mail, by how far the request came."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from requests import exceptions as web
from urllib3 import exceptions as wire

from respondents.transports.outcomes import InDoubt, NotNow, NotWelcome, Refused

NOT_WELCOME = {401, 402, 403}
LATER = {408, 425, 429, 503}
LONGEST_WAIT = 24 * 3600

# By their names, so that boto is not needed to read them. A request that met one of these never left.
NEVER_LEFT = {"EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError"}
# The account may not send, whatever the mail.
CLOSED_TO_US = re.compile(
    r"AccessDenied|UnrecognizedClient|InvalidClientToken|SignatureDoesNotMatch|ExpiredToken|OptInRequired"
    r"|AccountSuspended|SendingPaused|MailFromDomainNotVerified|NoCredentials|NoRegion|PartialCredentials"
)
TOO_FAST = re.compile(r"Throttl|TooManyRequests|LimitExceeded|ServiceUnavailable")
# A handshake that failed: after it, an error of TLS may have come when the request was under way.
HANDSHAKE = re.compile(r"CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER|HANDSHAKE|ALERT|UNSUPPORTED_PROTOCOL")


def outcome(error: AnymailAPIError) -> Exception:
    """One of the four of `outcomes`."""
    status = status_of(error)
    if status is None:
        return _without_answer(error)
    return _answered(status, error)


def status_of(error: AnymailAPIError) -> int | None:
    """Of the answer of the provider; None if there was none."""
    if isinstance(error.response, dict):
        return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return getattr(error.response, "status_code", None)


def _answered(status: int, error: AnymailAPIError) -> Exception:
    words = words_of(error)
    if CLOSED_TO_US.search(words) or status in NOT_WELCOME:
        return NotWelcome(words)
    if TOO_FAST.search(words) or status in LATER:
        return NotNow(words, retry_after=_retry_after(error.response), is_away=True)
    return Refused(words) if 400 <= status < 500 else InDoubt(words)


def _without_answer(error: AnymailAPIError) -> Exception:
    causes = list(_causes(error))
    words = "; ".join(type(cause).__name__ for cause in causes)
    if CLOSED_TO_US.search(words):
        return NotWelcome(words)
    return NotNow(words, is_away=True) if any(map(_never_left, causes)) else InDoubt(words)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """What it came from, and what that came from; each library keeps it in a place of its own."""
    while error is not None:
        kept = (error.__cause__, getattr(error, "reason", None), getattr(error, "kwargs", {}).get("error"))
        inner = next(filter(None, (*kept, *error.args)), None)
        error = inner if isinstance(inner, BaseException) else None
        if error is not None:
            yield error


def _never_left(cause: BaseException) -> bool:
    if isinstance(cause, web.SSLError | wire.SSLError):
        return bool(HANDSHAKE.search(str(cause)))
    before = (web.ConnectTimeout, web.ProxyError, web.InvalidURL, wire.NewConnectionError)
    return isinstance(cause, (*before, wire.ConnectTimeoutError)) or type(cause).__name__ in NEVER_LEFT


def _retry_after(response: Any) -> int | None:
    """Seconds, or a date in the words of HTTP; never longer than a day."""
    value = getattr(response, "headers", {}).get("Retry-After", "")
    try:
        wait = int(value) if value.isdigit() else _until(parsedate_to_datetime(value))
    except ValueError:
        return None
    return min(max(wait, 0), LONGEST_WAIT)


def _until(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round((aware - datetime.now(UTC)).total_seconds())


def was_taken_before(error: AnymailAPIError) -> bool:
    """Brevo refuses a key that it has seen, which says that it took the mail that bore it."""
    response = error.response
    return status_of(error) == 400 and "duplicate_parameter" in getattr(response, "text", "")


def words_of(error: AnymailAPIError | AnymailRecipientsRefused) -> str:
    if isinstance(error.response, dict):
        found = error.response.get("Error", {})
        return f"{status_of(error)} {found.get('Code', '')} {found.get('Message', '')}"
    return words_of_response(error.response)


def words_of_response(response: Any) -> str:
    return f"{response.status_code} {response.text[:250]}"
